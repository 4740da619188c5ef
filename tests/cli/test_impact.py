"""impact bridges, groups, changes, findings, trace with limits, and report impact."""

import zipfile

import pytest

SYSTEMS = """id,名称,種別,業務,所管課,事業者,契約終了日,切替予定日
juki,住民記録システム,標準化対象,jumin,戸籍住民課,甲社,2025-12-31,令和8年1月5日
kokuho,国保システム,標準化対象,国民健康保険,保険医療課,乙社,,2026/3/2
zei,税システム,標準化対象,kojin-juminzei,税務課,乙社,,2026-01-05
renkei,連携基盤,共通機能,,情報システム課,甲社,2026-01-31,
"""
CONNECTIONS = """id,provider,consumer,data,method,frequency
c1,juki,kokuho,住民異動データ,API,日次
c2,kokuho,juki,資格情報,,日次
c3,juki,zei,住民情報,API,日次
c4,kokuho,renkei,資格情報,ファイル,月次
"""


@pytest.fixture
def planned_store(done, tmp_path):
    """An empty municipality with three systems that move and one that does not."""
    done("init")
    folder = tmp_path / "棚卸し"
    folder.mkdir()
    (folder / "systems.csv").write_text(SYSTEMS, encoding="utf-8")
    (folder / "connections.csv").write_text(CONNECTIONS, encoding="utf-8")
    return done("inventory", "import", folder)


def test_bridges_are_the_connections_whose_ends_move_on_different_days(done, planned_store):
    one = {"start": "2026-01-05", "end": "2026-03-02", "moved_first": "juki"}
    assert done("impact", "bridges") == [
        {"connection": "c1", "provider": "juki", "consumer": "kokuho", **one},
        {"connection": "c2", "provider": "kokuho", "consumer": "juki", **one},
    ]


def test_groups_exchange_data_in_a_loop(done, planned_store):
    assert done("impact", "groups") == [["juki", "kokuho"]]


def test_changes_say_by_when_and_which_contract_ends_before(done, planned_store):
    (change,) = done("impact", "changes")
    assert (change["system"], change["ready_by"]) == ("renkei", "2026-03-02")
    assert change["contract_ends"] == "2026-01-31"
    assert change["connections"] == ["c4"]


def test_what_is_unknown_or_contradicts_is_a_finding(done, planned_store):
    codes = {f["code"] for f in done("impact", "findings")["findings"]}
    assert codes == {"impact.unknown-method", "impact.cutover-after-contract"}
    imported = {f["code"]: f["where"] for f in planned_store["findings"]}
    assert "systems.csv 2行目" in imported["inventory.cutover-after-contract"]
    assert "inventory.mixed-eras" in imported


def test_a_trace_with_limits_and_details(done, planned_store):
    near = done("impact", "trace", "juki", "--hops", "1", "--data", "異動", "--details")
    assert [(a["system"], a["connections"]) for a in near["affected"]] == [("kokuho", ["c1"])]
    assert near["vendors"] == ["乙社"]
    unknown = done("impact", "trace", "kokuho", "--method", "不明")
    assert [a["system"] for a in unknown["affected"]] == ["juki"]


def test_an_unknown_system_is_refused_with_near_names(taiodo, planned_store):
    said = taiodo("impact", "trace", "税システ厶")
    assert said.code == 1
    assert "「税システム」のことではありませんか" in said.err


def test_in_words(taiodo, planned_store):
    assert "先に移る: 住民記録システム（juki）" in taiodo("impact", "bridges").out
    assert "住民記録システム（juki）、国保システム（kokuho）" in taiodo("impact", "groups").out
    assert "連携基盤（renkei）" in taiodo("impact", "changes").out


@pytest.mark.parametrize("kind", ["docx", "xlsx", "html"])
def test_the_report_is_written_with_its_picture(done, planned_store, tmp_path, kind):
    target = tmp_path / f"影響.{kind}"
    done("report", "impact", "-o", target)
    if kind == "html":
        assert "data:image/png;base64" in target.read_text(encoding="utf-8")
    else:
        names = zipfile.ZipFile(target).namelist()
        assert any("media/image" in name and name.endswith(".png") for name in names)


def test_a_report_without_any_system_is_refused(taiodo, done, tmp_path):
    done("init")
    said = taiodo("report", "impact", "-o", tmp_path / "影響.docx")
    assert said.code == 1
    assert "棚卸しを取り込んで" in said.err
