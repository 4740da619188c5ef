"""From the words of a mapping table to features and requirements, every doubt a finding."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from taiodo.catalog.requirements import Obligation
from taiodo.catalog.search import folded
from taiodo.problems import Finding, Problem, Severity, near_miss
from taiodo.survey.items import RequirementItem
from taiodo.survey.mapping import (
    MAX_COUNTERPARTS,
    Decision,
    MappedFeature,
    MappingState,
    Relation,
    Way,
    relation_of,
    says_none,
)
from taiodo.survey.words import OBLIGATION_WORDS
from taiodo.workbook.mapping_reading import KnownWords, MappingRow, MappingTable, plain_number

NEAR_MISSES = 60
_SPLIT = re.compile(r"[;；,、，/／|｜\n\r\t 　・]+")
_BRACKET = re.compile(r"^(.+?)[(（【\[]([^()（）【】\[\]]+)[)）】\]]$")
_OBLIGATIONS = {folded(word): found for word, found in OBLIGATION_WORDS.items()}


def _near(word: str, shown: dict[str, str]) -> str:
    """Advice naming what is really near; `shown` says how each folded word is written.

    Among running ids the next number is nothing anybody meant.
    """
    running = any(c.isdigit() for c in word)
    advice = near_miss(word, [key for key in shown if not running or _same_number(word, key)])
    key = advice.partition("「")[2].rpartition("」")[0]
    return advice.replace(f"「{key}」", f"「{shown[key]}」") if key else ""


def _same_number(word: str, key: str) -> bool:
    """Whether two ids differ in sign and zeros only, or in two neighbouring digits exchanged."""
    one, two = (re.sub(r"[^0-9]", "", w) for w in (word, key))
    return one.lstrip("0") == two.lstrip("0") or (len(one) > 2 and sorted(one) == sorted(two))


@dataclass
class _Said:
    """What the rows say of one feature so far."""

    links: dict[int, Relation] = field(default_factory=dict)
    none: bool = False
    note: str = ""
    first: str = ""
    wrong: bool = False


@dataclass(frozen=True)
class Resolved:
    """Decisions the table asks for, features it names without saying anything, and findings."""

    decisions: tuple[Decision, ...]
    silent: int
    findings: tuple[Finding, ...]


class Resolver:
    """Knows the features and requirements of a survey by the words people use for them."""

    def __init__(self, features: Sequence[MappedFeature], items: Sequence[RequirementItem]) -> None:
        self._features = {f.item: f for f in features}
        self._codes: dict[str, list[int]] = {}
        self._names: dict[str, list[int]] = {}
        for f in features:
            self._codes.setdefault(folded(f.code), []).append(f.item)
            self._names.setdefault(folded(f.name), []).append(f.item)
        self._items = {i.id: i for i in items}
        self._numbers: dict[str, list[int]] = {}
        self._headings: dict[str, list[int]] = {}
        for i in items:
            self._numbers.setdefault(i.number, []).append(i.id)
            self._headings.setdefault(folded(i.name), []).append(i.id)
        self._near: dict[str, str] = {}
        self._findings: list[Finding] = []

    @property
    def known(self) -> KnownWords:
        """What values of each column look like."""
        return KnownWords(self._codes.keys(), self._names.keys(), self._numbers.keys())

    def number_of(self, item: int) -> str:
        """The number of a requirement item."""
        return self._items[item].number

    def resolve(self, table: MappingTable) -> Resolved:
        """What the table asks for; a feature may have several rows."""
        self._findings = []
        said: dict[int, _Said] = {}
        for row in (one for whole in table.rows for one in self._each(whole)):
            feature = self._feature(row)
            if feature is not None:
                place = row.places.get("number") or row.places.get("relation", "")
                self._hear(row, said.setdefault(feature, _Said(first=place)))
        decisions = [d for item, one in said.items() if (d := self._decision(item, one))]
        silent = sum(not (one.links or one.none or one.wrong) for one in said.values())
        return Resolved(tuple(decisions), silent, tuple(self._findings))

    def _each(self, row: MappingRow) -> list[MappingRow]:
        """The row once for each feature its cell names (F001、F002)."""
        for key, known in (("code", self._codes), ("name", self._names)):
            words = [w for w in _SPLIT.split(row.values.get(key, "")) if w]
            if len(words) < 2 or folded(row.values[key]) in known:
                continue
            given = [(m[1] if (m := _BRACKET.match(w)) else w) for w in words]
            found = [folded(w) in known for w in given]
            if any(found) if key == "code" else all(found):
                rest = {k: v for k, v in row.values.items() if k != "name"}
                return [MappingRow(rest | {key: word}, row.places) for word in given]
        return [row]

    def _decision(self, item: int, one: _Said) -> Decision | None:
        if one.none and one.links:
            self._error(
                "contradiction", one.first,
                f"{self._features[item].code} は「対応なし」と要件番号の両方が書かれています。",
                "どちらか一方にしてください。",
            )  # fmt: skip
            return None
        if len(one.links) > MAX_COUNTERPARTS:
            self._error(
                "too-many", one.first,
                f"{self._features[item].code} の対応先が{len(one.links)}件あります。",
                f"{MAX_COUNTERPARTS}件までにしてください。",
            )  # fmt: skip
            return None
        if not (one.links or one.none):
            return None
        state = MappingState.NONE if one.none else MappingState.MAPPED
        revision = self._features[item].mapping.revision
        return Decision(
            item, revision, state, tuple(one.links.items()), Way.IMPORTED, None, one.note[:400]
        )

    def _feature(self, row: MappingRow) -> int | None:
        """The feature of a row by id, else by a name (of that system) used once."""
        code, name = row.values.get("code", ""), row.values.get("name", "")
        if code:
            found = self._codes.get(folded(code), [])
            return self._one(found, row, "code", f"現行機能ID「{code}」", self._codes, code)
        if name:
            system = folded(row.values.get("system", ""))
            found = [
                f for f in self._names.get(folded(name), [])
                if not system
                or system in (folded(self._features[f].system),
                              folded(self._features[f].system_name))
            ]  # fmt: skip
            return self._one(found, row, "name", f"現行機能「{name}」", self._names, name)
        where = next(iter(row.places.values()), "")
        if row.values.get("number") or row.values.get("relation"):
            self._error(
                "no-feature", where, "現行機能のIDも名前も書かれていません。",
                "どの現行機能の行か、IDを書いてください。",
            )  # fmt: skip
        return None

    def _one(
        self,
        found: Sequence[int],
        row: MappingRow,
        key: str,
        called: str,
        known: dict[str, list[int]],
        word: str,
    ) -> int | None:
        if len(found) == 1:
            return found[0]
        if found:
            codes = "、".join(self._features[f].code for f in found[:5])
            self._error(
                "ambiguous-feature", row.places[key],
                f"{called}にあたる機能が{len(found)}件あります（{codes}）。",
                "現行機能IDの列で、どれかを示してください。",
            )  # fmt: skip
            return None
        advice = self._near_miss(
            folded(word), known, "この調査の現行機能の一覧を確かめてください。"
        )
        message = f"{called}はこの調査にありません。"
        self._error("unknown-feature", row.places[key], message, advice)
        return None

    def _hear(self, row: MappingRow, one: _Said) -> None:
        """Take in what one row says of its feature."""
        numbers, relation = row.values.get("number", ""), row.values.get("relation", "")
        one.note = one.note or row.values.get("note", "")
        before = len(self._findings)
        meaning: Relation | MappingState = Relation.SAME
        if relation:
            try:
                meaning = relation_of(relation)
            except Problem as problem:
                self._error(
                    "unknown-relation", row.places["relation"], problem.message, problem.advice
                )
        if (numbers and says_none(numbers)) or (not numbers and meaning is MappingState.NONE):
            one.none = True
        elif numbers and isinstance(meaning, Relation):
            self._link(row, numbers, meaning, one)
        elif numbers:
            self._error(
                "contradiction", row.places["number"],
                f"関係が「{relation}」なのに要件番号「{numbers}」が書かれています。",
                "対応なしなら要件番号を空欄にしてください。",
            )  # fmt: skip
        elif relation and isinstance(meaning, Relation):
            self._error(
                "no-number", row.places.get("number", row.places["relation"]),
                f"関係「{relation}」が書かれていますが、要件番号がありません。",
                "対応する要件の番号を書いてください。",
            )  # fmt: skip
        one.wrong = one.wrong or len(self._findings) > before

    def _link(self, row: MappingRow, numbers: str, relation: Relation, one: _Said) -> None:
        whole = self._headings.get(folded(numbers), [])
        words = [numbers] if len(whole) == 1 else [w for w in _SPLIT.split(numbers) if w]
        for word in words:
            for item, own in self._requirements(row, word, relation):
                if one.links.get(item, own) is not own:
                    self._error(
                        "relation-twice", row.places["number"],
                        f"要件「{word}」との関係が二通り書かれています。", "一つにしてください。",
                    )  # fmt: skip
                one.links[item] = own

    def _requirements(
        self, row: MappingRow, word: str, relation: Relation
    ) -> list[tuple[int, Relation]]:
        """The requirement items a word names, narrowed by class, with the relation in brackets."""
        place = row.places["number"]
        found = self._by_word(word, place)
        obligation = _OBLIGATIONS.get(folded(row.values.get("obligation", "")))
        bracketed = _BRACKET.match(word)
        if not found and bracketed:
            found = self._by_word(bracketed[1], place)
            remark = folded(bracketed[2])
            obligation = _OBLIGATIONS.get(remark, obligation)
            if remark not in _OBLIGATIONS:
                try:
                    inner = relation_of(bracketed[2])
                    relation = inner if isinstance(inner, Relation) else relation
                except Problem:
                    pass
        if not found:
            plain = plain_number(bracketed[1] if bracketed else word)
            advice = self._near_miss(
                plain, self._numbers, "シート「要件一覧」の番号を書いてください。"
            )
            message = f"要件番号「{word}」は、この版の当自治体が対象の要件にありません。"
            self._error("unknown-number", place, message, advice)
        return [(item, relation) for item in self._narrowed(found, obligation, word, place)]

    def _by_word(self, word: str, place: str) -> list[int]:
        number = plain_number(word)
        if number in self._numbers:
            return self._numbers[number]
        padded = number.zfill(7)
        if number.isdigit() and padded in self._numbers:
            self._note(
                "zeros-lost", Severity.INFO, place,
                f"「{word}」を {padded} と読みました（先頭の0が落ちています）。",
            )  # fmt: skip
            return self._numbers[padded]
        return self._headings.get(folded(word), [])

    def _narrowed(
        self, found: list[int], obligation: Obligation | None, word: str, place: str
    ) -> list[int]:
        if len(found) < 2:
            return found
        wanted = [i for i in found if self._items[i].obligation is obligation]
        if wanted:
            return wanted
        classes = "・".join(dict.fromkeys(self._items[i].obligation.label for i in found))
        self._note(
            "several-classes", Severity.WARNING, place,
            f"「{word}」には実装類型の違う要件（{classes}）があり、すべてに対応付けます。",
            "実装類型の列で、どの要件かを示せます。",
        )  # fmt: skip
        return found

    def _near_miss(self, word: str, known: dict[str, list[int]], otherwise: str) -> str:
        if word not in self._near:
            if len(self._near) >= NEAR_MISSES:
                return otherwise
            self._near[word] = _near(word, {k: self._called(k, known) for k in known})
        return self._near[word] or otherwise

    def _called(self, key: str, known: dict[str, list[int]]) -> str:
        """A folded id or name as it is written, any other key as it is."""
        if known is self._codes:
            return self._features[known[key][0]].code
        return self._features[known[key][0]].name if known is self._names else key

    def _error(self, code: str, where: str, message: str, advice: str) -> None:
        self._note(code, Severity.ERROR, where, message, advice)

    def _note(
        self, code: str, severity: Severity, where: str, message: str, advice: str = ""
    ) -> None:
        self._findings.append(Finding(f"mapping.{code}", severity, where, message, advice))
