"""標準化対象業務などのデータ: the commands of `taiodo catalog`."""

import click

from taiodo.commands.call import EXIT_REFUSED, Call, report_findings
from taiodo.usage import Commands


@click.group(cls=Commands)
def catalog() -> None:
    """標準化対象業務などのデータ。"""


@catalog.command("check")
@click.pass_obj
def catalog_check(call: Call) -> int:
    """データファイル（catalog・specs・mapping）を検査する。"""
    from taiodo.workflow.checking import check_data

    findings = check_data()
    report_findings(call, findings, "カタログに誤りはありません。")
    return EXIT_REFUSED if any(f.severity == "error" for f in findings) else 0


@catalog.command("list")
@click.pass_obj
def catalog_list(call: Call) -> None:
    """標準化対象業務の一覧。"""
    from taiodo.workflow.catalogue import operations

    rows = operations(call.desk())
    call.answer(
        [row.as_dict() for row in rows],
        (
            f"{row.operation.id}\t{row.operation.name}\t{row.phase or '－'}\t"
            f"{'対象' if row.applicable else '対象外'}"
            for row in rows
        ),
    )
