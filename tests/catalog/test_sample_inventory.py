"""The sample inventory of 中野区: complete, consistent with the catalog, and marked as a sample."""

from collections import Counter
from functools import cache

import pytest

from taiodo.catalog.files import data_root
from taiodo.catalog.inventory import Connection, Inventory, SystemKind
from taiodo.catalog.load import applies, load_catalog, load_edition
from taiodo.impact.trace import trace
from taiodo.workbook.inventory import InventoryReading, read_inventory

FOLDER = data_root() / "mapping" / "nakano"
FROM_PLAN = "計画（素案）の付属資料"
SAMPLE = "見本"
UNCONFIRMED = "見本・未確認"
BY_STANDARD = "標準仕様書による"
LOOPED = ("kokuho", "nenkin", "fukushi", "koki", "kaigo")

CONFIRMED = (
    *(("juki", system, "住民異動データ") for system in LOOPED),
    ("kokuho", "juki", "被保険者該当の有無"),
    ("nenkin", "juki", "基礎年金番号"),
    ("fukushi", "juki", "受給開始・終了年月"),
    ("koki", "juki", "資格得喪年月日"),
    ("kaigo", "juki", "資格得喪年月日"),
    ("senkyo", "juki", "選挙人名簿への登録の有無"),
    ("juki", "fuhyo", "住所の異動"),
    ("juki", "jukinet", "本人確認情報"),
    ("juki", "togo-atena", "副本"),
    ("juki", "konbini", "証明書データ"),
    ("juki", "shinsei", "番号紐付情報"),
    ("mynaportal", "shinsei", "申請データ"),
    ("jutogai", "zei", "住登外者宛名番号"),
    ("togo-atena", "chukan", "副本"),
    ("kaigo", "shuno", "調定・収納情報"),
    ("kaigo", "taino", "調定・収納情報"),
)
NOT_CONFIRMED = (
    ("zei", "kokuho"), ("kokuho", "koki"), ("seikatsuhogo", "kokuho"), ("eltax", "zei"),
    ("kokuhoren", "kokuho"), ("koiki", "koki"), ("jlis-kei", "zei"),
)  # fmt: skip
NAMED_IN_THE_PLAN = {
    "konbini", "hakken", "emoney", "smaho", "payeasy", "mobile-regi", "koza", "eltax", "zeigaku",
    "mynaportal", "denshi-shinsei", "toshokan", "shisetsu-yoyaku", "sodai-gomi", "cms",
    "benri-chizu", "bosai-mail", "kids-plaza", "gakudo", "gakko-mail", "tsuyaku", "furusato",
    "jinji", "zaimu", "bunsho",
}  # fmt: skip


@cache
def reading() -> InventoryReading:
    names = {o.id: o.name for o in load_catalog().operations.values()}
    return read_inventory(FOLDER, operations=names)


@pytest.fixture
def sample() -> Inventory:
    return reading().inventory


def links(sample: Inventory, provider: str, consumer: str) -> list[Connection]:
    return [c for c in sample.connections if (c.provider, c.consumer) == (provider, consumer)]


def test_it_reads_without_a_finding() -> None:
    assert reading().findings == ()


def test_it_is_as_large_as_a_ward_knows_it(sample: Inventory) -> None:
    assert 55 <= len(sample.systems) <= 65
    assert 110 <= len(sample.connections) <= 130
    assert len(sample.features) == 200


