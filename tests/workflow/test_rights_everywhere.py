"""No way around the rights: every function that changes something asks who does it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

import taiodo.workflow
from taiodo.access.people import Person
from taiodo.access.rights import RIGHTS, Action, Role, Scope
from taiodo.problems import Problem
from taiodo.survey.items import Edit, ItemFilter
from taiodo.workflow import current, planning, profile, specification, surveying, tracking, trail
from taiodo.workflow.accounts import accounts
from taiodo.workflow.specification import EditionFacts

FOLDER = Path(taiodo.workflow.__path__[0])
MODULES = sorted(FOLDER.glob("*.py"))

# Where nobody is known yet, or the database itself comes to be: each with its own proof of who
# may (a password, the code of the terminal, the demonstration on this machine, the terminal).
BEFORE_ANYBODY = {
    ("desk", "initialise"),
    ("desk", "changing"),
    ("door", "tried"),
    ("door", "fail"),
    ("signing", "log_in"),
    ("signing", "log_out"),
    ("signing", "by_hash"),
    ("vouched", "from_outside"),
    ("setting_up", "set_up"),
    ("demonstration", "prepare"),
    ("demonstration", "enter"),
    ("backups", "restore"),
}
PARTIAL = {a for a in Action if any(RIGHTS[r][a] is Scope.OWN for r in Role)}


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield path.stem, node


def calls(node: ast.AST, name: str) -> list[ast.Call]:
    return [
        n
        for n in ast.walk(node)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == name
    ]


def called_names(node: ast.AST) -> set[str]:
    found = set()
    for n in ast.walk(node):
        if isinstance(n, ast.Call):
            if isinstance(n.func, ast.Name):
                found.add(n.func.id)
            elif isinstance(n.func, ast.Attribute):
                found.add(n.func.attr)
    return found


CHANGING = [(module, f) for module, f in functions() if calls(f, "changing")]


def asking() -> set[str]:
    """The names of functions that ask, themselves or by what they call; all of that name do."""
    found = {"refusal", "require"}
    calls_of: dict[str, list[set[str]]] = {}
    for _, f in functions():
        calls_of.setdefault(f.name, []).append(called_names(f))
    while True:
        more = {
            name
            for name, every in calls_of.items()
            if name not in found and all(one & found for one in every)
        }
        if not more:
            return found
        found |= more


ASKING = asking()


def test_the_changing_functions_are_found():
    names = {f"{module}.{f.name}" for module, f in CHANGING}
    assert {"surveying._save", "rolling.commit", "specification.undo"} <= names
    assert len(names) > 20


@pytest.mark.parametrize(
    ("module", "function"), CHANGING, ids=[f"{m}.{f.name}" for m, f in CHANGING]
)
def test_a_function_that_changes_something_names_the_right_it_needs(module, function):
    for call in calls(function, "changing"):
        given = [a for a in call.args if isinstance(a, ast.Attribute)]
        assert given, f"{module}.{function.name}: desk.changing(Action.…) を指定する"
        action = Action[given[0].attr]
        if action in PARTIAL:
            assert called_names(function) & ASKING, (
                f"{module}.{function.name}: {action} は自分の分に限る役割があるので、"
                "desk.require / desk.refusal で所管課を確かめる"
            )


def test_nothing_is_written_past_the_desk():
    found = {(module, f.name) for module, f in functions() if calls(f, "transaction")}
    assert found <= BEFORE_ANYBODY


PEOPLE = {
    Role.DEPARTMENT: Person("戸籍 花子", Role.DEPARTMENT, "戸籍住民課"),
    Role.VIEWER: Person("部長", Role.VIEWER),
    Role.VENDOR: Person("甲社 次郎", Role.VENDOR, vendor="甲社"),
}


@pytest.fixture(params=PEOPLE, ids=lambda role: role.value)
def person(request) -> Person:
    return PEOPLE[request.param]


def items(desk):
    survey = surveying.survey_of(desk, "jumin", "9.9").id
    return surveying.requirement_page(desk, ItemFilter(survey=survey)).items


def test_only_administrators_do_what_is_theirs(surveyed_desk, person, small_book):
    desk = surveyed_desk.signed(person)
    reading = specification.preview(small_book)
    acts = {
        Action.IMPORT_SPEC: lambda: specification.commit(desk, reading, EditionFacts("jumin", "9")),
        Action.OPEN_SURVEY: lambda: surveying.open_survey(desk, "kaigo", "outline"),
        Action.CHANGE_PLAN: lambda: profile.save_kpi_target(desk, 2026, 1, 2),
        Action.CHANGE_SETTINGS: lambda: profile.add_department(desk, "新しい課"),
        Action.MANAGE_USERS: lambda: accounts(desk),
    }
    before = trail.search(surveyed_desk, trail.TrailFilter()).total
    for action, act in acts.items():
        with pytest.raises(Problem) as refusal:
            act()
        assert action.label in refusal.value.message
        assert "管理者" in refusal.value.advice
    assert trail.search(surveyed_desk, trail.TrailFilter()).total == before


def test_a_department_answers_its_own_items_and_reads_the_others(surveyed_desk):
    desk = surveyed_desk.signed(PEOPLE[Role.DEPARTMENT])
    mine = items(desk)[0]
    assert mine.department == "戸籍住民課"
    (saved,) = surveying.save_answers(desk, [Edit(mine.id, mine.revision, {"verdict": "fit"})])
    assert saved.saved
    assert items(desk)[0].updated_by == "戸籍 花子（戸籍住民課）"
    other = desk.signed(Person("税務 一郎", Role.DEPARTMENT, "税務課"))
    now = items(other)[0]
    (refused,) = surveying.save_answers(other, [Edit(now.id, now.revision, {"verdict": "gap"})])
    assert not refused.saved
    assert "担当は戸籍住民課" in refused.message
    assert "管理者" in refused.message
    assert items(desk)[0].verdict.value == "fit"


def test_of_a_batch_only_the_items_of_others_are_refused(surveyed_desk):
    desk = surveyed_desk.signed(PEOPLE[Role.DEPARTMENT])
    first, second = items(desk)[:2]
    profile.add_department(surveyed_desk, "別の課")
    with surveyed_desk.changing(Action.ADMINISTER) as (tx, _):
        tx.connection.execute(
            text(
                "UPDATE requirement_item SET department_id ="
                " (SELECT id FROM department WHERE name = '別の課') WHERE id = :item"
            ),
            {"item": second.id},
        )
    outcomes = surveying.save_answers(
        desk, [Edit(i.id, i.revision, {"verdict": "fit"}) for i in (first, second)]
    )
    assert [o.saved for o in outcomes] == [True, False]


def test_a_viewer_changes_nothing_and_a_vendor_sees_nothing(surveyed_desk):
    viewer = surveyed_desk.signed(PEOPLE[Role.VIEWER])
    item = items(viewer)[0]
    with pytest.raises(Problem, match="閲覧者には"):
        surveying.save_answers(viewer, [Edit(item.id, item.revision, {"verdict": "fit"})])
    vendor = surveyed_desk.signed(PEOPLE[Role.VENDOR])
    for look in (surveying.surveys, current.inventory, planning.schedule):
        with pytest.raises(Problem, match="事業者には"):
            look(vendor)
    assert profile.profile(vendor).name == "中野区"


def test_a_department_records_the_steps_of_its_own_operation(sample_desk):
    desk = sample_desk.signed(PEOPLE[Role.DEPARTMENT])
    (saved,) = tracking.save_steps(desk, "jumin", [Edit(1, 0, {"status": "done"})])
    assert saved.saved
    with pytest.raises(Problem, match="担当は") as refusal:
        tracking.save_steps(desk, "kaigo", [Edit(1, 0, {"status": "done"})])
    assert "管理者" in refusal.value.advice


def test_a_changing_function_without_a_right_is_the_administrators(sample_desk, person):
    with pytest.raises(Problem), sample_desk.signed(person).changing():
        pass
    with sample_desk.changing():
        pass


def test_logins_stand_in_the_history_of_administrators_only(sample_desk):
    from taiodo.store.changes import record

    with sample_desk.changing(Action.ADMINISTER) as (tx, body):
        record(tx, "login", "login", municipality_id=body.id, summary="誰か")
    assert trail.search(sample_desk, trail.TrailFilter(entity="login")).total == 1
    viewer = sample_desk.signed(PEOPLE[Role.VIEWER])
    assert trail.search(viewer, trail.TrailFilter(entity="login")).total == 0
    assert trail.search(viewer, trail.TrailFilter()).total > 0


def test_writing_out_is_recorded_and_refused_to_vendors(sample_desk, person):
    desk = sample_desk.signed(person)
    if person.role is Role.VENDOR:
        with pytest.raises(Problem):
            trail.record_export(desk, "report", "報告書")
        return
    trail.record_export(desk, "report", "報告書", file="a.docx")
    (line,) = trail.search(sample_desk, trail.TrailFilter(action="export")).lines
    assert (line.entry.actor, line.entry.after) == (person.actor, {"file": "a.docx"})
