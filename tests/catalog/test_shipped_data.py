"""The data files shipped with the product: valid, and saying what their sources say."""

from collections import Counter

import pytest

from taiodo.catalog.editions import EditionKind
from taiodo.catalog.files import data_root
from taiodo.catalog.load import applies, load_catalog, load_edition
from taiodo.catalog.municipalities import MunicipalityKind
from taiodo.catalog.operations import Certainty
from taiodo.catalog.requirements import BindingKind, Obligation
from taiodo.catalog.rules import check_catalog

ADDED_IN_2022 = {"inkan", "koseki", "fuhyo"}
METROPOLITAN_TAXES = {"hojin-juminzei", "koteishisanzei"}


def names(*, kind: MunicipalityKind) -> set[str]:
    return {name for name, found in load_catalog().operations.items() if applies(found, kind)}


def test_shipped_data_has_no_mistakes() -> None:
    assert check_catalog() == ()


def test_twenty_operations_seventeen_of_them_since_2021() -> None:
    operations = load_catalog().operations
    assert len(operations) == 20
    assert {name for name, found in operations.items() if found.since == 2022} == ADDED_IN_2022
    assert sum(found.since == 2021 for found in operations.values()) == 17


def test_operations_come_in_the_order_of_their_business_ids() -> None:
    firsts = [found.business_ids[0] for found in load_catalog().operations.values()]
    assert firsts == sorted(firsts)


def test_some_operations_have_several_business_ids() -> None:
    catalog = load_catalog()
    assert catalog.operations["senkyo"].business_ids == ("005", "006", "007", "008", "009")
    assert catalog.operations["shugaku"].business_ids == ("017", "018")
    (taxes,) = catalog.shared_functions
    assert taxes.business_ids == ("014", "015", "016")
    assert set(taxes.operations) == {
        "kojin-juminzei", "hojin-juminzei", "koteishisanzei", "keijidoshazei",
    }  # fmt: skip
    every = [i for found in catalog.operations.values() for i in found.business_ids]
    every += [*taxes.business_ids, *(c.business_id for c in catalog.common_functions)]
    assert {"031", "032"} <= set(every)
    assert set(every) - {"", "031", "032"} == {f"{number:03}" for number in range(1, 29)}


def test_what_is_known_only_at_second_hand_is_marked() -> None:
    operations = load_catalog().operations
    assert {o.known_edition_certainty for o in operations.values()} == {
        Certainty.THIRD_PARTY,
        Certainty.UNCONFIRMED,
    }
    assert operations["jumin"].known_edition == "6.1"
    assert operations["kosodate"].known_edition == ""
    assert operations["kenko"].business_ids_certainty is Certainty.UNCONFIRMED


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (MunicipalityKind.SPECIAL_WARD, 18),
        (MunicipalityKind.CITY, 20),
        (MunicipalityKind.DESIGNATED_CITY, 20),
        (MunicipalityKind.PREFECTURE, 2),
    ],
)
def test_operations_a_kind_of_municipality_carries_out(kind: MunicipalityKind, count: int) -> None:
    assert len(names(kind=kind)) == count


def test_special_wards_have_no_metropolitan_taxes() -> None:
    assert set(load_catalog().operations) - names(kind=MunicipalityKind.SPECIAL_WARD) == (
        METROPOLITAN_TAXES
    )
    assert names(kind=MunicipalityKind.PREFECTURE) == {"seikatsuhogo", "jido-fuyo-teate"}


def test_fifteen_of_the_seventeen_are_the_indicator_of_nakano() -> None:
    catalog = load_catalog()
    nakano = catalog.municipalities["nakano"]
    of_2021 = {name for name, found in catalog.operations.items() if found.since == 2021}
    assert nakano.kind is MunicipalityKind.SPECIAL_WARD
    assert set(nakano.kpi_operations) == of_2021 - METROPOLITAN_TAXES
    assert [(k.fiscal_year, k.target, k.total) for k in nakano.kpi] == [
        (2020, 0, 15), (2023, 1, 15), (2025, 15, 15),
    ]  # fmt: skip


def test_phases_of_nakano_are_those_of_its_plan() -> None:
    plans = load_catalog().municipalities["nakano"].plans
    assert Counter(plan.phase for plan in plans) == {"先行": 1, "1期": 5, "2期": 9, "": 3}
    assert {plan.operation for plan in plans if not plan.phase} == ADDED_IN_2022
    assert {plan.operation for plan in plans if plan.phase == "1期"} == {
        "kojin-juminzei", "keijidoshazei", "shogai", "kaigo", "shugaku",
    }  # fmt: skip