@pytest.mark.parametrize("table", ["systems", "connections", "features"])
def test_the_files_are_plain_utf8(table: str) -> None:
    data = (FOLDER / f"{table}.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.decode("utf-8").endswith("\n")


def test_ids_and_names_are_unique_and_references_resolve(sample: Inventory) -> None:
    ids = [system.id for system in sample.systems]
    assert len(set(ids)) == len(ids) == len({system.name for system in sample.systems})
    assert {f.system for f in sample.features} <= set(ids)
    assert {end for c in sample.connections for end in (c.provider, c.consumer)} <= set(ids)
    assert len({f.name for f in sample.features}) == 200


def test_every_operation_of_the_ward_is_served_and_no_other(sample: Inventory) -> None:
    catalog = load_catalog()
    kind = catalog.municipalities["nakano"].kind
    apply = {o.id for o in catalog.operations.values() if applies(o, kind)}
    standard = [s for s in sample.systems if s.kind is SystemKind.STANDARD]
    served = Counter(operation for system in standard for operation in system.operations)
    assert set(served) == apply
    assert set(served.values()) == {1}
    assert {operation for s in sample.systems for operation in s.operations} == apply


def test_cutovers_and_departments_are_those_of_the_plan(sample: Inventory) -> None:
    plans = {p.operation: p for p in load_catalog().municipalities["nakano"].plans}
    for system in sample.systems:
        if system.kind is SystemKind.STANDARD:
            planned = [plans[operation] for operation in system.operations]
            assert {system.cutover} == {plan.cutover or "" for plan in planned}, system.id
            assert {system.department} == {plan.department for plan in planned}, system.id
        else:
            assert system.cutover == "", system.id


def test_everything_says_where_it_comes_from(sample: Inventory) -> None:
    for system in sample.systems:
        assert system.note.startswith((FROM_PLAN, SAMPLE)), system.id
        assert system.vendor == "" or system.vendor.startswith("見本ベンダー"), system.id
    for connection in sample.connections:
        assert connection.note.startswith((BY_STANDARD, SAMPLE)), connection.id
    assert all(feature.note.startswith(SAMPLE) for feature in sample.features)


def test_what_the_appendix_of_the_plan_names(sample: Inventory) -> None:
    assert {s.id for s in sample.systems if s.note.startswith(FROM_PLAN)} == NAMED_IN_THE_PLAN


@pytest.mark.parametrize(("provider", "consumer", "data"), CONFIRMED)
def test_connections_of_the_specifications(
    sample: Inventory, provider: str, consumer: str, data: str
) -> None:
    found = [c for c in links(sample, provider, consumer) if data in c.data]
    assert found
    assert all(c.note.startswith(BY_STANDARD) for c in found)


@pytest.mark.parametrize(("provider", "consumer"), NOT_CONFIRMED)
def test_connections_nobody_confirmed(sample: Inventory, provider: str, consumer: str) -> None:
    found = links(sample, provider, consumer)
    assert found
    assert all(c.note.startswith(UNCONFIRMED) for c in found)


def test_results_of_applications_are_not_sent_back(sample: Inventory) -> None:
    senders = {c.provider for c in sample.connections if c.consumer == "shinsei"}
    assert senders == {"juki", "mynaportal"}


def test_some_connections_have_no_method_or_frequency_yet(sample: Inventory) -> None:
    unknown = [c for c in sample.connections if not (c.method and c.frequency)]
    assert 3 <= len(unknown) <= 15
    assert all("未調査" in c.note for c in unknown)


def test_features_point_to_sections_of_the_first_edition(sample: Inventory) -> None:
    sections = {r.number for r in load_edition("jumin", "1.0").requirements}
    mapped = [f for f in sample.features if f.counterparts]
    assert {number for f in mapped for number in f.counterparts} <= sections
    chapters = {number.split(".")[0] for f in mapped for number in f.counterparts}
    assert chapters == {str(chapter) for chapter in range(1, 12)}
    assert 140 <= len(mapped) <= 160
    assert 25 <= sum(f.customised for f in sample.features) <= 40
    assert all(f.description.endswith("。") for f in sample.features)


def test_features_belong_to_systems_that_serve_resident_records(sample: Inventory) -> None:
    serving = {system.id for system in sample.systems if "jumin" in system.operations}
    assert {feature.system for feature in sample.features} <= serving


def test_moving_resident_records_hits_the_neighbours_first(sample: Inventory) -> None:
    found = {hit.system: hit for hit in trace(sample, "juki").affected}
    assert all(found[system].distance == 1 for system in LOOPED)
    assert found["chukan"].path == ("juki", "togo-atena", "chukan")
    assert "toshokan" not in found
