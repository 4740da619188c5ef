"""The command line: one function per command. JSON goes to stdout alone, words to stderr."""

import errno
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from taiodo import __version__
from taiodo.problems import Finding, Problem
from taiodo.usage import (
    Commands,
    arguments_with_globals_first,
    plain,
    usage_in_japanese,
    write_utf8,
)
from taiodo.workflow.files import whole_file

EXIT_REFUSED = 1
EXIT_USAGE = 2
SHOWN_FINDINGS = 20
# Whether a file can be read is said where it is read, with a mend.
FILE = click.Path(readable=False, path_type=Path)


@dataclass
class Call:
    """What the global options said; the desk is opened when a command first needs it."""

    database: str | None
    format: str
    user: str | None

    def desk(self) -> Any:
        """A desk at the database of this call, cleared when the call ends."""
        from taiodo.workflow.desk import LOCAL_ADMINISTRATOR, open_desk

        desk = open_desk(self.database, self.actor or LOCAL_ADMINISTRATOR)
        click.get_current_context().call_on_close(desk.store.close)
        return desk

    @property
    def actor(self) -> str:
        """Whom the audit records, "" for the local administrator."""
        return " ".join(plain(self.user or "").split())

    def answer(self, document: object, words: Iterable[str] = ()) -> None:
        """Print the JSON document, or its words for people."""
        if self.format == "json":
            click.echo(json.dumps(document, ensure_ascii=False, default=str))
        else:
            for line in words:
                click.echo(line)


def _say(words: str) -> None:
    click.echo(words, err=True)


def _lines(findings: Sequence[Finding]) -> list[str]:
    return [
        f"{f.severity.label}: {f.where} {f.message}{f' → {f.advice}' if f.advice else ''}"
        for f in findings
    ]


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
        _say(f"更新前の控えを残しました: {kept}")
    _say(f"準備ができました: {desk.store.display_name}（{name}）")
    call.answer({"database": desk.store.display_name, "municipality": name})


@cli.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--address", default="127.0.0.1", show_default=True, help="待ち受けるアドレス")
@click.pass_obj
def serve(call: Call, port: int, address: str) -> None:
    """画面（ウェブアプリケーション）を動かす。"""
    from taiodo.serving import serve_application

    store = call.desk().store
    store.close()
    serve_application(store.url, address, port)


@cli.group()
def catalog() -> None:
    """標準化対象業務などのデータ。"""


@catalog.command("check")
@click.pass_obj
def catalog_check(call: Call) -> int:
    """データファイル（catalog・specs・mapping）を検査する。"""
    from taiodo.workflow.checking import check_data

    findings = check_data()
    _report(call, findings, "カタログに誤りはありません。")
    return EXIT_REFUSED if any(f.severity == "error" for f in findings) else 0


def _report(call: Call, findings: Sequence[Finding], all_well: str) -> None:
    call.answer({"findings": [f.as_dict() for f in findings]}, _lines(findings) or [all_well])


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


@cli.group()
def spec() -> None:
    """標準仕様書。"""


@spec.command("preview")
@click.argument("file", type=FILE)
@click.option("--layout", default="", help="様式の名前（mapping/layouts/）")
@click.pass_obj
def spec_preview(call: Call, file: Path, layout: str) -> None:
    """ファイルがどう読まれるかを示す（取り込まない）。"""
    from taiodo.workflow import specification

    reading = specification.preview(file, layout=layout)
    words = [f"{len(reading.requirements)}件の要件を読み取りました（様式: {reading.layout}）。"]
    words += [f"  {column} → {name}" for column, name in reading.columns.items()]
    call.answer(specification.preview_as_dict(reading), words + _lines(reading.findings))


@spec.command("import")
@click.argument("file", type=FILE)
@click.option("--operation", required=True, metavar="O", help="業務（id か名前）")
@click.option("--edition", required=True, metavar="E", help="版（例: 6.1）")
@click.option("--layout", default="", help="様式の名前（mapping/layouts/）")
@click.option("--supplement", is_flag=True, help="自治体独自の追加仕様として取り込む")
@click.pass_obj
def spec_import(
    call: Call, file: Path, operation: str, edition: str, layout: str, supplement: bool
) -> None:
    """標準仕様書のファイルを読み、版として取り込む（全部か、何もしないか）。"""
    from taiodo.workflow import specification

    desk = call.desk()
    reading = specification.preview(file, layout=layout)
    facts = specification.EditionFacts(operation, edition, supplement=supplement)
    done = specification.commit(desk, reading, facts)
    words = [f"{done.operation} {done.edition}版として{done.count}件を取り込みました。"]
    call.answer(done.as_dict(), words + _lines(done.findings))


