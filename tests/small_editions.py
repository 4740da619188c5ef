"""Two small editions of one operation, of our own words, and storing them."""

from taiodo.catalog.editions import Edition, EditionKind
from taiodo.catalog.requirements import Obligation, Requirement
from taiodo.store import editions as stored_editions

M, O, X = Obligation.MANDATORY, Obligation.OPTIONAL, Obligation.NONE  # noqa: E741


def requirement(number, name="検索", words="", designated=M, other=M):
    return Requirement(
        f"{number:07}", ("1. 章",), name, words or f"{number}の文。", designated, other
    )


OLD = tuple(requirement(n) for n in range(1, 7))
NEW = (
    requirement(1),
    requirement(2, words="2の文．"),
    requirement(3, words="3の文を改めた。"),
    requirement(4, other=O),
    requirement(15, words="5の文。"),
    requirement(20, words="まったく新しい要件。"),
)


def store_edition(desk, name, requirements):
    with desk.store.transaction("試験") as tx:
        stored_editions.add_edition(
            tx, Edition("jumin", name, EditionKind.OFFICIAL, "", "", requirements=requirements)
        )
