"""The words and named layouts by which published workbooks are recognised (`mapping/layouts`)."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from taiodo.catalog.files import data_root
from taiodo.catalog.requirements import Obligation
from taiodo.problems import Problem, near_miss

CLASSES = ("mandatory", "optional", "prohibited")
KINDS = ("designated_city", "other")
FUNCTION, DATA, FORM = "function", "data", "form"
HEADINGS = ("heading1", "heading2", "heading3", "heading4")
_MORE_ROLES = ("rationale", "note", "conformance_date", "revision")
ROLES = (
    *("number", "serial", *HEADINGS, "name", "text", "obligation", *KINDS, *CLASSES),
    *_MORE_ROLES,
)
_VOCABULARY = "vocabulary"


@dataclass(frozen=True)
class Layout:
    """How one publisher's workbook is laid out, given instead of detected.

    `sheets` are names ((): every visible sheet), `header_row` the first header row counted from 1,
    `columns` maps column letters to the roles of `ROLES`, `legend` signs to classes.
    """

    name: str
    title: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    header_rows: int = 1
    columns: dict[str, str] = field(default_factory=dict)
    legend: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """Header words, class words and signs, folded for comparison (word → (role, preference))."""

    columns: dict[str, tuple[str, int]]
    kinds: dict[str, str]
    classes: dict[str, Obligation]
    variants: dict[str, str]
    conventional: dict[str, Obligation]
    end_marks: frozenset[str]
    note_marks: tuple[str, ...]
    vacant: frozenset[str]
    deleted_revisions: frozenset[str]
    ticks: frozenset[str]
    side_sheets: dict[str, tuple[str, ...]]
    outdated: frozenset[str] = frozenset()
    other_kinds: frozenset[str] = frozenset()
    list_words: dict[str, str] = field(default_factory=dict)
    list_titles: dict[str, str] = field(default_factory=dict)
    function_marks: tuple[str, ...] = ("機能",)
    _roles: dict[str, tuple[str, int] | None] = field(default_factory=dict, compare=False)

    def role(self, text: str) -> tuple[str, int] | None:
        """The role a header word gives its column, and how far it is preferred (0: most)."""
        if not text or len(text) > _LONGEST_REMARK:
            return None
        if text not in self._roles:
            if len(self._roles) > _REMEMBERED:
                self._roles.clear()
            remarked = _REMARKED.fullmatch(text)
            short = self._role(fold(text)) if len(text) <= _LONGEST_HEADER else None
            self._roles[text] = short or (self._role(fold(remarked[1])) if remarked else None)
        return self._roles[text]

    def _role(self, folded: str) -> tuple[str, int] | None:
        for word in (folded, without_remarks(folded), folded.strip("[]【】<>「」")):
            if word in self.columns:
                return self.columns[word]
            if word in self.kinds:
                return self.kinds[word], 0
            if word in self.classes and self.classes[word].value in CLASSES:
                return self.classes[word].value, 0
        return None

    def list_kind(self, title: str, headers: Iterable[str]) -> str:
        """The kind of requirement a list holds, by its sheet's title or its folded headers."""
        folded = fold(title)
        known = {without_remarks(header) for header in headers}
        kinds = [self.list_words[word] for word in known if word in self.list_words]
        for word, kind in self.list_titles.items():
            if word in folded and kind in kinds:
                return kind
        if any(word.startswith(self.function_marks) for word in known):
            return FUNCTION
        return kinds[0] if len(set(kinds)) == 1 else FUNCTION

    def sign(self, text: str) -> str:
        """The sign as this vocabulary writes it: 〇 and ◯ become ○."""
        stripped = text.strip()
        return self.variants.get(stripped, stripped)

    def class_of(self, words: str) -> Obligation | None:
        """The class that words name exactly, ignoring width, blanks and bracketed remarks."""
        folded = fold(words)
        bare = without_remarks(folded).strip("[]【】<>「」")
        return self.classes.get(folded) or self.classes.get(bare)

    def class_ending(self, words: str) -> Obligation | None:
        """The class whose name the words end with."""
        folded = fold(words)
        return next((o for word, o in self.classes.items() if folded.endswith(word)), None)

    def class_beginning(self, words: str) -> Obligation | None:
        """The class whose name the words begin with, as explanations in legends do."""
        folded = fold(words).lstrip("「『【[(:・=")
        for word, obligation in self.classes.items():
            if folded.startswith(word):
                return obligation
        return None


_LONGEST_HEADER, _LONGEST_REMARK = 40, 200
_REMEMBERED = 20_000
_REMARKED = re.compile(r"([^(（\n※【]+)\s*[(（※【].*", re.DOTALL)
_WIDTH = str.maketrans({"　": "", "‐": "-", "−": "-", "–": "-", "—": "-"})
_REMARK = re.compile(r"\([^()]*\)|<[^<>]*>|\[[^\[\]]*\]|※\d*|注\d+$|\*\d*$")


