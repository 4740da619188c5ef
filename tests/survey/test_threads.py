"""Calling on a department in a comment."""

import pytest

from taiodo.survey.threads import OFFICE, called_on, mentioned

OFFICES = ("税務課", "税務課収納係", "戸籍住民課", "介護・高齢者支援課")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@税務課 お願いします", ("税務課",)),
        ("全角の＠戸籍住民課へ", ("戸籍住民課",)),
        ("@税務課収納係", ("税務課収納係",)),
        ("@税務課 と @戸籍住民課、また@税務課", ("税務課", "戸籍住民課")),
        ("@介護・高齢者支援課", ("介護・高齢者支援課",)),
        ("税務課に聞く", ()),
        ("@知らない課", ()),
        ("", ()),
    ],
)
def test_departments_named_in_a_text(text, found):
    assert mentioned(text, OFFICES) == found


def test_nobody_can_be_named_where_there_is_no_department():
    assert mentioned("@", ()) == ()
    assert mentioned("@", ("",)) == ()


def test_chosen_and_named_departments_are_called_on_once():
    assert called_on("@税務課", ["戸籍住民課", "税務課"], OFFICES) == ("戸籍住民課", "税務課")


def test_the_office_that_checks_can_always_be_called_on():
    assert called_on(f"@{OFFICE} 差戻しを", [], OFFICES) == (OFFICE,)
    assert called_on("", [OFFICE, "ない課"], OFFICES) == (OFFICE,)
