"""Tables of a page: which are tables of values, and what their cells stand under."""

from collections.abc import Callable, Iterator

from selectolax.lexbor import LexborNode

from commitments.text.extract.draft import Draft
from commitments.text.extract.tables import Cell, cell_drafts


def is_data_table(table: LexborNode) -> bool:
    """A table of values, not one that lays out the page: several columns, and no table or title inside."""
    if table.attributes.get("role") in {"presentation", "none"}:
        return False
    widest = cells = 0
    for node in table.traverse():
        if node.tag in {"h1", "h2"} or (node.tag == "table" and node.mem_id != table.mem_id):
            return False
        if node.tag == "tr":
            cells = 0
        elif node.tag in {"td", "th"}:
            cells += 1
            widest = max(widest, cells)
    return widest > 1


def table_drafts(table: LexborNode, text_of: Callable[[LexborNode], str]) -> Iterator[Draft]:
    """The cells of a table in reading order; ``text_of`` reads one cell."""
    rows = [node for node in table.traverse() if node.tag == "tr"]
    cells = [[_cell(node, text_of) for node in _cells_of(row)] for row in rows]
    kept = [(row, found) for row, found in zip(rows, cells, strict=True) if found]
    heads = _head_rows([row for row, _ in kept])
    yield from cell_drafts([found for _, found in kept], heads)


def _cell(node: LexborNode, text_of: Callable[[LexborNode], str]) -> Cell:
    attributes = node.attributes
    is_head = node.tag == "th" and attributes.get("scope") not in {"col", "colgroup"}
    return Cell(
        text_of(node),
        is_head or attributes.get("scope") in {"row", "rowgroup"},
        _number(attributes.get("colspan")),
        _number(attributes.get("rowspan")),
    )


def _number(text: str | None) -> int:
    """A span; a rowspan of 0 reaches to the table's end, which a large number does as well."""
    text = (text or "1").strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 6:
        return 1
    return int(text) or 10_000


def _head_rows(rows: list[LexborNode]) -> int:
    """How many rows at the top name the columns; never all of them."""
    count = 0
    for row in rows[:-1]:
        if not _is_head_row(row):
            break
        count += 1
    if count == 0 and len(rows) > 1 and _is_bold(rows[0]) and not _is_bold(rows[1]):
        return 1
    return count


def _is_head_row(row: LexborNode) -> bool:
    cells = _cells_of(row)
    if row.parent is not None and row.parent.tag == "thead":
        return True
    return all(cell.tag == "th" and cell.attributes.get("scope") != "row" for cell in cells)


def _is_bold(row: LexborNode) -> bool:
    return all(_bold_part(cell) for cell in _cells_of(row))


def _bold_part(cell: LexborNode) -> bool:
    bold = cell.css_first("b, strong")
    text = cell.text(deep=True, strip=True)
    return bold is not None and bold.text(deep=True, strip=True) == text


def _cells_of(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in {"td", "th"}]