def test_cutover_dates_of_nakano_are_marked_as_a_sample_and_lie_in_their_fiscal_year() -> None:
    years = {"先行": ("2023-04-01", "2024-03-31")}
    for plan in load_catalog().municipalities["nakano"].plans:
        if plan.phase:
            first, last = years.get(plan.phase, ("2025-04-01", "2026-03-31"))
            assert first <= plan.cutover <= last
            assert "見本" in plan.cutover_note
        else:
            assert plan.cutover == ""


def test_owning_departments_of_nakano_are_a_guess_and_say_so() -> None:
    nakano = load_catalog().municipalities["nakano"]
    assert len(nakano.departments) == 10
    for plan in nakano.plans:
        assert plan.department in nakano.departments
        assert plan.department_certainty is Certainty.UNCONFIRMED
        assert "推定" in plan.department_note


def test_twelve_systems_of_nakano_were_expected_to_be_late() -> None:
    nakano = load_catalog().municipalities["nakano"]
    late = [plan for plan in nakano.plans if plan.extended]
    assert len(late) + nakano.extended_common == 12
    assert {plan.extended_certainty for plan in late} == {Certainty.THIRD_PARTY}


def test_forty_steps_in_order() -> None:
    steps = load_catalog().steps
    assert [step.serial for step in steps] == list(range(1, 41))
    assert (steps[0].item, steps[29].item, steps[39].item) == ("①-1", "⑫-1", "⑱-1")
    assert "特定個人情報保護評価" in steps[29].name


def test_milestones_whose_column_was_lost_are_unconfirmed() -> None:
    milestones = {found.id: found for found in load_catalog().milestones}
    assert milestones["law-in-force"].start == "2021-09-01"
    assert milestones["deadline"].start == "2026-03-31"
    assert milestones["extended-support"].certainty is Certainty.UNCONFIRMED
    assert milestones["sakura-cloud"].certainty is Certainty.THIRD_PARTY
    assert {found.level for found in milestones.values()} == {"国", "都"}
    lost = [found for found in milestones.values() if "失われ" in found.note]
    assert "gov-cloud" in {found.id for found in lost}
    for found in lost:
        assert (found.precision, found.certainty) == ("fiscal_year", Certainty.UNCONFIRMED)


def test_eight_countermeasures_for_two_faces() -> None:
    countermeasures = load_catalog().countermeasures
    assert len(countermeasures) == 8
    assert {found.faces for found in countermeasures.values()} == {("requirement", "feature")}
    assert all(found.meaning.endswith("。") for found in countermeasures.values())


def test_sections_of_the_first_edition_of_resident_records() -> None:
    edition = load_edition("jumin", "1.0")
    assert edition.kind is EditionKind.HEADINGS
    assert edition.certainty is Certainty.THIRD_PARTY
    assert len({found.number for found in edition.requirements}) == 143
    classes = Counter(found.obligation_for(BindingKind.OTHER) for found in edition.requirements)
    assert classes == {
        Obligation.MANDATORY: 132,
        Obligation.OPTIONAL: 18,
        Obligation.PROHIBITED: 47,
    }
    assert all(found.text == "" for found in edition.requirements)
    three = [found for found in edition.requirements if found.number == "2.1.2"]
    assert [(found.part, found.other.value) for found in three] == [
        (1, "mandatory"), (2, "optional"), (3, "prohibited"),
    ]  # fmt: skip
    assert three[0].path == ("2. 検索・照会・操作", "2.1. 検索")


def test_every_other_operation_has_an_outline_that_claims_no_class() -> None:
    catalog = load_catalog()
    outlines = [e for e in catalog.editions if e.kind is EditionKind.OUTLINE]
    assert {e.operation for e in outlines} == set(catalog.operations) - {"jumin"}
    for header in outlines:
        found = load_edition(header.operation, header.edition).requirements
        assert 10 <= len(found) <= 25
        assert {one.other for one in found} == {Obligation.UNCONFIRMED}
        assert {one.note for one in found} == {"概略・未確認"}
        assert all(one.text and "標準仕様書" not in one.text for one in found)
        assert header.certainty is Certainty.UNCONFIRMED
        assert "概略・未確認" in header.title
        assert "標準仕様書ではない" in header.source


def test_data_root_holds_the_data_folders() -> None:
    assert all((data_root() / name).is_dir() for name in ("catalog", "specs", "mapping"))
