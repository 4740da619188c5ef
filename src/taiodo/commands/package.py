"""パッケージの回答: the commands of `taiodo package`."""

from pathlib import Path
from typing import Any

import click

from taiodo.commands.call import FILE, Call, lines, say
from taiodo.problems import Problem
from taiodo.usage import Commands

EDITION = click.option("--edition", required=True, metavar="E", help="版（例: 6.1）")


@click.group(cls=Commands)
def package() -> None:
    """パッケージ対応状況（事業者の回答）。"""


@package.command("form")
@click.argument("operation")
@EDITION
@click.option("-o", "--output", required=True, type=FILE, metavar="FILE")
@click.pass_obj
def package_form(call: Call, operation: str, edition: str, output: Path) -> None:
    """事業者に送る空の回答様式（.xlsx）を書き出す。"""
    from taiodo.workflow import package_form
    from taiodo.workflow.files import whole_file

    if output.suffix.lower() != ".xlsx":
        raise Problem(
            "書き出せる形は .xlsx だけです。", str(output), f"例: {output.stem or '回答様式'}.xlsx"
        )
    with whole_file(output) as target:
        package_form.write_form(call.desk(), operation, edition, target)
    say(f"書き出しました: {output}")
    call.answer({"file": str(output)})


@package.command("import")
@click.argument("file", type=FILE)
@click.option("--operation", required=True, metavar="O", help="業務（id か名前）")
@EDITION
@click.option("--vendor", required=True, metavar="V", help="事業者名")
@click.option("--product", default="", metavar="P", help="製品名")
@click.option("--version", default="", metavar="N", help="製品の版")
@click.option(
    "--symbol", "symbols", multiple=True, metavar="S=MEANING",
    help="記号の意味（例: ○=implemented、△=経過措置）。いくつでも",
)  # fmt: skip
@click.option(
    "--column", "columns", multiple=True, metavar="ROLE=LETTER",
    help="列の指定（number・response・due・remark。例: response=F）",
)  # fmt: skip
@click.option("--sheet", default="", metavar="NAME", help="列を指定するときのシート名")
@click.option("--header-row", default=1, show_default=True, help="列を指定するときの見出しの行")
@click.option("--keep", is_flag=True, help="このファイルにない要件の前の回答を残す")
@click.option(
    "--preview", "only_preview", is_flag=True, help="どう読まれるかを示す（取り込まない）"
)
@click.pass_obj
def package_import(
    call: Call, file: Path, operation: str, edition: str, vendor: str, product: str, version: str,
    symbols: tuple[str, ...], columns: tuple[str, ...], sheet: str, header_row: int, keep: bool,
    only_preview: bool,
) -> None:  # fmt: skip
    """事業者の回答ファイルを読み、取り込む（全部か、何もしないか）。"""
    from taiodo.workflow import packages

    desk = call.desk()
    layout = _layout(columns, sheet, header_row)
    found = packages.preview(
        desk, file, operation=operation, edition=edition, layout=layout,
        symbols=packages.symbol_meanings(_pairs(symbols, "--symbol")),
    )  # fmt: skip
    named = packages.VendorPackage(vendor, product, version)
    if only_preview:
        call.answer(found.as_dict(), [*_preview_words(found), *lines(found.findings)])
        return
    done = packages.commit(desk, found, named, keep=keep)
    change = done.changes
    words = (
        f"{found.title}への{done.package.title}の回答{done.count:,}件を取り込みました"
        f"（追加{change.added}・変更{change.changed}・消去{change.removed}・同じ{change.unchanged}）。"
    )
    call.answer(done.as_dict(), [words, *lines(done.findings)])


def _preview_words(found: Any) -> list[str]:
    words = [f"{len(found.matched.answers):,}件の回答を読み取りました（{found.title}）。"]
    words += [f"  {column} → {role}" for column, role in found.reading.columns.items()]
    for use in found.reading.symbols:
        meaning = use.meaning.label if use.meaning else "未定（--symbol で指定してください）"
        words.append(f"  {use.symbol}\t{use.count:,}件\t{meaning}")
    return words


def _pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    found = {}
    for word in given:
        sign, mark, meaning = word.replace("＝", "=").rpartition("=")
        if not (mark and sign.strip() and meaning.strip()):
            raise Problem(
                f"「{word}」を読み取れません。",
                option,
                "例: --symbol ○=implemented --column response=F",
            )
        found[sign.strip()] = meaning.strip()
    return found


def _layout(columns: tuple[str, ...], sheet: str, header_row: int) -> Any:
    from taiodo.workflow import packages

    if not columns:
        return None
    return packages.layout_for(_pairs(columns, "--column"), sheet, header_row)


@package.command("show")
@click.argument("operation")
@EDITION
@click.option("--vendor", default="", metavar="V", help="事業者名（省くとすべて）")
@click.option("--product", default="", metavar="P", help="製品名")
@click.pass_obj
def package_show(call: Call, operation: str, edition: str, vendor: str, product: str) -> None:
    """取り込んだ回答の一覧。"""
    from taiodo.workflow.package_tables import answers_as_dicts

    rows = answers_as_dicts(call.desk(), operation, edition, vendor, product)
    call.answer(
        rows,
        (
            f"{r['number']}\t{r['obligation']}\t{r['vendor']}\t{r['response']}\t{r['due']}"
            for r in rows
        ),
    )


@package.command("compare")
@click.argument("operation")
@EDITION
@click.option("-o", "--output", type=FILE, metavar="FILE", help="比較表（.xlsx .docx .html）")
@click.pass_obj
def package_compare(call: Call, operation: str, edition: str, output: Path | None) -> None:
    """各社の回答の集計と指摘を並べる。"""
    from taiodo.workflow import package_tables, reporting
    from taiodo.workflow.files import whole_file

    desk = call.desk()
    found = package_tables.compared_as_dict(desk, operation, edition)
    if output is not None:
        kind = reporting.format_of(output)
        report = package_tables.comparison(desk, operation, edition)
        with whole_file(output) as target:
            reporting.hand_out(desk, report, kind, target)
        say(f"書き出しました: {output}")
    words = [
        f"{p['vendor']} {p['product']}\t実装必須対応率 "
        f"{'－' if p['rate'] is None else format(p['rate'], '.1%')}\t"
        f"指摘 {sum(p['issues'].values())}件"
        for p in found["packages"]
    ]
    words += [f"{i['number']}\t{i['vendor']}\t{'・'.join(i['issues'])}" for i in found["findings"]]
    call.answer(found, words)


@package.command("undo")
@click.argument("reply", type=int)
@click.pass_obj
def package_undo(call: Call, reply: int) -> None:
    """回答の取込を取り消す（前の回答があれば、それに戻る）。"""
    from taiodo.workflow import packages

    undone = packages.undo(call.desk(), reply)
    call.answer({"undone": reply}, [f"{undone.title}の回答の取込を取り消しました。"])
