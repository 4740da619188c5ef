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
    content = reporting.fitgap(call.desk(), as_of=day_of(as_of, "--as-of"), operation=operation)
    with whole_file(output) as target:
        reporting.write(content, kind, target)
    say(f"書き出しました: {output}")
    call.answer({"file": str(output), "as_of": content.as_of.isoformat()})
