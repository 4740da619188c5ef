"""What reading, checking and storing costs: time against openpyxl's own full load, growth, memory.

Run: python tests/benchmarks/reading.py
"""

import json
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from openpyxl import Workbook, load_workbook

from taiodo.workbook.spec import read_spec
from taiodo.workflow.desk import Desk, initialise
from taiodo.workflow.specification import EditionFacts, commit, preview

SIZES = (5_000, 12_000)
BOOKS, EACH = 20, 1_000
ROUNDS = 5
SIGNS = "◎◎○◎×◎○◎－◎"


def specification(rows: int) -> Workbook:
    """A workbook with a legend, a header of two rows and merged categories."""
    book = Workbook()
    legend = book.active
    legend.title = "凡例"
    meanings = ("実装必須機能", "標準オプション機能", "実装不可機能", "対象外")
    for sign, words in zip("◎○×－", meanings, strict=True):
        legend.append([sign, words])
    sheet = book.create_sheet("機能要件")
    sheet.append(["機能要件一覧"])
    sheet.append([])
    sheet.append(["大項目", "中項目", "機能ID", "機能名称", "機能要件", "実装区分", None])
    sheet.append([None] * 5 + ["指定都市", "一般市区町村"])
    for column, words in enumerate(("要件の考え方・理由", "備考", "適合基準日"), start=8):
        sheet.cell(3, column, words)
    for column in "ABCDEHIJ":
        sheet.merge_cells(f"{column}3:{column}4")
    sheet.merge_cells("F3:G3")
    for serial in range(rows):
        sheet.append(_row(serial))
    for start in range(0, rows, 20):
        last = min(start + 20, rows)
        sheet.merge_cells(start_row=start + 5, end_row=last + 4, start_column=2, end_column=2)
    for start in range(0, rows, 200):
        last = min(start + 200, rows)
        sheet.merge_cells(start_row=start + 5, end_row=last + 4, start_column=1, end_column=1)
    return book


def _row(serial: int) -> list[str | None]:
    words = f"{serial}件目の対象者について、届出の年月日及び事由を入力し、記録できること。"
    sign = SIGNS[serial % len(SIGNS)]
    return [
        f"{serial // 200 + 1}. 大項目" if serial % 200 == 0 else None,
        f"{serial // 20 + 1}. 中項目" if serial % 20 == 0 else None,
        f"{10_001 + serial:07d}",
        f"機能の名称{serial}",
        words + "\n" + "入力した内容は履歴として管理し、画面と帳票で確認できること。" * 3,
        sign,
        "－" if serial % 17 == 0 else sign,
        "事務の効率化のため" if serial % 3 == 0 else None,
        None,
        "令和8年4月1日",
    ]


