"""The routes: log in, try the sample, set up the first administrator, change a password."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from taiodo.access.passwords import SHORTEST
from taiodo.problems import Problem
from taiodo.web.forms import is_secure, local_path, read_form
from taiodo.web.pages import page, stylesheet
from taiodo.web.settings import COOKIE, entrances
from taiodo.workflow import demonstration, setting_up, signing
from taiodo.workflow.desk import Desk
from taiodo.workflow.door import Admitted, Visitor
from taiodo.workflow.profile import profile

Form = dict[str, str]
NOTICES = {
    "ended": "ログインが終わりました（ログアウト、または時間切れ）。もう一度ログインしてください。"
}
STRANGE = Problem(
    "この画面から送られた内容ではないため、受け付けていません。",
    advice="画面を読み直して、もう一度入れてください。",
)
DIFFERENT = Problem("二つのパスワードが違います。", advice="同じものを二度入れてください。")


def visitor(request: Request) -> Visitor:
    """Where a request comes from; behind a proxy that says so, the address it names."""
    address = request.client.host if request.client else ""
    return Visitor(address, request.headers.get("user-agent", "")[:400])


def routes(desk: Desk) -> list[Route]:
    """All routes of the plain pages, for the database of a desk."""
    doorway = Doorway(desk)
    return [
        Route("/login", doorway.login, methods=["GET", "POST"]),
        Route("/login/demo", doorway.demo, methods=["POST"]),
        Route("/login/plain.css", stylesheet, methods=["GET"]),
        Route("/setup", doorway.setup, methods=["GET", "POST"]),
        Route("/password", doorway.password, methods=["GET", "POST"]),
    ]


@dataclass(frozen=True)
class Doorway:
    """The endpoints; all that touches the database runs in a thread of its own."""

    desk: Desk

    async def login(self, request: Request) -> Response:
        """The login page, and logging in by name and password."""
        if request.method == "GET":
            return await run_in_threadpool(self._login_page, request, request.query_params)
        form = await read_form(request)
        if form is None:
            return await run_in_threadpool(self._login_page, request, {}, STRANGE)

        def enter() -> Admitted:
            return signing.log_in(
                self.desk.store, form.get("login", ""), form.get("password", ""), visitor(request)
            )

        return await run_in_threadpool(self._admit, request, form, enter)

    async def demo(self, request: Request) -> Response:
        """Trying the sample as one of its people; never through a proxy."""
        form = await read_form(request)
        if form is None:
            return await run_in_threadpool(self._login_page, request, {}, STRANGE)
        passed_on = any(name.startswith(("x-forwarded-", "forwarded")) for name in request.headers)

        def enter() -> Admitted:
            where = Visitor("", "") if passed_on else visitor(request)
            return demonstration.enter(self.desk.store, form.get("login", ""), where)

        return await run_in_threadpool(self._admit, request, form, enter)

    def _admit(self, request: Request, form: Form, enter: Callable[[], Admitted]) -> Response:
        try:
            admitted = enter()
        except Problem as problem:
            return self._login_page(request, form, problem)
        return _with_login(request, admitted, local_path(form.get("next", "/")))

    def _login_page(
        self, request: Request, asked: Mapping[str, str], problem: Problem | None = None
    ) -> Response:
        if setting_up.needs_setup(self.desk.store):
            return RedirectResponse("/setup", 303)
        return page(
            request,
            "login",
            problem=problem,
            status=401 if problem else 200,
            municipality=profile(self.desk).name,
            login=asked.get("login", "") if problem else "",
            next=local_path(asked.get("next", "/")),
            notice=NOTICES.get(asked.get("notice", ""), ""),
            people=demonstration.people(),
            oidc=entrances().oidc,
        )

    async def setup(self, request: Request) -> Response:
        """Registering the first administrator, once."""
        form: Form | None = {}
        if request.method == "POST":
            form = await read_form(request)
        return await run_in_threadpool(self._set_up, request, form)

    def _set_up(self, request: Request, form: Form | None) -> Response:
        if not setting_up.needs_setup(self.desk.store):
            known = signing.signed_in(self.desk.store, request.cookies.get(COOKIE, ""))
            return RedirectResponse("/login" if known is None else "/", 303)
        problem = STRANGE if form is None else None
        if form:
            try:
                return _with_login(request, self._first_administrator(request, form), "/")
            except Problem as refused:
                problem = refused
        given = form or {}
        return page(
            request,
            "setup",
            problem=problem,
            status=400 if problem else 200,
            municipality=profile(self.desk).name,
            name=given.get("name", ""),
            login=given.get("login", ""),
            shortest=SHORTEST,
        )

    def _first_administrator(self, request: Request, form: Form) -> Admitted:
        if form.get("password") != form.get("again"):
            raise DIFFERENT
        return setting_up.set_up(
            self.desk.store,
            form.get("code", ""),
            login=form.get("login", ""),
            name=form.get("name", ""),
            password=form.get("password", ""),
            visitor=visitor(request),
        )

    async def password(self, request: Request) -> Response:
        """Changing one's own password."""
        form: Form | None = dict(request.query_params)
        if request.method == "POST":
            form = await read_form(request)
        return await run_in_threadpool(self._password, request, form)

    def _password(self, request: Request, form: Form | None) -> Response:
        known = signing.signed_in(self.desk.store, request.cookies.get(COOKIE, ""))
        if known is None:
            return RedirectResponse("/login?notice=ended", 303)
        problem = STRANGE if form is None else None
        onward = local_path((form or {}).get("next", "/"))
        if form is not None and request.method == "POST":
            try:
                self._change(known, form)
            except Problem as refused:
                problem = refused
            else:
                return RedirectResponse(onward, 303)
        return page(
            request,
            "password",
            problem=problem,
            status=400 if problem else 200,
            municipality=profile(self.desk).name,
            person=known.person.name,
            login=known.person.login,
            must_change=known.must_change,
            next=onward,
            shortest=SHORTEST,
        )

    def _change(self, known: signing.SignedIn, form: Form) -> None:
        if form.get("password") != form.get("again"):
            raise DIFFERENT
        desk = Desk(self.desk.store, known.person, known.login)
        signing.change_password(desk, form.get("present", ""), form.get("password", ""))


def _with_login(request: Request, admitted: Admitted, onward: str) -> Response:
    """On to the application, with the login's token in a cookie no script can read."""
    target = "/password" if admitted.must_change else onward
    response = RedirectResponse(target, 303)
    response.set_cookie(
        COOKIE, admitted.token, httponly=True, samesite="lax", secure=is_secure(request), path="/"
    )
    return response
