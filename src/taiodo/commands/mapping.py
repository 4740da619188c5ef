"""機能対応付け: the commands of `taiodo mapping`."""

from pathlib import Path

import click

from taiodo.commands.call import FILE, Call, lines, say
from taiodo.problems import Problem
from taiodo.usage import Commands
from taiodo.workflow.files import whole_file


@click.group(cls=Commands)
def mapping() -> None:
    """機能対応付け。"""


@mapping.command("export")
@click.argument("operation")
@click.option("--edition", default="", metavar="E", help="版（既定: 進行中の調査の版）")
@click.option("-o", "--output", type=FILE, required=True, help="書き出すファイル（.xlsx）")
@click.pass_obj
def mapping_export(call: Call, operation: str, edition: str, output: Path) -> None:
    """対応付けのブックを書き出す。"""
    from taiodo.workflow import mapping_files

    if output.suffix.lower() != ".xlsx":
        raise Problem("書き出せる形は .xlsx だけです。", str(output), f"例: {output.stem}.xlsx")
    desk = call.desk()
    survey = mapping_files.survey_for(desk, operation, edition)
    with whole_file(output) as target:
        count = mapping_files.export(desk, survey, target)
    say(f"書き出しました: {output}")
    call.answer({"file": str(output), "features": count})


@mapping.command("import")
@click.argument("file", type=FILE)
@click.option("--operation", required=True, metavar="O", help="業務")
@click.option("--edition", default="", metavar="E", help="版（既定: 進行中の調査の版）")
@click.option(
    "--column", "columns", multiple=True, metavar="ROLE=LETTER",
    help="列の指定（code・name・system・number・obligation・relation・note。例: number=C）",
)  # fmt: skip
@click.option("--sheet", default="", metavar="NAME", help="列を指定するときのシート名")
@click.option("--header-row", default=1, show_default=True, help="列を指定するときの見出しの行")
@click.option("--preview", "only_preview", is_flag=True, help="数と指摘だけを示し、何も変えない")
@click.pass_obj
def mapping_import(
    call: Call, file: Path, operation: str, edition: str, columns: tuple[str, ...], sheet: str,
    header_row: int, only_preview: bool,
) -> None:  # fmt: skip
    """対応表（Excel・CSV）を取り込む（全部か、何もしないか）。"""
    from taiodo.workflow import mapping_files

    desk = call.desk()
    pointed = mapping_files.pointed_at(columns, sheet, header_row)
    reading = mapping_files.preview(desk, operation, file, edition=edition, pointed=pointed)
    if only_preview:
        found = {
            "fresh": reading.fresh, "changed": reading.changed, "same": reading.same,
            "silent": reading.silent, "findings": [f.as_dict() for f in reading.findings],
        }  # fmt: skip
        words = f"新しく決める{reading.fresh}件、変える{reading.changed}件、同じ{reading.same}件"
        call.answer(found, [words, *lines(reading.findings)])
        return
    done = mapping_files.commit(desk, reading)
    words = f"{done.applied}件の対応付けを取り込みました（同じもの{done.unchanged}件）。"
    call.answer(done.as_dict(), [words, *lines(done.findings)])


@mapping.command("undo")
@click.argument("operation")
@click.option("--edition", default="", metavar="E", help="版（既定: 進行中の調査の版）")
@click.pass_obj
def mapping_undo(call: Call, operation: str, edition: str) -> None:
    """直前の取込・一括採用を取り消す（後から人が決めたものは残る）。"""
    from taiodo.workflow import mapping as acts
    from taiodo.workflow import mapping_files

    desk = call.desk()
    act = acts.last_act(desk, mapping_files.survey_for(desk, operation, edition).id)
    if act is None:
        raise Problem(
            "取り消せる取込・一括採用がありません。",
            advice="一件ずつの決定は、画面の「直前の決定を取り消す」で戻せます。",
        )
    restored, kept = acts.undo(desk, act.id).counts
    call.answer(
        {"restored": restored, "kept": kept},
        [f"{act.summary}を取り消しました（戻した{restored}件、後から変えられて残した{kept}件）。"],
    )
