"""AppTest has no cookies: the pages' tests say who is logged in."""

from datetime import UTC, datetime, timedelta

import pytest
import streamlit as st

from samples import two_row_book
from taiodo.access.people import Person
from taiodo.access.rights import Role
from taiodo.ui import state
from taiodo.workflow import specification, surveying
from taiodo.workflow.desk import Desk, initialise
from taiodo.workflow.signing import SignedIn
from taiodo.workflow.specification import EditionFacts


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


@pytest.fixture
def sample_desk(tmp_path, monkeypatch) -> Desk:
    """The sample with a survey of 住民基本台帳 9.9, which the application opens with."""
    st.cache_resource.clear()
    st.cache_data.clear()
    url = f"sqlite:///{tmp_path / 'taiodo.sqlite3'}"
    monkeypatch.setenv("TAIODO_DATABASE_URL", url)
    found, _ = initialise(url, sample="nakano")
    reading = specification.preview(two_row_book(tmp_path / "見本仕様書.xlsx"))
    specification.commit(found, reading, EditionFacts("jumin", "9.9"))
    surveying.open_survey(found, "jumin", "9.9")
    return found
