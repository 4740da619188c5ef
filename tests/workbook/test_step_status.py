"""The nation's progress table as it comes: layouts, header trouble, statuses, bodies."""

import pytest
from openpyxl import load_workbook

from step_tables import DONE, HEADER, ROWS, STEPS, as_text, book, statuses, tsv
from taiodo.catalog.load import load_catalog
from taiodo.plan.national import OperationNames, rows_of_body, statuses_of
from taiodo.problems import Problem, Severity, errors
from taiodo.workbook.step_status import read_step_table, step_table_as_text, write_step_book

CATALOG = load_catalog()
BY_SERIAL = {step.serial: step for step in STEPS}
NAMES = OperationNames(
    CATALOG.operations, CATALOG.operation_names, [c.name for c in CATALOG.common_functions]
)
WARD = {o.id for o in CATALOG.operations.values()} - {"hojin-juminzei", "koteishisanzei"}


def read(source, body="中野区"):
    table = read_step_table(source, STEPS)
    found = statuses_of(rows_of_body(table, body), NAMES, WARD, BY_SERIAL)
    found.findings[:0] = table.findings
    return found


def codes(found) -> list[str]:
    return [f.code.removeprefix("steps.") for f in found.findings]


@pytest.fixture(params=["tsv", "cp932", "xlsx"])
def table_file(request, tmp_path):
    if request.param == "xlsx":
        return book(tmp_path / "進捗.xlsx")
    encoding = "cp932" if request.param == "cp932" else "utf-8"
    return tsv(tmp_path / "進捗.tsv", encoding=encoding)


def test_the_rows_of_one_body_in_every_layout(table_file):
    found = read(table_file)
    assert errors(found.findings) == ()
    assert {operation for operation, _ in found.found} == {"kojin-juminzei", "senkyo", "kosodate"}
    assert [found.found["kojin-juminzei", n].value for n in (1, 2, 3, 4)] == [
        "done", "in_progress", "not_applicable", "not_started",
    ]  # fmt: skip
    assert len(found.found) == 120


def test_a_prefecture_has_rows_of_its_own(table_file):
    found = read(table_file, "東京都")
    assert {operation for operation, _ in found.found} == {"seikatsuhogo", "jido-fuyo-teate"}


def test_a_sheet_without_steps_is_told(tmp_path):
    assert "sheet-ignored" in codes(read(book(tmp_path / "a.xlsx")))


def test_a_name_two_bodies_bear_asks_for_the_prefecture(table_file):
    with pytest.raises(Problem, match="2つあります") as refusal:
        read(table_file, "府中市")
    assert "広島県府中市" in str(refusal.value)
    assert read(table_file, "広島県 府中市").found["kokumin-nenkin", 1].value == "in_progress"


@pytest.mark.parametrize(
    ("body", "near"), [("中野", "中野区"), ("東京", "東京都"), ("府中区", "府中市")]
)
def test_a_body_that_is_not_there_suggests_near_names(table_file, body, near):
    with pytest.raises(Problem, match="行がありません") as refusal:
        read(table_file, body)
    assert near in refusal.value.advice


def test_columns_are_found_by_their_heading_wherever_they_stand(tmp_path):
    header = ["業務", *reversed(HEADER), "備考", "市区町村", "都道府県"]
    rows = [["国民年金", *reversed(statuses(DONE)), "順調", "中野区", "東京都"]]
    found = read(tsv(tmp_path / "a.tsv", rows, header))
    assert codes(found) == ["columns-shuffled"]
    assert found.found["kokumin-nenkin", 1].value == "done"
    assert found.found["kokumin-nenkin", 40].value == "not_started"


@pytest.mark.parametrize(
    "header",
    [
        [step.name for step in STEPS],
        [f"{step.item}　{step.name}" for step in STEPS],
        [f"{index}-{step.item[2:]} {step.name}" for step in STEPS
         for index in [ord(step.item[0]) - ord("①") + 1]],
        [f"{step.item}\n{step.name[:6]}" for step in STEPS],
    ],
    ids=["names", "wide-blank", "plain-numbers", "shortened"],
)  # fmt: skip
def test_headings_however_they_are_written(tmp_path, header):
    rows = [["東京都", "中野区", "国民年金", *statuses(DONE)]]
    found = read(tsv(tmp_path / "a.tsv", rows, ["都道府県名", "市区町村名", "業務名", *header]))
    assert codes(found) == []
    assert len(found.found) == 40


def test_a_step_without_column_is_told_and_left_alone(tmp_path):
    header = ["都道府県", "市区町村", "業務", *HEADER[:20], *HEADER[22:]]
    rows = [["東京都", "中野区", "国民年金", *statuses(DONE)[:38]]]
    found = read(tsv(tmp_path / "a.tsv", rows, header))
    (finding,) = found.findings
    assert (finding.code, finding.severity) == ("steps.columns-missing", Severity.WARNING)
    assert "⑧-1、⑧-2" in finding.message
    assert {serial for _, serial in found.found} == set(range(1, 41)) - {21, 22}


def test_a_heading_whose_number_and_name_differ_is_an_error(tmp_path):
    header = ["都道府県", "市区町村", "業務", *HEADER]
    header[3] = f"①-1 {STEPS[9].name}"
    rows = [["東京都", "中野区", "国民年金", *statuses(DONE)]]
    found = read(tsv(tmp_path / "a.tsv", rows, header))
    assert "header-unclear" in codes(found)
    assert errors(found.findings)


def test_a_step_with_two_columns_is_an_error(tmp_path):
    header = ["都道府県", "市区町村", "業務", *HEADER, HEADER[4]]
    rows = [["東京都", "中野区", "国民年金", *statuses(DONE), DONE]]
    assert codes(read(tsv(tmp_path / "a.tsv", rows, header))) == ["column-twice"]