def with_shared_texts(source: Path, target: Path) -> None:
    """The same workbook with its texts in xl/sharedStrings.xml, as Excel itself writes them."""
    texts: dict[bytes, int] = {}

    def replaced(found: re.Match[bytes]) -> bytes:
        index = texts.setdefault(found[2], len(texts))
        return b'<c%bt="s"><v>%d</v></c>' % (found[1], index)

    inline = re.compile(rb'<c([^>]*)t="inlineStr"[^>]*><is>(.*?)</is></c>', re.DOTALL)
    relation = (
        b'<Relationship Id="shared" Target="sharedStrings.xml" Type="http://schemas.openxmlformats'
        b'.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    kind = (
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
        b'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    )
    with (
        zipfile.ZipFile(source) as given,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            part = given.read(name)
            if name.startswith("xl/worksheets/"):
                part = inline.sub(replaced, part)
            elif name == "xl/_rels/workbook.xml.rels":
                part = part.replace(b"</Relationships>", relation)
            elif name == "[Content_Types].xml":
                part = part.replace(b"</Types>", kind)
            made.writestr(name, part)
        body = b"".join(b"<si>%b</si>" % text for text in texts)
        head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        made.writestr("xl/sharedStrings.xml", head + body + b"</sst>")


def measure_reading() -> dict[str, float]:
    """Medians in milliseconds, ratios to openpyxl's own full load, growth, peak memory in MB."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in SIZES:
            specification(rows).save(folder / f"{rows}.xlsx")
            figures |= _compared(str(rows), [folder / f"{rows}.xlsx"])
        small, large = SIZES
        figures["growth"] = _growth(folder / f"{small}.xlsx", folder / f"{large}.xlsx")
        inline, shared = _library(folder)
        figures |= _compared(f"{BOOKS}_books", inline)
        figures |= _compared(f"{BOOKS}_books_shared_texts", shared)
        figures |= _stored(folder, shared)
        figures["start_mb"] = _peak([])
        figures["peak_mb_20_books"] = _peak(shared)
        figures["peak_mb_20_books_stored"] = _peak(shared, _STORED_PEAK, folder)
        figures["peak_mb_12000"] = _peak([folder / f"{large}.xlsx"])
    return figures


def _growth(small: Path, large: Path) -> float:
    """How much more the large file costs: the least of rounds taken in turn."""
    turns = [
        [_milliseconds(partial(read_spec, file)) for file in (small, large)]
        for _ in range(2 * ROUNDS)
    ]
    least = [min(times) for times in zip(*turns, strict=True)]
    return round(least[1] / least[0], 2)


def _library(folder: Path) -> tuple[list[Path], list[Path]]:
    """Twenty workbooks of a thousand requirements, with texts in cells and with shared texts."""
    book = specification(EACH)
    inline, shared = [], []
    for number in range(BOOKS):
        book.worksheets[1]["A1"] = f"機能要件一覧 {number}"
        inline.append(folder / f"inline-{number}.xlsx")
        shared.append(folder / f"shared-{number}.xlsx")
        book.save(inline[-1])
        with_shared_texts(inline[-1], shared[-1])
    return inline, shared


def _compared(what: str, files: Sequence[Path]) -> dict[str, float]:
    load, ours = [], []
    for _ in range(ROUNDS):
        load.append(sum(_milliseconds(partial(load_workbook, file)) for file in files))
        ours.append(sum(_milliseconds(partial(read_spec, file)) for file in files))
    return {
        f"openpyxl_ms_{what}": round(median(load)),
        f"read_ms_{what}": round(median(ours)),
        f"ratio_{what}": round(median(ours) / median(load), 2),
    }


def _stored(folder: Path, files: Sequence[Path]) -> dict[str, float]:
    """Twenty workbooks read, checked and stored as editions of a database in a file."""
    load, ours = [], []
    for turn in range(ROUNDS):
        desk, _ = initialise(f"sqlite:///{folder / f'{turn}.sqlite3'}")
        load.append(sum(_milliseconds(partial(load_workbook, file)) for file in files))
        ours.append(
            sum(
                _milliseconds(partial(_import, desk, file, f"9{number}.0"))
                for number, file in enumerate(files)
            )
        )
    what = f"{BOOKS}_books_stored"
    return {
        f"openpyxl_ms_{what}": round(median(load)),
        f"read_check_store_ms_{what}": round(median(ours)),
        f"ratio_{what}": round(median(ours) / median(load), 2),
    }


def _import(desk: Desk, file: Path, edition: str) -> None:
    reading = preview(file)
    commit(desk, reading, EditionFacts("jumin", edition), digest=reading.digest)


_STORED_PEAK = """
import re, sys
from pathlib import Path
from taiodo.workflow.desk import initialise
from taiodo.workflow.specification import EditionFacts, commit, preview
desk, _ = initialise(f"sqlite:///{sys.argv[1]}/peak.sqlite3")
for number, file in enumerate(sys.argv[2:]):
    reading = preview(Path(file))
    commit(desk, reading, EditionFacts("jumin", f"9{number}.0"), digest=reading.digest)
print(re.search(r"VmHWM:\\s*([0-9]+)", Path("/proc/self/status").read_text())[1])
"""
_PEAK = """
import re, sys
from pathlib import Path
from taiodo.workbook.spec import read_spec
kept = [read_spec(Path(file)) for file in sys.argv[1:]]
print(re.search(r"VmHWM:\\s*([0-9]+)", Path("/proc/self/status").read_text())[1])
"""


def _peak(files: Sequence[Path], program: str = _PEAK, folder: Path | None = None) -> float:
    """The largest memory of a process (MB), by default one that keeps every reading."""
    given = [*([folder] if folder else []), *files]
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, given)],
        check=True,
        capture_output=True,
        text=True,
    )
    return round(int(done.stdout) / 1024)


def _milliseconds(work: Callable[[], object]) -> float:
    # The processor's time, so that other work on the machine does not count.
    start = time.process_time()
    result = work()
    spent = (time.process_time() - start) * 1000
    del result
    return spent


def main() -> None:
    """Print the figures."""
    print(json.dumps(measure_reading(), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
