"""The application as a server: Streamlit's pages behind the gate and the plain pages.

Run: python -m taiodo.ui.application ADDRESS PORT
"""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware

from taiodo.catalog.files import data_root
from taiodo.problems import Problem
from taiodo.ui.show import show_problem
from taiodo.web.gate import Gate
from taiodo.web.routes import routes
from taiodo.web.settings import PROXY_USER, entrances
from taiodo.workflow.desk import home_folder, open_desk

SECRETS = "secrets.toml"


def application() -> st.App:
    """The application on the database of the environment."""
    desk = open_desk(os.environ.get("TAIODO_DATABASE_URL") or None)
    return st.App(
        data_root() / "app.py",
        routes=routes(desk),
        middleware=[Middleware(Gate, desk=desk)],
        on_script_error=explained,
    )


def explained(error: Exception) -> bool:
    """Show a refusal that a click met with outside of any page; other errors are not ours."""
    if isinstance(error, Problem):
        show_problem(error)
        return True
    return False


def settings(address: str, port: int, secrets: Path) -> dict[str, Any]:
    """Streamlit's settings for this server, beside .streamlit/config.toml."""
    found: dict[str, Any] = {
        "server.address": address,
        "server.port": port,
        "logger.hideWelcomeMessage": True,
    }
    if secrets.is_file():
        found["secrets.files"] = [str(secrets)]
    header = entrances().proxy_header
    if header:
        found["server.trustedUserHeaders"] = json.dumps({header: PROXY_USER})
    return found


def main() -> None:
    """Serve until stopped."""
    address, port = sys.argv[1], int(sys.argv[2])
    secrets = Path(os.environ.get("TAIODO_SECRETS") or home_folder() / SECRETS)
    with suppress(KeyboardInterrupt):
        application().run(config=settings(address, port, secrets))


if __name__ == "__main__":
    main()
