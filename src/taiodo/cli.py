"""The command line: one function per command. JSON goes to stdout alone, words to stderr."""

import errno
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from taiodo import __version__
from taiodo.commands.call import EXIT_REFUSED, Call, lines, say
from taiodo.commands.catalog import catalog
from taiodo.commands.impact import impact
from taiodo.commands.inventory import inventory
from taiodo.commands.mapping import mapping
from taiodo.commands.match import match
from taiodo.commands.package import package
from taiodo.commands.plan import plan
from taiodo.commands.report import report
from taiodo.commands.spec import spec
from taiodo.commands.survey import survey
from taiodo.commands.upkeep import audit_command, backup_command, restore_command
from taiodo.commands.user import user
from taiodo.problems import Problem
from taiodo.usage import (
    Commands,
    arguments_with_globals_first,
    plain,
    usage_in_japanese,
    write_utf8,
)

EXIT_USAGE = 2
SHOWN_FINDINGS = 20


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--database", metavar="URL", help="データベース（既定: TAIODO_DATABASE_URL か ./var）"
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "tsv"]),
    default="text",
    help="出力の形",
)
@click.option("--user", metavar="NAME", help="履歴に残す操作者の名前")
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, database: str | None, format_: str, user: str | None) -> None:
    """自治体システム標準化の対応度調査・影響範囲・移行計画。"""
    context.obj = Call(database, format_, user)


@cli.command()
@click.option("--sample", metavar="NAME", default="", help="見本の自治体（例: nakano）")
@click.pass_obj
def init(call: Call, sample: str) -> None:
    """データベースを作る・新しい形式に移す（入力済みの内容は残る）。"""
    from taiodo.workflow.desk import LOCAL_ADMINISTRATOR, initialise

    desk, kept = initialise(call.database, sample=sample, actor=call.actor or LOCAL_ADMINISTRATOR)
    with desk.reading() as (_, body):
        name = body.name
    desk.store.close()
    if kept:
        say(f"更新前の控えを残しました: {kept}")
    say(f"準備ができました: {desk.store.display_name}（{name}）")
    call.answer({"database": desk.store.display_name, "municipality": name})


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True, help="待ち受けるアドレス")
@click.option("--demo", is_flag=True, help="見本のデモ（パスワードなしで入れる。この端末だけ）")
@click.option("--certificate", default="", metavar="FILE", help="https の証明書（PEM）")
@click.option("--key", default="", metavar="FILE", help="https の鍵（PEM）")
@click.pass_obj
def serve(call: Call, port: int, address: str, demo: bool, certificate: str, key: str) -> None:
    """画面（ウェブアプリケーション）を動かす。"""
    from taiodo.commands.serving import prepared

    desk = call.desk()
    from taiodo.serving import serve_application

    environment, words = prepared(desk, address, demo=demo, certificate=certificate, key=key)
    desk.store.close()
    serve_application(desk.store.url, address, port, environment, words)


@cli.command("check")
@click.pass_obj
def check_database(call: Call) -> int:
    """データベースが健全かを調べる。"""
    from taiodo.workflow.checking import audit_end, check

    desk = call.desk()
    findings = check(desk)
    call.answer(
        {"ok": not findings, "findings": [f.as_dict() for f in findings]},
        lines(findings) or ["データベースは健全です。"],
    )
    if call.format != "json":
        say(audit_end(desk).words)
    return EXIT_REFUSED if findings else 0


GROUPS = (
    catalog, spec, inventory, mapping, match, survey, package, impact, plan, report, user,
)  # fmt: skip
for group in (*GROUPS, audit_command, backup_command, restore_command):
    cli.add_command(group)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; the only place that turns a Problem into an exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        write_utf8(stream)
    sys.exit(
        _run(
            lambda: cli.main(
                arguments_with_globals_first(given), prog_name="taiodo", standalone_mode=False
            )
        )
    )


def _run(command: Callable[[], Any]) -> int:
    try:
        result = command()
    except Problem as problem:
        say(f"エラー: {problem}")
        for line in lines(problem.findings[:SHOWN_FINDINGS]):
            say(f"  {line}")
        if len(problem.findings) > SHOWN_FINDINGS:
            say(f"  ほか{len(problem.findings) - SHOWN_FINDINGS:,}件")
        return EXIT_REFUSED
    except click.UsageError as error:
        say(usage_in_japanese(error))
        return EXIT_USAGE
    except click.exceptions.Abort:
        say("中止しました。")
        return EXIT_REFUSED
    except OSError as error:
        say(f"エラー: {_system_error(error)}")
        return EXIT_REFUSED
    return result if isinstance(result, int) else 0


def _system_error(error: OSError) -> Problem:
    """What the operating system refused, for the person at the keyboard."""
    where = plain(str(error.filename or ""))
    if isinstance(error, PermissionError):
        return Problem("読み書きの権限がありません。", where, "権限を確認してください。")
    if error.errno == errno.ENOSPC:
        return Problem("ディスクの空きがありません。", where, "空きを確保してください。")
    return Problem(
        f"ファイルを読み書きできません（{error.strerror}）。",
        where,
        "場所と名前、ディスクの状態を確認してください。",
    )


if __name__ == "__main__":
    main()
