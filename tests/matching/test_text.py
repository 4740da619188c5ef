"""One width, one kind of dash, plain forms; and the vocabulary found in any of them."""

import pytest

from taiodo.catalog.vocabulary_lines import Vocabulary
from taiodo.matching.lexicon import Lexicon
from taiodo.matching.text import LONGEST_LINE, lines_of, morphemes, normalised


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ｱｸｾｽﾛｸﾞ", "アクセスログ"),
        ("ＣＳＶ出力", "csv出力"),
        ("ユーザー", "ユーザ"),
        ("サーバー側", "サーバ側"),
        ("キー", "キー"),
        ("デ－タ", "データ"),
        ("1－2", "1-2"),
    ],
)
def test_ways_of_writing_become_one(text, wanted):
    assert normalised(text) == wanted


def test_words_come_in_their_plain_form_without_particles():
    words, joined = morphemes("引越しの問合せを打出す")
    assert "問い合わせ" in words
    assert "の" not in words
    assert "の" in joined


def test_long_lines_are_cut_and_nothing_is_lost():
    text = "届出を登録すること。" * 1_000 + "\n" + "あ" * 5_000
    lines = list(lines_of(text))
    assert max(map(len, lines)) <= LONGEST_LINE
    assert "".join(lines) == text.replace("\n", "")


@pytest.fixture
def lexicon() -> Lexicon:
    return Lexicon(
        Vocabulary(
            same=(("抑止", "ストップ", "差し止め", "差し止める"),),
            leads=((("引越しをやめた",), ("転出の取消し",)),),
            outside=("貸出",),
            forms=(("沢", "澤"),),
        )
    )


def test_words_of_one_group_are_one_concept_however_written(lexicon):
    for text in ("発行ストップ", "発行ｽﾄｯﾌﾟ", "発行を差し止める", "抑止"):
        assert "抑止" in lexicon.concepts(lexicon.normalised(text), asking=False)


def test_a_rewording_leads_one_way_only(lexicon):
    asked, meant = "引越しをやめたとき", "転出の取消し"
    assert meant in lexicon.concepts(asked, asking=True)
    assert meant not in lexicon.concepts(asked, asking=False)
    assert meant in lexicon.concepts("転出の取消し", asking=False)


def test_outside_words_and_character_forms(lexicon):
    assert lexicon.outside_words("備品の貸出簿") >= {"貸出"}
    assert lexicon.normalised("澤田") == "沢田"
