"""The class (実装類型) a cell gives: words, signs by the file's legend, or the usual meaning."""

import re
from collections.abc import Mapping

from taiodo.catalog.requirements import Obligation
from taiodo.problems import Finding, Severity, near_miss
from taiodo.workbook.legends import Legend
from taiodo.workbook.vocabulary import Vocabulary, fold, without_remarks
from taiodo.workbook.words import bracketed

# Signs and brackets at the ends of a cell; what remains are words.
_SIGNS = re.compile(r"^(?:[^\w]|[○〇_\d]){1,4}[.．、:：)）]?|[^\w]{1,3}$")


class ClassReader:
    """Reads class cells of one file; remembers signs taken in their usual meaning."""

    def __init__(self, words: Vocabulary, legend: Legend[Obligation]) -> None:
        self._words = words
        self._legend = legend
        self._known: dict[str, Obligation] = {}
        self.usual: dict[str, tuple[str, int]] = {}
        self.signs: set[str] = set()
        self.findings: list[Finding] = []

    def known(self, text: str) -> Obligation | None:
        """The class of a text seen before."""
        return self._known.get(text)

    def meaning(self, text: str) -> Obligation | None:
        """The class a text would have, by the legend, its words or the usual meaning."""
        sign = self._words.sign(text)
        found = self._legend.meanings.get(sign) or self._words.class_of(text)
        return found or self._words.conventional.get(sign)

    def read(self, text: str, where: str) -> Obligation | None:
        """The class of a cell, or None with a finding noted."""
        known = self._known.get(text)
        if known is not None:
            return known
        sign = self._words.sign(text)
        if not sign and "" not in self._legend.meanings:
            self._note(
                "spec.missing-class", where, "実装類型が空欄です。", "実装類型を入れてください。"
            )
            return None
        bare = self._words.sign(without_remarks(fold(text)))
        meanings = self._legend.meanings
        named = self._words.class_of(text) or _named_beside_sign(text, self._words)
        signed = meanings.get(sign) or meanings.get(bare) or meanings.get(_first_sign(text))
        if named and signed and named is not signed and sign not in meanings:
            self._note(
                "spec.class-contradicts",
                where,
                f"「{text[:40]}」の語句は{named.label}ですが、凡例では記号が{signed.label}です。",
                "どちらが正しいか公表元に確かめ、セルか凡例を直してください。",
            )
            return None
        found = meanings.get(sign) or named or signed
        if found is not None:
            self.signs |= {sign, bare, _first_sign(text)} & meanings.keys()
            self._known[text] = found
            return found
        return self._usual(sign if sign in self._words.conventional else bare, text, where)

    def _usual(self, sign: str, text: str, where: str) -> Obligation | None:
        usual = self._words.conventional.get(sign)
        if usual is None or usual in self._legend.meanings.values():
            shown = "、".join(f"{s or '空欄'}={m.label}" for s, m in self._legend.meanings.items())
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

    def sign_findings(self, unexplained: Mapping[str, str]) -> list[Finding]:
        """What has to be said of the signs used.

        An error for each that the file's legend gives two meanings, or (`unexplained`: sign →
        place) seems to explain in a way that was not understood; a warning for each that was taken
        in its usual meaning for want of a legend.
        """
        twice = [f for sign, f in self._legend.conflicts.items() if sign in self.signs]
        return twice + [self._sign_finding(sign, unexplained) for sign in self.usual]

    def _sign_finding(self, sign: str, unexplained: Mapping[str, str]) -> Finding:
        first, count = self.usual[sign]
        usual = self._words.conventional[sign].label
        if sign in unexplained:
            return Finding(
                "spec.legend-not-understood",
                Severity.ERROR,
                first,
                f"記号「{sign}」（{count}か所）の意味を、凡例らしい箇所（{unexplained[sign]}）から"
                "読み取れませんでした。",
                "読み取り様式で記号の意味を指定してください。",
            )
        return Finding(
            "spec.no-legend",
            Severity.WARNING,
            first,
            f"記号「{sign}」の凡例がないため、一般的な意味「{usual}」として読みました（{count}か所）。",
            "記号の意味は府省によって異なります。仕様書の本文で確かめてください。",
        )

    def _note(self, code: str, where: str, message: str, advice: str) -> None:
        self.findings.append(Finding(code, Severity.ERROR, where, message, advice))


def _named_beside_sign(text: str, words: Vocabulary) -> Obligation | None:
    """The class named in words beside a sign: ○（実装必須）, ◎ 実装必須機能, ①実装必須機能."""
    folded = fold(text)
    parts = [_SIGNS.sub("", folded), *bracketed(folded)]
    return next((o for part in parts if part and (o := words.class_of(part))), None)


def _first_sign(text: str) -> str:
    """The sign a cell begins with before words; "" when it begins with none."""
    stripped = text.strip()
    return stripped[0] if len(stripped) > 1 and _SIGNS.match(stripped) else "\n"
