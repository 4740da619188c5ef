"""taiodo package: the form out, a reply in, asked signs, comparison, taking back."""

import pytest

from reply_books import NUMBERS, book_of, filled

PLACE = ("--operation", "jumin", "--edition", "9.9")


@pytest.fixture
def form(done, surveyed_store, tmp_path):
    """The blank reply form of the survey's edition."""
    target = tmp_path / "様式.xlsx"
    assert done("package", "form", "jumin", "--edition", "9.9", "-o", target)["file"] == str(target)
    return target


@pytest.fixture
def reply(form, tmp_path):
    """The form filled in: all implemented but two."""
    answers = dict.fromkeys(NUMBERS, ("○ 対応済",))
    answers |= {"0010001": ("× 未対応",), "0010002": ("△ 経過措置", "2099/3/31")}
    target = tmp_path / "甲社.xlsx"
    target.write_bytes(filled(form.read_bytes(), answers))
    return target


@pytest.fixture
def signed(tmp_path):
    """A vendor's own layout whose signs nobody explains."""
    target = tmp_path / "乙社.xlsx"
    rows = [("機能ID", "対応"), *((n, "○") for n in NUMBERS[:6]), (NUMBERS[6], "×")]
    target.write_bytes(book_of(rows))
    return target


def test_a_preview_stores_nothing(done, reply, contents):
    before = contents()
    found = done("package", "import", reply, *PLACE, "--vendor", "甲社", "--preview")
    assert contents() == before
    assert found["count"] == 7
    assert found["responses"] == {"implemented": 5, "later": 1, "not_implemented": 1}


def test_a_reply_is_taken_in_shown_compared_and_taken_back(done, reply, refused):
    taken = done("package", "import", reply, *PLACE, "--vendor", "甲社", "--product", "住記")
    assert (taken["count"], taken["added"], taken["removed"]) == (7, 7, 0)
    shown = done("package", "show", "jumin", "--edition", "9.9")
    assert len(shown) == 7
    assert shown[0]["response"] == "not_implemented"
    assert shown[0]["issues"] == ["mandatory_missing"]
    found = done("package", "compare", "jumin", "--edition", "9.9")
    (package,) = found["packages"]
    assert package["vendor"] == "甲社"
    assert package["issues"]["mandatory_missing"] == 1
    assert {f["number"] for f in found["findings"]} >= {"0010001"}
    done("package", "undo", taken["reply"])
    assert "まだ取り込まれていません" in refused("package", "compare", "jumin", "--edition", "9.9")


def test_signs_without_meaning_are_asked(done, refused, surveyed_store, signed, contents):
    before = contents()
    words = refused("package", "import", signed, *PLACE, "--vendor", "乙社")
    assert "「○」（6か所）の意味が決まっていません" in words
    assert "--symbol" in words
    assert contents() == before
    symbols = ("--symbol", "○=代替手段", "--symbol", "×＝not_implemented")
    taken = done("package", "import", signed, *PLACE, "--vendor", "乙社", *symbols)
    assert taken["count"] == 7


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--symbol", "○"), "読み取れません"),
        (("--symbol", "○=たぶん"), "使えません"),
        (("--column", "answer=B"), "列の指定"),
        (("--column", "response=B"), "列の指定"),
        (("--edition", "7.7"), "取り込まれていません"),
        (("--vendor", "　"), "事業者名が空です"),
    ],
)
def test_wrong_options_are_refused_in_words(refused, surveyed_store, signed, options, words):
    given = dict(zip(PLACE[::2], PLACE[1::2], strict=True)) | {"--vendor": "乙社"}
    base = ["--symbol", "○=implemented", "--symbol", "×=not_implemented"]
    for name, value in {**given, options[0]: options[1]}.items():
        base += [name, value]
    assert words in refused("package", "import", signed, *base)


def test_columns_can_be_named(done, surveyed_store, tmp_path):
    target = tmp_path / "列.xlsx"
    target.write_bytes(book_of([("a", "b"), *((n, "対応済") for n in NUMBERS)]))
    columns = ("--column", "number=A", "--column", "response=B")
    assert done("package", "import", target, *PLACE, "--vendor", "甲", *columns)["count"] == 7


@pytest.mark.parametrize("kind", ["xlsx", "docx", "html"])
def test_the_comparison_and_the_report_bear_the_replies(done, reply, tmp_path, kind):
    done("package", "import", reply, *PLACE, "--vendor", "甲社")
    target = tmp_path / f"比較.{kind}"
    done("package", "compare", "jumin", "--edition", "9.9", "-o", target)
    assert target.stat().st_size > 1_000
    report = tmp_path / f"報告.{kind}"
    done("report", "fitgap", "-o", report)
    if kind == "html":
        assert "パッケージの対応状況（事業者の回答）" in report.read_text(encoding="utf-8")
        assert "実装必須が未対応・対象外" in report.read_text(encoding="utf-8")


def test_the_form_has_one_format(refused, surveyed_store, tmp_path):
    words = refused("package", "form", "jumin", "--edition", "9.9", "-o", tmp_path / "様式.csv")
    assert ".xlsx だけ" in words
