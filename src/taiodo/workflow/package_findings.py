"""Whether a reply is one for the edition it is imported for."""

from collections.abc import Iterator, Sequence

from taiodo.catalog.editions import Edition
from taiodo.catalog.load import load_catalog
from taiodo.problems import Finding, Severity
from taiodo.store import editions as stored_editions
from taiodo.store import layers
from taiodo.store.engine import Reading
from taiodo.survey.package import requirements_digest
from taiodo.survey.package_reply import FOREIGN_SHARE, ReplyLine, named
from taiodo.workbook.reply import FormMark


def edition_findings(
    reading: Reading,
    operation: str,
    edition: Edition,
    mark: FormMark | None,
    lines: Sequence[ReplyLine],
    name: str,
) -> tuple[Finding, ...]:
    """An error where the reply is for another edition (both are named), a warning where it may be.

    The own form tells its edition; of another layout the share of unknown numbers does.
    """
    if mark is not None and (mark.operation, mark.edition) != (operation, edition.edition):
        return (_other(operation, edition, mark.operation, mark.edition, name, "様式の記録"),)
    if mark is not None and mark.digest != requirements_digest(edition.requirements):
        return (_changed(operation, edition, mark, name),)
    return tuple(_by_numbers(reading, operation, edition, lines, name))


def _by_numbers(
    reading: Reading, operation: str, edition: Edition, lines: Sequence[ReplyLine], name: str
) -> Iterator[Finding]:
    numbers = list(dict.fromkeys(line.number for line in lines))
    known = {r.number for r in edition.requirements}
    unknown = [number for number in numbers if number not in known]
    if not unknown:
        return
    better = _fitting(reading, numbers, (operation, edition.edition), len(unknown))
    share = len(unknown) / len(numbers)
    words = f"{len(numbers):,}件の番号のうち{len(unknown):,}件（{share:.0%}）がこの版にない"
    if better is not None and share > FOREIGN_SHARE:
        yield _other(operation, edition, *better, name, words)
    elif share > FOREIGN_SHARE:
        yield Finding(
            "package.other-edition",
            Severity.ERROR,
            name,
            f"{_called(operation, edition.edition)}の回答ではないようです（{words}）。"
            f"ない番号: {named(unknown)}",
            "業務と版の指定を確かめ、別の版への回答ならその版を取り込んでから選んでください。",
        )
    elif better is not None:
        yield Finding(
            "package.perhaps-other-edition",
            Severity.WARNING,
            name,
            f"{_called(*better)}の番号の方がよく合います（{words}）。",
            "どの版への回答かを事業者に確かめてください。",
        )


def _fitting(
    reading: Reading, numbers: Sequence[str], chosen: tuple[str, str], unknown: int
) -> tuple[str, str] | None:
    """The stored edition, other than the chosen one, that knows most of the numbers."""
    best: tuple[str, str] | None = None
    fewest = min(unknown, len(numbers) * FOREIGN_SHARE)
    for place in stored_editions.editions(reading):
        key = stored_editions.edition_key(reading, *place)
        if place == chosen or key is None:
            continue
        known = layers.numbers_of(reading, key)
        missing = sum(number not in known for number in numbers)
        if missing < fewest:
            best, fewest = place, missing
    return best


def _called(operation: str, edition: str) -> str:
    known = load_catalog().operations.get(operation)
    return f"{known.name if known else operation} {edition}版"


def _other(
    operation: str, edition: Edition, other: str, other_edition: str, name: str, why: str
) -> Finding:
    here, there = _called(operation, edition.edition), _called(other, other_edition)
    return Finding(
        "package.other-edition",
        Severity.ERROR,
        name,
        f"これは{there}への回答です（{why}）。{here}の回答としては取り込めません。",
        f"{there}の回答として取り込むか、事業者に{here}の回答様式を送り直してください。",
    )


def _changed(operation: str, edition: Edition, mark: FormMark, name: str) -> Finding:
    return Finding(
        "package.edition-changed",
        Severity.WARNING,
        name,
        f"この様式を書き出した{mark.written_on}の後に、"
        f"{_called(operation, edition.edition)}の内容が変わっています。番号で対応付けます。",
        "要件の文が変わった項目の回答を、事業者に確かめてください。",
    )
