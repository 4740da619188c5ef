"""報告書: the commands of `taiodo report`."""

from pathlib import Path

import click

from taiodo.commands.call import FILE, Call, day_of, say
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
    desk = call.desk()
    content = reporting.fitgap(desk, as_of=day_of(as_of, "--as-of"), operation=operation)
    with whole_file(output) as target:
        reporting.hand_out(desk, content, kind, target)
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

    kind, day = reporting.format_of(output), day_of(as_of, "--as-of")
    desk = call.desk()
    content = impact_reporting.impact(desk, as_of=day, systems=systems)
    with whole_file(output) as target:
        reporting.hand_out(desk, content, kind, target)
    say(f"書き出しました: {output}")
    call.answer({"file": str(output), "as_of": content.as_of.isoformat()})


@report.command("plan")
@click.option("-o", "--output", required=True, type=FILE, metavar="FILE")
@click.option("--as-of", "as_of", default="", metavar="DATE", help="時点（例: 2026-03-31）")
@click.pass_obj
def report_plan(call: Call, output: Path, as_of: str) -> None:
    """移行計画報告書（.docx .xlsx .html）。"""
    from taiodo.workflow import plan_report, reporting

    kind, day = reporting.format_of(output), day_of(as_of, "--as-of")
    desk = call.desk()
    content = plan_report.plan(desk, as_of=day)
    with whole_file(output) as target:
        reporting.hand_out(desk, content, kind, target)
    say(f"書き出しました: {output}")
    call.answer({"file": str(output), "as_of": content.as_of.isoformat()})
