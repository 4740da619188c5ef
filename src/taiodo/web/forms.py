"""Forms of plain pages: read with a limit, and taken only from our own pages (CSRF)."""

import hmac
import secrets
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import Response

TOKEN = "taiodo_form"  # noqa: S105 - the name of a cookie
FIELD = "form"
LONGEST = 16_384


def local_path(given: str) -> str:
    """A path of this server to go on to, "/" for anything else."""
    parts = urlsplit(given)
    safe = given.startswith("/") and not given.startswith(("//", "/\\"))
    if not safe or parts.scheme or parts.netloc or not given.isprintable():
        return "/"
    return given


def form_token(request: Request) -> str:
    """The token of this browser's forms: the one it has, else a new one."""
    held = request.cookies.get(TOKEN, "")
    return held if len(held) == 43 and held.isascii() else secrets.token_urlsafe(32)


def keep_token(request: Request, response: Response, token: str) -> None:
    """Set the cookie that a form sent back has to agree with."""
    response.set_cookie(
        TOKEN, token, httponly=True, samesite="strict", secure=is_secure(request), path="/"
    )


def is_secure(request: Request) -> bool:
    """Whether the browser speaks https, to us or to the proxy before us."""
    return request.url.scheme == "https"


async def read_form(request: Request) -> dict[str, str] | None:
    """The fields of a form sent from one of our pages; None when it comes from elsewhere."""
    data = b""
    async for chunk in request.stream():
        data += chunk
        if len(data) > LONGEST:
            return None
    fields = parse_qs(data.decode("utf-8", "replace"), keep_blank_values=True)
    form = {name: values[0].replace("\x00", "") for name, values in fields.items()}
    sent, held = form.get(FIELD, ""), request.cookies.get(TOKEN, "")
    if not held or not hmac.compare_digest(sent.encode(), held.encode()):
        return None
    return form if _is_same_origin(request) else None


def _is_same_origin(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin is None or origin == "null":
        return origin is None
    return urlsplit(origin).netloc == request.headers.get("host", "")
