"""現行システムの棚卸し: the commands of `taiodo inventory`."""

from pathlib import Path

import click

from taiodo.commands.call import FILE, Call, lines, say
from taiodo.problems import Problem
from taiodo.usage import Commands
from taiodo.workflow.files import whole_file


@click.group(cls=Commands)
def inventory() -> None:
    """現行システムの棚卸し。"""


@inventory.command("import")
@click.argument("source", type=FILE)
@click.pass_obj
def inventory_import(call: Call, source: Path) -> None:
    """棚卸しのブック、またはCSVのフォルダを取り込む（全部か、何もしないか）。"""
    from taiodo.workflow import current

    desk = call.desk()
    done = current.commit(desk, current.preview(desk, source))
    words = [
        f"現行システム{done.systems}件・現行機能{done.features}件・データ連携{done.connections}件を"
        f"取り込みました（追加{done.added}件、変更{done.changed}件）。"
    ]
    call.answer(done.as_dict(), words + lines(done.findings))


@inventory.command("template")
@click.argument("file", type=FILE)
@click.option("--filled", is_flag=True, help="登録済みの内容を書き込んで出す")
@click.pass_obj
def inventory_template(call: Call, file: Path, filled: bool) -> None:
    """棚卸しの記入用ブックを書き出す。"""
    from taiodo.workflow import current

    if file.suffix.lower() != ".xlsx":
        raise Problem(
            "書き出せる形は .xlsx だけです。", str(file), f"例: {file.stem or '棚卸し'}.xlsx"
        )
    with whole_file(file) as target:
        current.template(call.desk(), target, filled=filled)
    say(f"書き出しました: {file}")
    call.answer({"file": str(file)})
