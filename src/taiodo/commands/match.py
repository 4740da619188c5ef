"""対応候補: the command `taiodo match`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from taiodo.commands.call import FILE, Call, lines, say
from taiodo.usage import Command

if TYPE_CHECKING:
    from taiodo.matching.engine import Suggestion
    from taiodo.workflow.feature_list import FeatureList

SHOWN_FINDINGS = 20
TSV_HEADER = ("feature_id", "rank", "number", "obligation", "score")


@click.command(cls=Command)
@click.argument("features", type=FILE)
@click.option("--operation", required=True, metavar="O", help="業務")
@click.option("--edition", required=True, metavar="E", help="版")
@click.option(
    "--top", type=click.IntRange(1, 100), default=10, show_default=True, metavar="K",
    help="1機能に挙げる候補の数",
)  # fmt: skip
@click.pass_obj
def match(call: Call, features: Path, operation: str, edition: str, top: int) -> None:
    """現行機能の一覧に、標準仕様書の要件の候補を挙げる（何も保存しない）。"""
    from taiodo.workflow.feature_list import read_features
    from taiodo.workflow.suggesting import suggest

    given = read_features(features)
    found = suggest(call.desk(), operation, edition, given.features, top)
    if call.format == "json":
        call.answer(
            {
                "features": [suggestion_as_dict(one) for one in found],
                "findings": [finding.as_dict() for finding in given.findings],
            }
        )
        return
    for line in lines(given.findings[:SHOWN_FINDINGS]):
        say(line)
    if len(given.findings) > SHOWN_FINDINGS:
        more = len(given.findings) - SHOWN_FINDINGS
        say(f"ほか{more:,}件（--format json ですべて出ます）")
    for line in _tsv(found) if call.format == "tsv" else _text(given, found):
        click.echo(line)


def suggestion_as_dict(found: "Suggestion") -> dict[str, Any]:
    """The JSON form of what is proposed for one feature."""
    return {
        "feature_id": found.feature_id,
        "none_score": round(found.none_score, 6),
        "probably_none": found.probably_none,
        "candidates": [
            {
                "rank": rank,
                "number": one.number,
                "part": one.part,
                "obligation": one.obligation.value,
                "score": round(one.score, 6),
                "words": list(one.words),
            }
            for rank, one in enumerate(found.candidates, start=1)
        ],
    }


def _tsv(found: Iterable["Suggestion"]) -> Iterator[str]:
    yield "\t".join(TSV_HEADER)
    for suggestion in found:
        for rank, one in enumerate(suggestion.candidates, start=1):
            yield "\t".join(
                (suggestion.feature_id, str(rank), one.number, one.obligation.value,
                 f"{one.score:.6f}")
            )  # fmt: skip


def _text(given: "FeatureList", found: Iterable["Suggestion"]) -> Iterator[str]:
    for feature, suggestion in zip(given.features, found, strict=True):
        mark = "（対応する要件はなさそうです）" if suggestion.probably_none else ""
        yield f"{feature.id} {feature.name}{mark}"
        for rank, one in enumerate(suggestion.candidates, start=1):
            words = f" 〔{'、'.join(one.words)}〕" if one.words else ""
            yield f"  {rank}. {one.number} {one.obligation.label} {one.score:.2f}{words}"
