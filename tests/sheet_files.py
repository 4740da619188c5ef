"""調査票 as people open them in Excel."""

import io

from openpyxl import load_workbook

HEADER = 4


class Sheet:
    """A 調査票 as somebody opens it in Excel."""

    def __init__(self, data, title="調査票"):
        self.book = load_workbook(io.BytesIO(data))
        self.sheet = self.book[title]

    def column(self, heading):
        cells = self.sheet[HEADER]
        return next(c.column for c in cells if c.value == heading)

    def row(self, number):
        place = self.column("機能ID")
        return next(
            r for r in range(HEADER + 1, self.sheet.max_row + 1)
            if self.sheet.cell(r, place).value == number
        )  # fmt: skip

    def cell(self, number, heading):
        return self.sheet.cell(self.row(number), self.column(heading))

    def write(self, number, **values):
        for heading, value in values.items():
            self.cell(number, heading).value = value

    def saved(self):
        target = io.BytesIO()
        self.book.save(target)
        return target.getvalue()
