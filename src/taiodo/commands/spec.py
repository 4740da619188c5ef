"""標準仕様書: the commands of `taiodo spec`."""

from pathlib import Path

import click

from taiodo.commands.call import FILE, Call, day_of, lines, say
from taiodo.usage import Commands
from taiodo.workflow.files import whole_file


@click.group(cls=Commands)
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
    call.answer(specification.preview_as_dict(reading), words + lines(reading.findings))


@spec.command("import")
@click.argument("file", type=FILE)
@click.option("--operation", required=True, metavar="O", help="業務（id か名前）")
@click.option("--edition", required=True, metavar="E", help="版（例: 6.1）")
@click.option("--layout", default="", help="様式の名前（mapping/layouts/）")
@click.option("--supplement", is_flag=True, help="自治体独自の追加仕様として取り込む")
@click.option("--digest", metavar="D", help="確認した spec preview の digest。異なれば取り込まない")
@click.option("--published", default="", metavar="DATE", help="公表日")
@click.option("--effective-from", default="", metavar="DATE", help="適合基準日")
@click.option("--source", default="", metavar="TEXT", help="出所（資料の名前）")
@click.option("--url", default="", metavar="URL", help="公表元のURL")
@click.pass_obj
def spec_import(
    call: Call,
    file: Path,
    operation: str,
    edition: str,
    layout: str,
    supplement: bool,
    digest: str | None,
    published: str,
    effective_from: str,
    source: str,
    url: str,
) -> None:
    """標準仕様書のファイルを読み、版として取り込む（全部か、何もしないか）。"""
    from taiodo.workflow import specification

    desk = call.desk()
    reading = specification.preview(file, layout=layout)
    facts = specification.EditionFacts(
        operation,
        edition,
        source=source,
        source_url=url,
        published=_iso(published, "--published"),
        effective_from=_iso(effective_from, "--effective-from"),
        supplement=supplement,
    )
    done = specification.commit(desk, reading, facts, digest=digest)
    words = [f"{done.operation} {done.edition}版として{done.count}件を取り込みました。"]
    call.answer(done.as_dict(), words + lines(done.findings))


def _iso(words: str, option: str) -> str:
    day = day_of(words, option)
    return day.isoformat() if day else ""


@spec.command("undo")
@click.option("--operation", required=True, metavar="O", help="業務（id か名前）")
@click.option("--edition", required=True, metavar="E", help="取り込んだ版")
@click.pass_obj
def spec_undo(call: Call, operation: str, edition: str) -> None:
    """取り込んだ版を取り消す（まだ誰も回答していないとき）。"""
    from taiodo.workflow import specification

    specification.undo(call.desk(), operation, edition)
    call.answer({"undone": True}, [f"{edition}版の取り込みを取り消しました。"])


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
            reporting.hand_out(desk, content, kind, target)
        say(f"書き出しました: {output}")
    call.answer(
        found.as_dict(),
        (
            f"{change.words}\t{change.number}\t{change.subject.name}"
            for change in found.changes
            if not change.is_unchanged
        ),
    )
