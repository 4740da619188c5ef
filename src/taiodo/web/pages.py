"""The plain pages as HTML: no script, nothing from outside, in the look of the application."""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from taiodo.problems import Problem
from taiodo.web.forms import FIELD, form_token, keep_token

TEMPLATES = Path(__file__).parent / "templates"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )


def page(
    request: Request,
    template: str,
    *,
    problem: Problem | None = None,
    status: int = 200,
    **facts: object,
) -> HTMLResponse:
    """One of the templates with its form's token; what went wrong stands above the form."""
    token = form_token(request)
    words = (
        _environment()
        .get_template(f"{template}.html")
        .render(form_field=FIELD, form_token=token, problem=problem, **facts)
    )
    response = HTMLResponse(words, status, HEADERS)
    keep_token(request, response, token)
    return response


def stylesheet(_request: Request) -> Response:
    """The one style sheet of these pages."""
    words = (TEMPLATES / "plain.css").read_text("utf-8")
    return Response(words, media_type="text/css", headers={"Cache-Control": "max-age=3600"})
