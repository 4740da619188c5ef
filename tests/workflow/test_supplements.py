"""A municipality's own supplement lies over the national edition without touching it."""

import pytest

from samples import two_row_book
from small_editions import NEW, OLD, requirement, store_edition
from taiodo.problems import Problem
from taiodo.survey.items import Edit
from taiodo.workflow import catalogue, checking, rolling, specification, supplements, surveying
from taiodo.workflow.specification import EditionFacts


@pytest.fixture
def layered_desk(sample_desk, tmp_path):
    """A survey of edition 1 with the eight requirements of a supplement laid over it."""
    store_edition(sample_desk, "1", tuple(r for r in OLD))
    surveying.open_survey(sample_desk, "jumin", "1")
    reading = specification.preview(two_row_book(tmp_path / "区の追加仕様.xlsx"))
    facts = EditionFacts("jumin", "区2026", supplement=True)
    specification.commit(sample_desk, reading, facts)
    assert supplements.lay_over(sample_desk, "jumin", "区2026") == 7
    return sample_desk


def numbers(desk, edition):
    return [i.number for i in surveying.all_requirement_items(desk, "jumin", edition)]


def test_its_requirements_become_items_and_the_edition_stays(layered_desk):
    assert len(numbers(layered_desk, "1")) == len(OLD) + 7
    assert len(catalogue.edition(layered_desk, "jumin", "1").requirements) == len(OLD)
    assert checking.check(layered_desk) == ()


def test_it_is_never_taken_for_the_standard(layered_desk):
    jumin = next(s for s in catalogue.operations(layered_desk) if s.operation.id == "jumin")
    assert jumin.editions[0].edition == "1"
    assert jumin.editions[-1].kind.mark == "追加仕様"
    with pytest.raises(Problem, match="これだけの調査は始められません"):
        surveying.open_survey(layered_desk, "jumin", "区2026")


def test_a_new_edition_leaves_its_answers_as_they_are(layered_desk):
    own = surveying.all_requirement_items(layered_desk, "jumin", "1")[-1]
    surveying.save_answers(layered_desk, [Edit(own.id, 1, {"verdict": "gap", "comment": "区の分"})])
    store_edition(layered_desk, "2", NEW)
    done = rolling.commit(layered_desk, "jumin", "2")
    assert own.number not in done.planned.as_dict()["archived"]
    after = {i.number: i for i in surveying.all_requirement_items(layered_desk, "jumin", "2")}
    assert after[own.number].handling.comment == "区の分"
    assert (after[own.number].status, after[own.number].review) == ("active", "")
    rolling.compare(layered_desk, "jumin", "1", "2")


def test_refusals(layered_desk, sample_desk):
    with pytest.raises(Problem, match="重なっています"):
        supplements.lay_over(layered_desk, "jumin", "区2026")
    with pytest.raises(Problem, match="取り込まれていません"):
        supplements.lay_over(layered_desk, "jumin", "区1999")
    assert not specification.can_undo(layered_desk, "jumin", "区2026")
    store_edition(layered_desk, "9", (requirement(1),))
    with pytest.raises(Problem, match="取り込まれていません"):
        supplements.lay_over(layered_desk, "jumin", "9")
