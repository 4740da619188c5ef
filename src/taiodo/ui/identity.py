"""Who is behind this browser: by our cookie, by OpenID Connect, or by a trusted proxy's header."""

import json
from typing import Any

import streamlit as st

from taiodo.web.settings import COOKIE, PROXY_USER, entrances
from taiodo.workflow import signing, vouched
from taiodo.workflow.door import Visitor
from taiodo.workflow.signing import SignedIn


def identified(store: Any) -> SignedIn | None:
    """Who is logged in, None when nobody is.

    Raises:
        Problem: somebody is vouched for from outside and has no account here.
    """
    known = signing.signed_in(store, st.context.cookies.get(COOKIE, ""))
    if known is not None:
        return known
    ways, facts = entrances(), st.user.to_dict()
    if ways.oidc and facts.get("is_logged_in"):
        return vouched.from_outside(store, "oidc", _names(facts), _subject(facts), _visitor())
    named = str(facts.get(PROXY_USER) or "") if ways.proxy_header else ""
    if named:
        return vouched.from_outside(store, "proxy", frozenset({named}), "", _visitor())
    return None


def _names(facts: dict[str, Any]) -> frozenset[str]:
    """What the organisation calls the person; an address nobody has verified does not count."""
    names = {str(facts.get("preferred_username") or "")}
    if facts.get("email_verified") is not False:
        names.add(str(facts.get("email") or ""))
    return frozenset(names - {""})


def _subject(facts: dict[str, Any]) -> str:
    """What tells this very login from the next of the same person."""
    return json.dumps([facts.get(name) for name in ("iss", "sub", "iat", "nonce", "sid")])


def _visitor() -> Visitor:
    return Visitor(st.context.ip_address or "", st.context.headers.get("User-Agent", ""))