def fold(text: str) -> str:
    """A header or class word as compared: NFKC, lower case, no blanks, no line breaks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).translate(_WIDTH)


def without_remarks(folded: str) -> str:
    """A folded word without bracketed remarks, ※ marks and the dot of No."""
    return _REMARK.sub("", folded).rstrip(".:") or folded


@cache
def vocabulary(root: Path | None = None) -> Vocabulary:
    """The vocabulary shipped with the product (or under another data root).

    Raises:
        Problem: the file is missing or malformed.
    """
    data = _load(_folder(root) / f"{_VOCABULARY}.toml")
    try:
        return _built(data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Problem(
            "読み取りの語彙ファイルの書き方が正しくありません。",
            f"mapping/layouts/{_VOCABULARY}.toml",
            f"欠けているか誤っている項目: {error}",
        ) from error


def _built(data: dict[str, Any]) -> Vocabulary:
    columns: dict[str, tuple[str, int]] = {}
    for role, words in data["columns"].items():
        for rank, word in enumerate(words):
            columns.setdefault(fold(word), (role, rank))
    pairs = [
        (fold(word), Obligation(code))
        for code, words in data["obligations"].items()
        for word in words
    ]
    rows = data["rows"]
    return Vocabulary(
        columns=columns,
        kinds={fold(word): kind for kind, words in data["kinds"].items() for word in words},
        classes=dict(sorted(pairs, key=lambda pair: -len(pair[0]))),
        variants={v: sign for sign, given in data["symbol_variants"].items() for v in given},
        conventional={s: Obligation(code) for s, code in data["conventional_symbols"].items()},
        end_marks=frozenset(fold(word) for word in rows["end_marks"]),
        note_marks=tuple(rows["note_marks"]),
        vacant=frozenset(fold(word) for word in rows["vacant"]),
        deleted_revisions=frozenset(fold(word) for word in rows["deleted_revisions"]),
        ticks=frozenset(rows["ticks"]),
        side_sheets={kind: tuple(words) for kind, words in data["sheets"].items()},
        outdated=frozenset(fold(word) for word in data.get("outdated", {}).get("headers", ())),
        other_kinds=frozenset(fold(w) for w in data.get("other_kinds", {}).get("headers", ())),
        list_words=_by_word(data.get("lists", {}), "headers"),
        list_titles=_by_word(data.get("lists", {}), "titles"),
    )


def _by_word(lists: dict[str, Any], key: str) -> dict[str, str]:
    return {fold(word): kind for kind, given in lists.items() for word in given.get(key, ())}


def layouts(root: Path | None = None, kept: Path | None = None) -> dict[str, Layout]:
    """Every named layout, by name: those shipped, and those people kept in the folder `kept`.

    Raises:
        Problem: a layout file is malformed or names an unknown role.
    """
    files = sorted(_folder(root).glob("*.toml"))
    if kept is not None and kept.is_dir():
        files += sorted(kept.glob("*.toml"))
    return {f.stem: _layout(f) for f in files if f.stem != _VOCABULARY}


def layout_named(name: str, root: Path | None = None, kept: Path | None = None) -> Layout:
    """One named layout.

    Raises:
        Problem: there is none of that name; the nearest is suggested.
    """
    known = layouts(root, kept)
    if name not in known:
        raise Problem(
            f"読み取り様式「{name}」はありません。",
            advice=near_miss(name, known) or f"使えるもの: {'、'.join(known)}",
        )
    return known[name]


def _layout(file: Path) -> Layout:
    data = _load(file)
    where = f"mapping/layouts/{file.name}"
    columns = {str(k).upper(): str(v) for k, v in data.get("columns", {}).items()}
    for letter, role in columns.items():
        if role not in ROLES:
            raise Problem(
                f"列 {letter} の役割「{role}」は使えません。",
                where,
                near_miss(role, ROLES) or f"使えるもの: {'、'.join(ROLES)}",
            )
    try:
        return Layout(
            name=file.stem,
            title=str(data["title"]),
            sheets=tuple(data.get("sheets", ())),
            header_row=int(data["header_row"]),
            header_rows=int(data["header_rows"]),
            columns=columns,
            legend={s: Obligation(v).value for s, v in data.get("legend", {}).items()},
        )
    except (KeyError, ValueError, TypeError) as error:
        raise Problem(
            "読み取り様式のファイルの書き方が正しくありません。",
            where,
            f"欠けているか誤っている項目: {error}",
        ) from error


def _load(file: Path) -> dict[str, Any]:
    where = f"mapping/layouts/{file.name}"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(
            "読み取りに要るデータファイルがありません。", where, "製品を入れ直してください。"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem("TOMLとして読めません。", where, str(error)) from error


def _folder(root: Path | None) -> Path:
    return (root or data_root()) / "mapping" / "layouts"
