"""対応度調査: the commands of `taiodo survey`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from taiodo.commands.call import FILE, Call, day_of, lines, say
from taiodo.problems import Problem
from taiodo.usage import Commands

if TYPE_CHECKING:
    from taiodo.workflow.sheet_merging import FileMerge


@click.group(cls=Commands)
def survey() -> None:
    """対応度調査。"""


@survey.command("open")
@click.argument("operation")
@click.option("--edition", required=True, metavar="E", help="版")
@click.pass_obj
def survey_open(call: Call, operation: str, edition: str) -> None:
    """業務と版の調査を始める。"""
    from taiodo.workflow import surveying

    desk = call.desk()
    header = surveying.open_survey(desk, operation, edition)
    rows = surveying.progress(desk, survey=header.id)
    total = sum(row.counts.total for row in rows)
    call.answer(
        [row.as_dict() for row in rows], [f"{header.title}の調査を始めました（要件{total}件）。"]
    )


@survey.command("status")
@click.pass_obj
def survey_status(call: Call) -> None:
    """業務・所管課ごとの進み具合。"""
    from taiodo.workflow import surveying

    rows = surveying.progress(call.desk())
    words = [
        f"{r.operation}\t{r.edition}\t{r.department}\t{r.counts.answered}/{r.counts.total}\t"
        f"対応度 {'－' if r.counts.score is None else f'{r.counts.score:.1%}'}"
        for r in rows
    ]
    call.answer([row.as_dict() for row in rows], words or ["まだ調査はありません。"])


@survey.command("answer")
@click.argument("operation")
@click.option("--edition", required=True, metavar="E", help="版")
@click.argument("file", type=FILE)
@click.pass_obj
def survey_answer(call: Call, operation: str, edition: str, file: Path) -> None:
    """表（TSV・CSV）の回答を反映する（読み取れない行は理由を示し、ほかの行を反映する）。"""
    from taiodo.workflow.answer_table import apply_table

    done = apply_table(call.desk(), operation, edition, file)
    call.answer(done.as_dict(), [f"{done.applied}件を反映しました。", *lines(done.findings)])


@survey.command("show")
@click.argument("operation")
@click.option("--edition", required=True, metavar="E", help="版")
@click.pass_obj
def survey_show(call: Call, operation: str, edition: str) -> None:
    """調査の要件と回答の一覧。"""
    from taiodo.workflow import surveying

    items = surveying.all_requirement_items(call.desk(), operation, edition)
    call.answer(
        [surveying.item_as_dict(item) for item in items],
        (f"{i.number}\t{i.obligation.label}\t{i.verdict.label}\t{i.name}" for i in items),
    )


@survey.command("layer")
@click.argument("operation")
@click.option("--supplement", required=True, metavar="E", help="取り込んだ追加仕様の版")
@click.pass_obj
def survey_layer(call: Call, operation: str, supplement: str) -> None:
    """自治体独自の追加仕様を、進行中の調査に加える。"""
    from taiodo.workflow.supplements import lay_over

    count = lay_over(call.desk(), operation, supplement)
    call.answer({"added": count}, [f"追加仕様の要件{count}件を調査に加えました。"])


@survey.command("rollover")
@click.argument("operation")
@click.option("--to", required=True, metavar="E", help="引き継ぎ先の版")
@click.option("--preview", "only_preview", is_flag=True, help="数だけを示し、何も変えない")
@click.option("--undo", is_flag=True, help="この版への引き継ぎを取り消す（回答の前に限る）")
@click.pass_obj
def survey_rollover(call: Call, operation: str, to: str, only_preview: bool, undo: bool) -> None:
    """回答を新しい版の調査へ引き継ぐ（全部か、何もしないか）。"""
    from taiodo.workflow import rolling

    desk = call.desk()
    if undo:
        rolling.take_back(desk, operation, to)
        call.answer({"undone": True}, ["引き継ぎを取り消しました。前の版の調査に戻りました。"])
        return
    done = (rolling.preview if only_preview else rolling.commit)(desk, operation, to)
    numbers = done.planned.as_dict()
    words = {"carried": "引き継ぐ", "review": "要再確認", "archived": "廃止（保存）", "new": "新規"}
    call.answer(
        numbers,
        [
            f"{done.old_edition} → {done.new_edition}" + ("（予定）" if only_preview else ""),
            *(f"{word}\t{len(numbers[name])}件" for name, word in words.items()),
        ],
    )


@survey.command("export")
@click.argument("operation")
@click.option("--department", default="", metavar="D", help="所管課（省くとすべて）")
@click.option("--deadline", default="", metavar="DATE", help="回答の期限（調査票に書く）")
@click.option("-o", "--output", required=True, type=FILE, metavar="FILE")
@click.pass_obj
def survey_export(call: Call, operation: str, department: str, deadline: str, output: Path) -> None:
    """調査票（.xlsx）を書き出す。"""
    from taiodo.workflow import sheets
    from taiodo.workflow.files import whole_file

    if output.suffix.lower() != ".xlsx":
        raise Problem("書き出せる形は .xlsx だけです。", str(output), f"例: {output.stem}.xlsx")
    desk = call.desk()
    found = sheets.survey_for(desk, operation)
    with whole_file(output) as target:
        done = sheets.export(
            desk, found, target, department=department, deadline=day_of(deadline, "--deadline")
        )
    say(f"書き出しました: {output}（要件{done.requirements:,}件、現行機能{done.features:,}件）")
    call.answer({"file": str(output), "items": done.requirements, "features": done.features})


@survey.command("merge")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("--preview", "only_preview", is_flag=True, help="結果だけを示し、何も変えない")
@click.option("--operation", default="", metavar="O", help="業務（隠れた列を消した調査票のとき）")
@click.pass_obj
def survey_merge(call: Call, files: tuple[Path, ...], only_preview: bool, operation: str) -> None:
    """戻った調査票を取り込む（変わった欄だけ。両方で変わった欄は食い違いとして残る）。"""
    from taiodo.workflow import sheet_merging

    named = [(file, "") for file in files]
    merge = sheet_merging.preview_all if only_preview else sheet_merging.commit
    done = merge(call.desk(), named, operation=operation)
    document: dict[str, list[object]] = {"applied": [], "conflicts": [], "rejected": []}
    words = []
    for one in done:
        found = one.as_dict()
        for name in document:
            document[name] += found[name]
        words += _merge_words(one, planned=only_preview)
    if document["conflicts"] and not only_preview:
        words.append("食い違いは、画面の「調査票の授受」→「食い違い」で両方を見比べて決めます。")
    call.answer(document, words)


def _merge_words(one: "FileMerge", *, planned: bool) -> list[str]:
    """What merging one file does or has done: its counts, each conflict, each refusal."""
    from taiodo.workflow.trail_words import field_name, field_value

    found = one.merge
    words = [
        f"{one.name}: 反映{len(found.applied)}か所、食い違い{len(found.conflicts)}か所、"
        f"取り込めないもの{len(found.rejected)}件" + ("（予定）" if planned else "")
    ]
    for c in found.conflicts:
        sides = (("送った内容", c.base), ("戻った内容", c.theirs), ("今の内容", c.ours))
        told = "、".join(f"{side}「{field_value(c.field, value)}」" for side, value in sides)
        words.append(f"  食い違い {c.number} {field_name(c.field)}: {told}（{c.where}）")
    refusals = [refusal.as_dict() for refusal in found.rejected]
    return [*words, *(f"  {refusal['where']} {refusal['message']}" for refusal in refusals)]
