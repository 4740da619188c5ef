"""What is doubtful about the dates of an inventory: eras mixed or over, contracts too short."""

from collections.abc import Iterator
from datetime import date

from taiodo.calendar import ReadDate, era_of, wareki
from taiodo.catalog.inventory import System
from taiodo.problems import Finding, Severity


class DateDoubts:
    """Watches how the dates of one file are written."""

    def __init__(self) -> None:
        self._first: dict[str, dict[str, str]] = {}

    def of(self, words: str, found: ReadDate, title: str, where: str) -> Iterator[Finding]:
        """The doubts about one date of the column `title`: an era over, a wrong weekday."""
        day = found.day
        era = era_of(words)
        if era:
            style = "西暦" if era == "西暦" else "和暦"
            self._first.setdefault(title, {}).setdefault(style, where)
        if era and era != "西暦" and not wareki(day).startswith(era):
            yield Finding(
                "inventory.past-era",
                Severity.WARNING,
                where,
                f"{title}「{words}」は、その日にはもう終わっている元号です。"
                f"{wareki(day)}と読みました。",
                "読んだ日が正しいか確かめ、その日の元号で書き直してください。",
            )
        elif found.remark:
            yield Finding(
                "inventory.odd-date", Severity.WARNING, where, f"{title}{found.remark}",
                "日付と曜日のどちらが正しいか確かめてください。",
            )  # fmt: skip

    def mixed(self) -> Iterator[Finding]:
        """A column some of whose dates are in 和暦 and some in 西暦."""
        for title, first in self._first.items():
            if len(first) > 1:
                places = "、".join(f"{style}は{where}" for style, where in sorted(first.items()))
                yield Finding(
                    "inventory.mixed-eras",
                    Severity.INFO,
                    list(first.values())[-1],
                    f"{title}の列に和暦と西暦の日付が混ざっています（最初の{places}）。"
                    "どちらも読み取りました。",
                    "年の取り違えがないか確かめ、一つの書き方にそろえてください。",
                )


def ends_too_soon(system: System, where: str) -> Iterator[Finding]:
    """A cutover after the end of the contract: nothing would run in between."""
    if system.cutover and system.contract_end and system.contract_end < system.cutover:
        ends, moves = map(date.fromisoformat, (system.contract_end, system.cutover))
        yield Finding(
            "inventory.cutover-after-contract",
            Severity.WARNING,
            where,
            f"「{system.name}」の切替予定日（{wareki(moves)}）が、"
            f"契約終了日（{wareki(ends)}）より後です。",
            "切替まで契約を延ばすか、切替予定日を見直してください。",
        )