@spec.command("show")
@click.option("--operation", required=True, metavar="O", help="業務（id か名前）")
@click.option("--edition", required=True, metavar="E", help="版")
@click.pass_obj
def spec_show(call: Call, operation: str, edition: str) -> None:
    """一つの版の要件を示す。"""
    from taiodo.workflow.catalogue import edition as find
    from taiodo.workflow.catalogue import edition_as_dict

    found = find(call.desk(), operation, edition)
    call.answer(
        edition_as_dict(found),
        (f"{r.number}\t{r.other.label}\t{r.name}" for r in found.requirements),
    )


@spec.command("diff")
@click.argument("operation")
@click.argument("old")
@click.argument("new")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="比較表を書き出す"
)
@click.pass_obj
def spec_diff(call: Call, operation: str, old: str, new: str, output: Path | None) -> None:
    """二つの版を比べる（番号、なければ内容で対にする）。"""
    from taiodo.workflow import reporting
    from taiodo.workflow.rolling import compare, difference

    desk = call.desk()
    found = compare(desk, operation, old, new)
    if output is not None:
        kind = reporting.format_of(output)
        content = difference(desk, operation, old, new)
        with whole_file(output) as target:
            reporting.write(content, kind, target)
        _say(f"書き出しました: {output}")
    call.answer(
        found.as_dict(),
        (
            f"{change.words}\t{change.number}\t{change.subject.name}"
            for change in found.changes
            if not change.is_unchanged
        ),
    )


@cli.group()
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
    call.answer(done.as_dict(), words + _lines(done.findings))


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
    _say(f"書き出しました: {file}")
    call.answer({"file": str(file)})


@cli.group()
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
    """表（TSV・CSV）の回答を反映する。"""
    from taiodo.workflow.answer_table import apply_table

    done = apply_table(call.desk(), operation, edition, file)
    call.answer(done.as_dict(), [f"{done.applied}件を反映しました。", *_lines(done.findings)])


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


@cli.group()
def impact() -> None:
    """影響範囲。"""


@impact.command("trace")
@click.argument("systems", nargs=-1, required=True, metavar="SYSTEM...")
@click.option(
    "--direction",
    type=click.Choice(["downstream", "upstream", "both"]),
    default="downstream",
    show_default=True,
)
@click.pass_obj
def impact_trace(call: Call, systems: tuple[str, ...], direction: str) -> None:
    """システムが移ると、どのシステムに影響するか。"""
    from taiodo.workflow.affected import trace_systems
    from taiodo.workflow.current import inventory as current_inventory

    desk = call.desk()
    found = trace_systems(desk, systems, direction)
    names = {s.id: f"{s.name}（{s.id}）" for s in current_inventory(desk).systems}
    call.answer(
        found.as_dict(),
        (
            f"{a.distance}\t{names[a.system]}\t{'・'.join(a.departments) or '所管課未登録'}\t"
            f"{' → '.join(names[s] for s in a.path)}"
            for a in found.affected
        ),
    )


@cli.group()
def plan() -> None:
    """移行計画。"""


@plan.command("progress")
@click.pass_obj
def plan_progress(call: Call) -> None:
    """作業ステップの完了率（国の算式）。"""
    from taiodo.workflow.planning import step_progress

    rows = step_progress(call.desk())
    call.answer(
        [row.as_dict() for row in rows],
        (f"{r.operation}\t{r.done}\t{r.not_applicable}\t{r.completion_rate:.1%}" for r in rows),
    )


@cli.group()
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
    _say(f"書き出しました: {output}")
    call.answer({"file": str(output), "as_of": content.as_of.isoformat()})


def _day(words: str) -> date | None:
    from taiodo.plan.calendar import parse_date

    try:
        return parse_date(words) if words else None
    except ValueError as error:
        raise Problem(
            f"日付「{words}」を読み取れません。", "--as-of", "例: 2026-03-31、令和8年3月31日"
        ) from error


@cli.command("check")
@click.pass_obj
def check_database(call: Call) -> int:
    """データベースが健全かを調べる。"""
    from taiodo.workflow.checking import check

    findings = check(call.desk())
    call.answer(
        {"ok": not findings, "findings": [f.as_dict() for f in findings]},
        _lines(findings) or ["データベースは健全です。"],
    )
    return EXIT_REFUSED if findings else 0


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
        _say(f"エラー: {problem}")
        for line in _lines(problem.findings[:SHOWN_FINDINGS]):
            _say(f"  {line}")
        if len(problem.findings) > SHOWN_FINDINGS:
            _say(f"  ほか{len(problem.findings) - SHOWN_FINDINGS:,}件")
        return EXIT_REFUSED
    except click.UsageError as error:
        _say(usage_in_japanese(error))
        return EXIT_USAGE
    except click.exceptions.Abort:
        _say("中止しました。")
        return EXIT_REFUSED
    except OSError as error:
        _say(f"エラー: {_system_error(error)}")
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
