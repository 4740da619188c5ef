"""報告書: the commands of `taiodo report`."""

from datetime import date
from pathlib import Path

import click

from taiodo.commands.call import FILE, Call, say
from taiodo.problems import Problem
from taiodo.usage import Commands
from taiodo.workflow.files import whole_file


@click.group(cls=Commands)
def report() -> None:
    """報告書。"""


@report.command("fitgap")
@click.option("-o", "--output", required=True, type=FILE, metavar="FILE")
@click.option("--as-of", "as_of", default="", metavar="DATE", help="時点（例: 2026-03-31）")
@click.option("--operation", default="", metavar="O", help="業務（省くと全業務）")
@click.pass_obj
def report_fitgap(call: Call, output: Path, as_of: str, operation: str) -> None:
    """対応度調査報告書（.docx .xlsx .html）。"""
    from taiodo.workflow import reporting

    kind = reporting.format_of(output)
    content = reporting.fitgap(call.desk(), as_of=_day(as_of), operation=operation)
    with whole_file(output) as target:
        reporting.write(content, kind, target)
    say(f"書き出しました: {output}")
    call.answer({"file": str(output), "as_of": content.as_of.isoformat()})


@report.command("impact")
@click.option("-o", "--output", required=True, type=FILE, metavar="FILE")
@click.option("--as-of", "as_of", default="", metavar="DATE", help="時点（例: 2026-03-31）")
@click.option("--system", "systems", multiple=True, metavar="SYSTEM", help="起点（省くと移る全部）")
@click.pass_obj
def report_impact(call: Call, output: Path, as_of: str, systems: tuple[str, ...]) -> None:
    """影響範囲・暫定連携報告書（.docx .xlsx .html）。"""
    from taiodo.workflow import impact_reporting, reporting

    kind = reporting.format_of(output)
    content = impact_reporting.impact(call.desk(), as_of=_day(as_of), systems=systems)
    with whole_file(output) as target:
        reporting.write(content, kind, target)
    say(f"書き出しました: {output}")
    call.answer({"file": str(output), "as_of": content.as_of.isoformat()})


def _day(words: str) -> date | None:
    from taiodo.plan.calendar import parse_date

    try:
        return parse_date(words) if words else None
    except ValueError as error:
        raise Problem(
            f"日付「{words}」を読み取れません。", "--as-of", "例: 2026-03-31、令和8年3月31日"
        ) from error
