"""Clauses as plain rows and comparisons as JSON: cheap to load, to store, and to send to another process.

A thousand clauses as values take ten times as long to pickle as their rows.
"""

from collections.abc import Mapping, Sequence

from commitments.text.blocks import BlockKind, Clause, Strength
from commitments.text.compare import as_data, compare
from commitments.text.packing import packed

COLUMNS = (
    *("id", "ordinal", "kind", "text", "path", "start", "end"),
    *("page", "lead_in", "strength", "rule"),
)
Row = tuple[str, int, str, str, tuple[str, ...], int, int, int | None, str, str, str]


# By name: to call the enumeration takes five times as long.
_KINDS = {str(kind): kind for kind in BlockKind}
_STRENGTHS = {"": None, **{str(strength): strength for strength in Strength}}


def clause_of(row: Row) -> Clause:
    """A clause from its row, in the order of ``COLUMNS``; no strength is ""."""
    name, ordinal, kind, text, path, start, end, page, lead_in, strength, rule = row
    return Clause(
        id=name,
        ordinal=ordinal,
        kind=_KINDS[kind],
        text=text,
        path=path,
        start=start,
        end=end,
        page=page,
        lead_in=lead_in,
        strength=_STRENGTHS[strength],
        rule=rule,
    )


def compare_rows(
    texts: Mapping[int, Sequence[Row]], pairs: Sequence[tuple[int, int]]
) -> list[bytes]:
    """Each pair of these texts compared, as the data of ``as_data``, packed."""
    clauses = {name: tuple(map(clause_of, rows)) for name, rows in texts.items()}
    return [packed(as_data(compare(clauses[old], clauses[new]))) for old, new in pairs]
