"""Suggestions: what is proposed, in which order, and what must not change it."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiodo.catalog.requirements import BindingKind, Obligation, Requirement
from taiodo.catalog.vocabulary_lines import Vocabulary
from taiodo.matching.engine import Matcher, Wanted

FEATURES = (
    ("証明発行ストップ", "1.1"),
    ("ログの点検", "1.6"),
    ("アンケート対象者の抽出", "1.5"),
    ("住民コードの採番", "1.8"),
    ("氏名ｶﾅの清濁を同一視した検索", "1.3"),
)


def best(matcher: Matcher, name: str, description: str = "", top: int = 10):
    (found,) = matcher.suggest([Wanted("f", name, description)], top)
    return found


@pytest.mark.parametrize(("name", "number"), FEATURES)
def test_the_counterpart_comes_first_though_words_differ(matcher, name, number):
    assert best(matcher, name).candidates[0].number == number


def test_each_number_once_best_first_and_no_more_than_asked(matcher):
    found = best(matcher, "公印の印字", top=4)
    numbers = [one.number for one in found.candidates]
    assert len(numbers) == len(set(numbers)) == 4
    scores = [one.score for one in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_of_one_number_the_part_that_fits_tells_the_class(matcher):
    seal = best(matcher, "支所専用の公印", "支所だけの印を持つ").candidates[0]
    assert (seal.number, seal.part, seal.obligation) == ("1.4", 2, Obligation.PROHIBITED)
    mayor = best(matcher, "市長の印の印字").candidates[0]
    assert (mayor.number, mayor.part, mayor.obligation) == ("1.4", 1, Obligation.MANDATORY)


def test_the_class_is_that_of_the_municipalitys_kind(requirements):
    wide = [replace(r, designated_city=Obligation.OPTIONAL) for r in requirements]
    city = Matcher(wide, Vocabulary(), kind=BindingKind.DESIGNATED_CITY)
    assert best(city, "無作為抽出").candidates[0].obligation is Obligation.OPTIONAL


def test_a_function_freed_as_a_whole_is_optional_for_ordinary_municipalities(requirements):
    freed = "本機能は、一般市区町村においては実装してもしなくても良い。"
    more = [
        *requirements,
        replace(
            requirements[-1], part=2, text=freed,
            designated_city=Obligation.OPTIONAL, other=Obligation.OPTIONAL,
        ),
    ]  # fmt: skip
    for kind, obligation in (
        (BindingKind.OTHER, Obligation.OPTIONAL),
        (BindingKind.DESIGNATED_CITY, Obligation.MANDATORY),
    ):
        found = best(Matcher(more, Vocabulary(), kind=kind), "宛名番号の自動付番").candidates[0]
        assert (found.number, found.obligation) == ("1.8", obligation)


def test_the_words_that_carried_the_match_are_told(matcher):
    words = best(matcher, "証明発行ストップ").candidates[0].words
    assert "ストップ→抑止" in words
    assert "発行停止→抑止" not in words


def test_what_the_standard_knows_nothing_of_is_probably_none(matcher):
    there, not_there = best(matcher, "異動履歴の照会"), best(matcher, "備品の貸出簿")
    assert not there.probably_none
    assert not_there.probably_none
    assert there.none_score < not_there.none_score
    assert there.candidates[0].score > not_there.candidates[0].score
    assert there.candidates[0].score == pytest.approx(1 - there.none_score)


def test_an_edition_without_requirements_proposes_nothing():
    found = best(Matcher((), Vocabulary()), "異動履歴の照会")
    assert (found.candidates, found.none_score, found.probably_none) == ((), 1.0, True)


def test_no_features_no_suggestions(matcher):
    assert matcher.suggest([]) == []


@pytest.mark.parametrize(
    "name", ["", "　", "。、", "ｱ", "\ud800", "🙂", "a" * 60_000, "あ\nい\tう"]
)
def test_any_text_gets_an_answer(matcher, name):
    assert len(best(matcher, name, name, top=3).candidates) == 3


def test_a_requirement_without_text_is_found_by_its_heading():
    heading = [
        Requirement(n, (), name, "", Obligation.MANDATORY, Obligation.MANDATORY)
        for n, name in (("1", "転出証明書"), ("2", "世帯主"), ("3", "統計"))
    ]
    assert best(Matcher(heading, Vocabulary()), "転出証明書の印刷").candidates[0].number == "1"


def test_one_requirement_is_enough(requirements):
    alone = Matcher(requirements[2:3], Vocabulary())
    assert [c.number for c in best(alone, "履歴").candidates] == ["1.2"]


WRITTEN = st.text("証明発行停止検索履歴ログ公印フリガナ付番0123ABC、。", min_size=1, max_size=30)


@settings(max_examples=30, deadline=None)
@given(WRITTEN)
def test_width_and_case_do_not_matter(matcher, text):
    wide = text.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})
    half = unicodedata.normalize("NFKC", text).lower()
    first = best(matcher, text)
    for other in (wide, half):
        assert best(matcher, other).candidates == first.candidates


@settings(max_examples=20, deadline=None)
@given(st.lists(WRITTEN, min_size=1, max_size=6))
def test_a_feature_is_judged_alike_alone_and_among_others(matcher, texts):
    together = matcher.suggest([Wanted(str(n), text) for n, text in enumerate(texts)], 3)
    for found, text in zip(together, texts, strict=True):
        alone = best(matcher, text, top=3)
        assert [c.key for c in found.candidates] == [c.key for c in alone.candidates]
        assert found.none_score == pytest.approx(alone.none_score, abs=1e-6)


@pytest.mark.parametrize(("name", "number"), FEATURES)
def test_an_unrelated_requirement_more_does_not_displace_the_counterpart(
    requirements, name, number
):
    stranger = Requirement(
        "9.9", (), "給食費", "給食費を口座から引き落とすこと。",
        Obligation.MANDATORY, Obligation.MANDATORY,
    )  # fmt: skip
    more = Matcher([stranger, *requirements], Vocabulary(same=(("ストップ", "抑止"),)))
    assert number in [c.number for c in best(more, name, top=3).candidates]


def test_half_width_kana_and_a_missing_long_vowel_are_the_same_word(matcher):
    first = best(matcher, "ユーザーのアクセスログ")
    assert best(matcher, "ﾕｰｻﾞのｱｸｾｽﾛｸﾞ").candidates == first.candidates


def test_more_numbers_than_are_looked_at_closely_are_all_proposed_when_asked():
    many = [
        Requirement(
            str(n), (), f"機能{n}", f"{n}件の届出を登録すること。", *[Obligation.MANDATORY] * 2
        )
        for n in range(300)
    ]
    found = best(Matcher(many, Vocabulary()), "届出の登録", top=80)
    assert len(found.candidates) == 80
