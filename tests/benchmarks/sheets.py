"""調査票 of 15,000 items: writing, reading back and merging, against openpyxl's own write and load.

`python tests/benchmarks/sheets.py [rows]` prints seconds and ratios; the floor is openpyxl writing
and loading the same number of cells without styles in the same run.
"""

import io
import sys
import time
from datetime import date

from openpyxl import Workbook, load_workbook

from taiodo.survey.sheets import Face, ItemKey, Returned, merge
from taiodo.workbook.survey_form import FormRow, FormSheet, SurveyForm
from taiodo.workbook.survey_reading import read_survey_form
from taiodo.workbook.survey_writing import write_survey_form

COLUMNS = 18


def form(rows: int) -> SurveyForm:
    made = tuple(
        FormRow(
            {
                "item": n, "revision": 1, "survey": 1, "token": "t" * 16,
                "number": f"{n:07}", "path": "章 ＞ 節", "name": "検索", "obligation": "実装必須",
                "text": f"{n}件目の要件。検索した結果を一覧に表示し、印刷できること。",
                "verdict": "適合" if n % 2 else None, "comment": "備考" if n % 3 else None,
            }
        )
        for n in range(1, rows + 1)
    )  # fmt: skip
    measures = dict.fromkeys(Face, ("運用見直し",))
    sheets = (FormSheet(Face.REQUIREMENT, made),)
    return SurveyForm(
        "調査", "区", "課", date(2026, 1, 1), "", (("適合", ""),), (), measures, sheets
    )


def timed(work):
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def floor(rows: int) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for n in range(rows):
        sheet.append([f"{n}件目の文"] * COLUMNS)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def main(rows: int) -> None:
    plain_writing, plain = timed(lambda: floor(rows))
    plain_loading, _ = timed(lambda: load_workbook(io.BytesIO(plain)))
    target = io.BytesIO()
    writing, _ = timed(lambda: write_survey_form(form(rows), target))
    reading, read = timed(lambda: read_survey_form(target.getvalue(), "調査票.xlsx"))
    sent = {
        ItemKey(Face.REQUIREMENT, n): {**Face.REQUIREMENT.unset, "comment": ""}
        for n in range(1, rows + 1)
    }
    back = [
        Returned(ItemKey(Face.REQUIREMENT, int(r.keys["item"])), "", r.where, {"verdict": "fit"})
        for r in read.sheets[0].rows
    ]
    merging, merged = timed(lambda: merge(sent, back, sent))
    print(f"{rows:,} rows, {len(target.getvalue()) / 1e6:.1f} MB, {len(merged.applied):,} changes")
    print(f"writing {writing:.2f} s ({writing / plain_writing:.1f} × plain {plain_writing:.2f} s)")
    print(f"reading {reading:.2f} s ({reading / plain_loading:.1f} × plain {plain_loading:.2f} s)")
    print(f"merging {merging:.3f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15_000)
