"""The gate before the application: documents, uploads and downloads need a login."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from taiodo.web.settings import COOKIE, OIDC_COOKIE, entrances
from taiodo.workflow import setting_up, signing
from taiodo.workflow.desk import Desk

OPEN = ("/login", "/setup", "/password", "/oauth2callback", "/auth/", "/app/static/", "/static/",
        "/component/", "/favicon")  # fmt: skip
GUARDED = ("/media/", "/_stcore/upload_file/")


class Gate:
    """Lets through who is logged in, and sends everybody else to where they can log in.

    The application itself asks again at every run; the gate keeps its pages and files from those
    who never logged in.
    """

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http":
            request = Request(scope)
            path = request.url.path
            if path.startswith(GUARDED) or _is_document(request):
                refusal = await run_in_threadpool(self._refusal, request)
                if refusal is not None:
                    await refusal(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        document = _is_document(request)
        if document and setting_up.needs_setup(self.desk.store):
            return RedirectResponse("/setup", 303)
        token = request.cookies.get(COOKIE, "")
        known = signing.signed_in(self.desk.store, token)
        if known is not None:
            if known.must_change and document:
                return RedirectResponse("/password", 303)
            return None
        if _is_vouched_for(request):
            return None
        if not document:
            return PlainTextResponse("ログインが要ります。", 403)
        onward = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        notice = "&notice=ended" if token else ""
        return RedirectResponse(f"/login?next={quote(onward, safe='')}{notice}", 303)


def _is_document(request: Request) -> bool:
    """Whether a browser asks for a page of the application."""
    return (
        request.method in ("GET", "HEAD")
        and "text/html" in request.headers.get("accept", "")
        and not request.url.path.startswith((*OPEN, "/_stcore/", "/media/"))
    )


def _is_vouched_for(request: Request) -> bool:
    """Whether somebody else vouches for the visitor; the application looks at it closely."""
    ways = entrances()
    if ways.proxy_header and request.headers.get(ways.proxy_header):
        return True
    asks = request.query_params.get("sso") == "1"
    return ways.oidc and (asks or OIDC_COOKIE in request.cookies)
