"""The class (実装類型) a cell gives: words, signs by the file's legend, or the usual meaning."""

from taiodo.catalog.requirements import Obligation
from taiodo.problems import Finding, Severity, near_miss
from taiodo.workbook.legends import Legend
from taiodo.workbook.vocabulary import Vocabulary, fold, without_remarks


class ClassReader:
    """Reads class cells of one file; remembers signs taken in their usual meaning."""

    def __init__(self, words: Vocabulary, legend: Legend[Obligation]) -> None:
        self._words = words
        self._legend = legend
        self._known: dict[str, Obligation] = {}
        self.usual: dict[str, tuple[str, int]] = {}
        self.findings: list[Finding] = []

    def known(self, text: str) -> Obligation | None:
        """The class of a text seen before."""
        return self._known.get(text)

    def read(self, text: str, where: str) -> Obligation | None:
        """The class of a cell, or None with a finding noted."""
        known = self._known.get(text)
        if known is not None:
            return known
        if not text.strip():
            self._note(
                "spec.missing-class", where, "実装類型が空欄です。", "実装類型を入れてください。"
            )
            return None
        sign = self._words.sign(text)
        bare = self._words.sign(without_remarks(fold(text)))
        meanings = self._legend.meanings
        found = meanings.get(sign) or self._words.class_of(text) or meanings.get(bare)
        if found is not None:
            self._known[text] = found
            return found
        return self._usual(sign if sign in self._words.conventional else bare, text, where)

    def _usual(self, sign: str, text: str, where: str) -> Obligation | None:
        usual = self._words.conventional.get(sign)
        if usual is None or usual in self._legend.meanings.values():
            shown = "、".join(f"{s}={m.label}" for s, m in self._legend.meanings.items())
            self._note(
                "spec.unknown-class",
                where,
                f"実装類型「{text[:40]}」の意味が分かりません。",
                near_miss(text, (o.label for o in Obligation))
                or (f"凡例にある記号: {shown}" if shown else "凡例を確かめてください。"),
            )
            return None
        first, count = self.usual.get(sign, (where, 0))
        self.usual[sign] = (first, count + 1)
        return usual

    def usual_findings(self) -> list[Finding]:
        """One warning for each sign that was taken in its usual meaning for want of a legend."""
        return [
            Finding(
                "spec.no-legend",
                Severity.WARNING,
                first,
                f"記号「{sign}」の凡例がないため、一般的な意味「{self._words.conventional[sign].label}」"
                f"として読みました（{count}か所）。",
                "記号の意味は府省によって異なります。仕様書の本文で確かめてください。",
            )
            for sign, (first, count) in self.usual.items()
        ]

    def _note(self, code: str, where: str, message: str, advice: str) -> None:
        self.findings.append(Finding(code, Severity.ERROR, where, message, advice))
