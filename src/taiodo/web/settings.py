"""How people may come in besides a password, from the environment the server was started with."""

import os
from dataclasses import dataclass

OIDC = "TAIODO_OIDC"
PROXY_HEADER = "TAIODO_PROXY_HEADER"
COOKIE = "taiodo_login"
OIDC_COOKIE = "_streamlit_user"
PROXY_USER = "proxy_login"
"""What the trusted header's value is called in st.user."""


@dataclass(frozen=True, slots=True)
class Entrances:
    """The entrances that are open; `proxy_header` "" when no reverse proxy is trusted."""

    oidc: bool
    proxy_header: str


def entrances() -> Entrances:
    """The entrances of this server; both are shut unless it was started with them."""
    return Entrances(os.environ.get(OIDC) == "1", os.environ.get(PROXY_HEADER, "").strip())
