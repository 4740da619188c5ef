"""What the signs of a reply mean: as somebody said, as the file's legend says, or in words.

A sign without any of these is asked about, never guessed: ○ may mean "in the standard package" or
"done by hand".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from taiodo.problems import Finding, Severity
from taiodo.survey.package import PackageResponse
from taiodo.workbook.legends import INLINE, Legend, is_sign
from taiodo.workbook.reply_words import ReplyWords
from taiodo.workbook.sheets import Sheet, half_width, plain
from taiodo.workbook.vocabulary import fold, without_remarks

GIVEN, LEGEND, WORD = "given", "legend", "word"
_LONGEST = 40
_ROWS, _COLUMNS = 200, 30


@dataclass(slots=True)
class SymbolUse:
    """A sign (or word) of the response cells: how often, where first, what it is taken for.

    `meaning` None: nobody has said yet. `source` is given, legend or word, "" while unknown;
    `hint` what the file says of the sign in words that could not be taken for a response.
    """

    symbol: str
    where: str
    count: int = 0
    meaning: PackageResponse | None = None
    source: str = ""
    hint: str = ""


@dataclass
class ResponseReader:
    """Reads response cells of one file."""

    words: ReplyWords
    legend: Legend[PackageResponse]
    given: Mapping[str, PackageResponse] = field(default_factory=dict)
    uses: dict[str, SymbolUse] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Compare given signs as the file's own."""
        self.given = {self.symbol(sign): meaning for sign, meaning in self.given.items()}

    def symbol(self, text: str) -> str:
        """A sign or word as it is counted: width, blanks and variants of a sign do not matter."""
        return self.words.sign(half_width(text))[:_LONGEST]

    def read(self, text: str, where: str) -> tuple[PackageResponse | None, str]:
        """The response a cell gives (None: unknown), and words of the cell that go with it."""
        symbol, rest = self._split(text)
        use = self.uses.get(symbol)
        if use is None:
            meaning, source = self._meaning(symbol)
            use = self.uses[symbol] = SymbolUse(symbol, where, 0, meaning, source)
        use.count += 1
        return use.meaning, rest

    def _split(self, text: str) -> tuple[str, str]:
        whole = self.symbol(text)
        if self._meaning(whole)[1] or len(whole) < 2:
            return whole, ""
        bare = self.symbol(without_remarks(fold(text)))
        if bare != whole and (self._meaning(bare)[1] or is_sign(bare)):
            return bare, text.strip()
        first, rest = self.words.sign(whole[0]), whole[1:]
        if is_sign(whole[0]):
            if self.words.class_of(rest) is not None:
                return (first if self._agrees(first, rest) else rest), ""
            return first, text.strip()
        return whole, ""

    def _agrees(self, sign: str, rest: str) -> bool:
        """Whether a sign with its word (○ 対応済) needs no meaning beyond the word's."""
        return self._meaning(sign)[0] is self.words.class_of(rest)

    def _meaning(self, symbol: str) -> tuple[PackageResponse | None, str]:
        if symbol in self.given:
            return self.given[symbol], GIVEN
        word = self.words.class_of(symbol) if len(symbol) > 1 else None
        if word is not None:
            return word, WORD
        if symbol in self.legend.meanings:
            return self.legend.meanings[symbol], LEGEND
        if self.words.is_pending(symbol):
            return PackageResponse.UNANSWERED, WORD
        return None, ""

    def unknown(self) -> list[SymbolUse]:
        """The signs nobody has given a meaning."""
        return [use for use in self.uses.values() if use.meaning is None]

    def findings(self) -> list[Finding]:
        """One error for each sign whose meaning has to be asked."""
        return [
            Finding(
                "package.unknown-symbol",
                Severity.ERROR,
                use.where,
                f"回答「{use.symbol}」（{use.count:,}か所）の意味が決まっていません。"
                + (f"ファイルの記載: {use.hint}" if use.hint else ""),
                "記号の意味を事業者の凡例や説明で確かめて指定してください"
                f"（コマンドでは --symbol {use.symbol}=implemented など）。",
            )
            for use in self.unknown()
        ]


def add_hints(reader: ResponseReader, sheet: Sheet, rows: range) -> None:
    """Note beside each unknown sign what the file says of it, in a cell beside it or inline."""
    wanted = {use.symbol: use for use in reader.unknown() if not use.hint}
    for row in rows if wanted else ():
        if row > min(len(sheet.rows), rows.start + _ROWS):
            break
        cells = [t for value in sheet.rows[row - 1][:_COLUMNS] if (t := plain(value).strip())]
        for sign, hint in _explained(cells):
            use = wanted.get(reader.symbol(sign))
            if use is not None and not use.hint:
                use.hint = hint


def _explained(cells: list[str]) -> Iterator[tuple[str, str]]:
    """Signs of a row with what stands beside or behind them."""
    for place, text in enumerate(cells):
        if is_sign(text) and place + 1 < len(cells) and not is_sign(cells[place + 1]):
            yield text, cells[place + 1][:80]
        for match in INLINE.finditer(text):
            yield match[1], text[match.start() : match.start() + 60]
