"""控え・復元・履歴: the commands of upkeep."""

from pathlib import Path

import click

from taiodo.commands.call import FILE, Call, day_of, lines, say
from taiodo.usage import Command


@click.command("backup", cls=Command)
@click.argument("file", type=FILE)
@click.pass_obj
def backup_command(call: Call, file: Path) -> None:
    """データベース全体の控えを作り、開いて確かめる（動いたままでよい）。"""
    from taiodo.workflow.backups import backup

    made = backup(call.desk(), file)
    words = [
        f"控えを作り、確かめました: {made.file}（{made.rows:,}行）",
        f"SHA-256: {made.sha256}",
        f"履歴の末尾: {made.audit_rows:,}番 {made.audit_hash}",
    ]
    call.answer(made.as_dict(), words)


@click.command("restore", cls=Command)
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="今の内容を置き換える（控えを残す）")
@click.pass_obj
def restore_command(call: Call, file: Path, replace: bool) -> None:
    """控えからデータベースを戻す（全部か、何もしないか）。"""
    from taiodo.workflow.backups import restore_at

    done = restore_at(call.database, file, call.actor, replace=replace)
    if done.kept:
        say(f"戻す前の内容を残しました: {done.kept}")
    call.answer(done.as_dict(), [f"控えから戻しました（{done.rows:,}行）。", *lines(done.findings)])


@click.command("audit", cls=Command)
@click.option("--since", default="", metavar="DATE", help="この日から")
@click.option("--until", default="", metavar="DATE", help="この日まで")
@click.option("--actor", default="", metavar="NAME", help="操作者（一部でよい）")
@click.option("--entity", default="", metavar="KIND", help="対象（例: 要件の回答、利用者）")
@click.option("--operation", default="", metavar="O", help="業務")
@click.option("--text", default="", metavar="WORDS", help="概要・前後の値の語句")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.option("-o", "--output", type=FILE, metavar="FILE", help="書き出すファイル（.xlsx .csv）")
@click.pass_obj
def audit_command(
    call: Call,
    since: str,
    until: str,
    actor: str,
    entity: str,
    operation: str,
    text: str,
    limit: int,
    output: Path | None,
) -> None:
    """履歴（誰が・いつ・何を変えたか）を探す・書き出す。"""
    from taiodo.workflow import trail
    from taiodo.workflow.desk import shown_time
    from taiodo.workflow.files import whole_file
    from taiodo.workflow.trail_words import in_words

    desk = call.desk()
    wanted = trail.filter_of(
        actor=actor,
        since=day_of(since, "--since"),
        until=day_of(until, "--until"),
        entity=trail.entity_named(entity),
        operation=trail.operation_named(operation),
        text=text,
    )
    if output is not None:
        made = trail.written(desk, wanted, output.suffix.lower().removeprefix("."))
        with whole_file(output) as target:
            target.write_bytes(made)
        say(f"書き出しました: {output}")
        call.answer({"file": str(output)})
        return
    found = trail.search(desk, wanted, limit=limit)
    words = [
        f"{shown_time(x.entry.at)}\t{x.entry.actor}\t"
        f"{trail.ACTIONS.get(x.entry.action, x.entry.action)}\t"
        f"{trail.ENTITIES.get(x.entry.entity, x.entry.entity)}\t{x.about}\t"
        f"{in_words(x.before)} → {in_words(x.after)}"
        for x in found.lines
    ]
    call.answer([x.as_dict() for x in found.lines], words or ["条件に合う履歴はありません。"])
