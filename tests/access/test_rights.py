"""Who may do what: every role with every action, and how a refusal is worded."""

import pytest

from taiodo.access.people import Person
from taiodo.access.rights import RIGHTS, Action, Role, Scope, scope_of, who_may
from taiodo.problems import Problem

# The table as agreed, in letters: A everything, O one's own, - nothing;
# columns 管理者 所管課 閲覧者 事業者. Changing a right means changing it here too.
AGREED = """
enter            AAAA
read             AAA-
export           AAA-
read_audit       AAA-
answer           AO--
comment          AA--
review           A---
merge_sheet      AO--
open_survey      A---
import_spec      A---
import_inventory A---
edit_inventory   AO--
edit_mapping     AO--
assign_changes   AO--
set_steps        AO--
change_plan      A---
change_settings  A---
manage_packages  A---
reply_package    A--O
manage_users     A---
administer       A---
"""
LETTERS = {"A": Scope.ALL, "O": Scope.OWN, "-": Scope.NONE}
TABLE = {
    (role, Action(name)): LETTERS[letter]
    for name, letters in (line.split() for line in AGREED.strip().splitlines())
    for role, letter in zip(Role, letters, strict=True)
}
PEOPLE = {
    Role.ADMIN: Person("管理 太郎", Role.ADMIN, "情報システム課"),
    Role.DEPARTMENT: Person("戸籍 花子", Role.DEPARTMENT, "戸籍住民課"),
    Role.VIEWER: Person("部長", Role.VIEWER),
    Role.VENDOR: Person("甲社 次郎", Role.VENDOR, vendor="甲社"),
}


def test_the_table_has_every_role_and_every_action():
    assert set(TABLE) == {(role, action) for role in Role for action in Action}
    assert {(r, a) for r, actions in RIGHTS.items() for a in actions} == set(TABLE)


@pytest.mark.parametrize(("role", "action"), TABLE, ids=lambda value: value.value)
def test_a_role_may_do_what_was_agreed_and_no_more(role, action):
    scope, person = TABLE[role, action], PEOPLE[role]
    assert scope_of(role, action) is scope
    own = {"departments": ["戸籍住民課"], "vendor": "甲社"}
    others = {"departments": ["税務課"], "vendor": "乙社"}
    assert person.may(action, **own) is (scope is not Scope.NONE)
    assert person.may(action, **others) is (scope is Scope.ALL)
    assert person.may(action) is (scope is Scope.ALL), "what is nobody's is not one's own"
    assert person.may_somewhere(action) is (scope is not Scope.NONE)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_refusal_says_who_can_do_it(role, action):
    person = PEOPLE[role]
    if TABLE[role, action] is Scope.ALL:
        person.require(action)
        return
    with pytest.raises(Problem) as refusal:
        person.require(action, departments=["税務課"], vendor="乙社")
    assert action.label in refusal.value.message
    assert "管理者（情報システム課）" in refusal.value.advice


def test_a_person_without_department_owns_nothing():
    nobody = Person("誰か", Role.DEPARTMENT)
    assert not nobody.may(Action.ANSWER, departments=[""])
    assert not Person("社員", Role.VENDOR).may(Action.REPLY_PACKAGE, vendor="")


def test_one_of_several_departments_is_enough():
    person = PEOPLE[Role.DEPARTMENT]
    assert person.may(Action.ANSWER, departments=["税務課", "戸籍住民課"])


def test_the_audit_names_a_person_with_the_department():
    assert PEOPLE[Role.DEPARTMENT].actor == "戸籍 花子（戸籍住民課）"
    assert PEOPLE[Role.VENDOR].actor == "甲社 次郎（甲社）"
    assert Person("端末").actor == "端末"


def test_who_may_is_read_from_the_table():
    assert who_may(Action.ANSWER) == "管理者（情報システム課）、所管課（自分の課の項目）"
    assert who_may(Action.REPLY_PACKAGE) == "管理者（情報システム課）、事業者（自社のもの）"