def test_a_file_without_such_headings_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("番号,名前\n1,あ\n", encoding="utf-8")
    with pytest.raises(Problem, match="作業ステップの見出し"):
        read_step_table(path, STEPS)


def test_an_unknown_status_names_its_cell_and_a_near_word(tmp_path):
    rows = [["東京都", "中野区", "国民年金", *statuses("完了済み", "作業申", "検討")]]
    found = read(tsv(tmp_path / "a.tsv", rows))
    first, second = errors(found.findings)
    assert first.where.endswith("!E2")
    assert "作業中" in first.advice
    assert second.where.endswith("!F2")
    assert "「検討」" in second.message


def test_an_unknown_business_is_an_error_and_a_common_function_is_not(tmp_path):
    rows = [
        ["東京都", "中野区", "住民基木台帳", *statuses()],
        ["東京都", "中野区", "申請管理", *statuses()],
        ["東京都", "中野区", "固定資産税", *statuses()],
    ]
    found = read(tsv(tmp_path / "a.tsv", rows))
    assert codes(found) == ["unknown-operation", "no-operation", "not-applicable"]
    assert "住民基本台帳" in found.findings[0].advice
    assert len(errors(found.findings)) == 1
    assert found.found == {}


@pytest.mark.parametrize(
    ("business", "operation"),
    [
        ("個人住民税", "kojin-juminzei"), ("住民税", "kojin-juminzei"),
        ("軽自動車税", "keijidoshazei"),
        ("選挙人名簿管理", "senkyo"), ("選挙人名簿", "senkyo"), ("子ども・子育て支援", "kosodate"),
        ("子ども子育て支援", "kosodate"), ("国民年金", "kokumin-nenkin"),
        ("年金業務", "kokumin-nenkin"),
        ("００１　住民基本台帳", "jumin"), ("住民記録システム", "jumin"), ("戸籍附票", "fuhyo"),
        ("障がい者福祉", "shogai"), ("後期高齢者医療制度", "koki-koreisha"), ("国保", "kokuho"),
        ("健康管理（母子保健等）", "kenko"), ("1.児童手当", "jido-teate"),
        ("生活保護", "seikatsuhogo"),
    ],
)  # fmt: skip
def test_businesses_under_the_names_people_write(business, operation):
    assert NAMES.operation(business) == operation


def test_a_business_twice_is_an_error_when_the_rows_differ(tmp_path):
    twice = [["東京都", "中野区", "国民年金", *statuses(DONE)]] * 2
    assert codes(read(tsv(tmp_path / "a.tsv", twice))) == ["repeated"]
    assert not errors(read(tmp_path / "a.tsv").findings)
    twice = [twice[0], ["東京都", "中野区", "年金", *statuses()]]
    assert len(errors(read(tsv(tmp_path / "b.tsv", twice)).findings)) == 1


def test_a_blank_status_changes_nothing_and_is_told(tmp_path):
    rows = [["東京都", "中野区", "国民年金", DONE, "", "", *([DONE] * 37)]]
    found = read(tsv(tmp_path / "a.tsv", rows))
    assert codes(found) == ["blank"]
    assert "①-2、①-3" in found.findings[0].message
    assert len(found.found) == 38


def test_blank_bodies_are_the_one_above(tmp_path):
    rows = [
        ["東京都", "中野区", "国民年金", *statuses(DONE)],
        ["", "", "介護保険", *statuses(DONE)],
        ["", "杉並区", "介護保険", *statuses()],
    ]
    found = read(tsv(tmp_path / "a.tsv", rows))
    assert {operation for operation, _ in found.found} == {"kokumin-nenkin", "kaigo"}
    assert {row.body for row in read_step_table(tmp_path / "a.tsv", STEPS).rows} == {
        ("東京都", "中野区"), ("東京都", "杉並区"),
    }  # fmt: skip


def test_only_prefectures_as_in_the_published_sample(tmp_path):
    rows = [["岩手県", "生活保護", *statuses(DONE)], ["岩手県", "児童扶養手当", *statuses()]]
    found = read(tsv(tmp_path / "a.tsv", rows, ["都道府県", "業務", *HEADER]), "岩手県")
    assert len(found.found) == 80
    assert codes(found) == []


def test_what_is_written_is_read_back(tmp_path):
    rows = [row for row in ROWS if row[1] == "中野区"]
    write_step_book(tmp_path / "a.xlsx", rows, STEPS)
    (tmp_path / "a.csv").write_bytes(step_table_as_text(rows, STEPS, tabs=False, encoding="cp932"))
    wanted = read(tsv(tmp_path / "a.tsv", rows)).found
    assert read(tmp_path / "a.xlsx").found == wanted
    assert read(tmp_path / "a.csv").found == wanted


def test_text_that_excel_would_compute_stays_text(tmp_path):
    rows = [["=1+1", "+市", "国民年金", *statuses()]]
    write_step_book(tmp_path / "a.xlsx", rows, STEPS)
    cell = load_workbook(tmp_path / "a.xlsx").active["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    data = step_table_as_text(rows, STEPS, tabs=False, encoding="utf-8-sig")
    assert '"=""=1+1"""' in data.decode("utf-8-sig")
    assert read_step_table(data, STEPS, "a.csv").rows[0].body == ("=1+1", "+市")


def test_the_header_may_stand_anywhere(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("進捗表,,,\n令和8年1月末時点,,,\n" + as_text(ROWS, mark=","), encoding="utf-8")
    assert len(read(path).found) == 120
