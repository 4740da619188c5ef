"""A small edition of our own, and the index of it."""

import pytest

from taiodo.catalog.requirements import Obligation, Requirement
from taiodo.catalog.vocabulary import load_vocabulary
from taiodo.matching.engine import Matcher

M, P, OPTIONAL = Obligation.MANDATORY, Obligation.PROHIBITED, Obligation.OPTIONAL

TEXTS = (
    ("1.1", 1, "証明の抑止", "個人を選び、証明の発行を抑止できること。\n一時解除できること。", M),
    ("1.1", 2, "証明の抑止", "抑止した理由を証明書に印字できること。", P),
    ("1.2", 1, "異動履歴の照会", "氏名、住所などの異動の履歴を照会できること。", M),
    ("1.3", 1, "あいまい検索", "濁音や長音の違いを無視して、フリガナで検索できること。", M),
    ("1.4", 1, "公印の印字", "市区町村長の公印を印字できること。", M),
    ("1.4", 2, "公印の印字", "支所専用の公印を持つこと。", P),
    ("1.5", 1, "無作為抽出", "年齢と人数を指定して住民を無作為に抽出できること。", OPTIONAL),
    ("1.6", 1, "アクセスログ", "操作者と日時をログに残し、分析できること。", M),
    ("1.7", 1, "世帯主変更", "世帯主を変更し、世帯員の続柄を改められること。", M),
    ("1.8", 1, "宛名番号", "宛名番号を自動で付番できること。", M),
)  # fmt: skip


def requirement(number, part, name, text, obligation) -> Requirement:
    return Requirement(number, ("1. 見本",), name, text, obligation, obligation, part=part)


@pytest.fixture(scope="session")
def requirements() -> tuple[Requirement, ...]:
    return tuple(requirement(*row) for row in TEXTS)


@pytest.fixture(scope="session")
def matcher(requirements) -> Matcher:
    return Matcher(requirements, load_vocabulary())
