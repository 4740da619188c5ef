"""AppTest has no cookies: the pages' tests say who is logged in."""

from datetime import UTC, datetime, timedelta

import pytest

from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.ui import state
from taiodo.workflow.signing import SignedIn


class AtTheScreen:
    """Who is logged in at the screen of a test; None when nobody is."""

    def __init__(self) -> None:
        self.person: Person | None = Person("試験 花子", Role.ADMIN, "情報システム課")
        self.login = ""

    def signed_in(self, _store: object) -> SignedIn | None:
        if self.person is None:
            return None
        ends = datetime.now(UTC) + timedelta(hours=1)
        return SignedIn(self.person, self.login, "password", False, ends)


@pytest.fixture(autouse=True)
def at_the_screen(monkeypatch) -> AtTheScreen:
    """An administrator, until the test says otherwise."""
    found = AtTheScreen()
    monkeypatch.setattr(state, "identified", found.signed_in)
    return found
