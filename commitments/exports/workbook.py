"""The rows of the CSV as an Excel workbook, with a sheet that says where they come from."""

import io
from datetime import UTC, datetime, time

import xlsxwriter

from commitments.exports.characters import printable
from commitments.exports.papers import Paper
from commitments.exports.plain_text import colophon
from commitments.exports.table_csv import COLUMNS, rows

MOST_IN_A_CELL = 32_767  # characters, Excel's own limit
CUT = " [cut: a cell holds no more; the whole passage is at the permalink]"
WIDE = {"words before", "words after"}
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,  # every cell is text, whatever it begins with
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render(paper: Paper) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        made = datetime.combine(paper.stamp.made_on, time(), UTC)
        book.set_properties({"title": paper.title, "author": paper.stamp.credit, "created": made})
        _changes(book, paper)
        _about(book, paper)
    return out.getvalue()


def _changes(book: xlsxwriter.Workbook, paper: Paper) -> None:
    sheet = book.add_worksheet("Changes")
    bold, wrapped = (
        book.add_format({"bold": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, 60 if name in WIDE else 18, wrapped)
        sheet.write_string(0, column, name, bold)
    number = 0
    for number, row in enumerate(rows(paper), start=1):
        for column, value in enumerate(row):
            sheet.write_string(number, column, _fitting(value), wrapped)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(number, 1), len(COLUMNS) - 1)


def _about(book: xlsxwriter.Workbook, paper: Paper) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True}))
    lines = [paper.title, paper.address, *paper.notes, paper.account, *colophon(paper)]
    for number, line in enumerate(filter(None, lines)):
        sheet.write_string(number, 0, _fitting(printable(line)))


def _fitting(value: str) -> str:
    return value if len(value) <= MOST_IN_A_CELL else value[: MOST_IN_A_CELL - len(CUT)] + CUT
