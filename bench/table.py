"""The figures as an aligned table, as Markdown and as JSON."""

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from bench.figures import Figure, Peer

_HEAD = ("what", "tracker", "to reach", "", "beside it", "theirs", "ours/theirs")
_RIGHT = {1, 2, 5, 6}
_MET = {True: "ok", False: "BELOW", None: ""}

Row = tuple[str, ...]


def machine() -> str:
    """What the figures were measured on."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"


def as_text(figures: Iterable[Figure]) -> str:
    """Columns as wide as their widest cell."""
    rows = [_HEAD, *(row for figure in figures for row in _rows(figure))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def as_markdown(figures: Iterable[Figure]) -> str:
    """A row for each figure, the other tools' in one cell."""
    lines = ["| what | tracker | to reach | beside it |", "|---|---|---|---|"]
    for figure in figures:
        what, ours, wanted, _ = _ours(figure)
        theirs = ", ".join(
            f"{peer.name} {figure.unit.of(peer.value)}"
            for peer in figure.peers
            if peer.value is not None
        )
        lines.append(f"| {what} | {ours} | {wanted} | {theirs} |")
    return "\n".join(lines)


def as_data(figures: Iterable[Figure]) -> dict[str, Any]:
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": [_data(figure) for figure in figures],
    }


def _rows(figure: Figure) -> Iterator[Row]:
    ours = _ours(figure)
    if not figure.peers:
        yield (*ours, "", "", "")
    for number, peer in enumerate(figure.peers):
        yield (*(("",) * len(ours) if number else ours), *_beside(figure, peer))


def _ours(figure: Figure) -> Row:
    what = f"{figure.what} ({figure.note})" if figure.note else figure.what
    return (what, figure.unit.of(figure.value), figure.wanted, _MET[figure.is_met])


def _beside(figure: Figure, peer: Peer) -> Row:
    if peer.value is None:
        return (f"{peer.name}: {peer.note}", "", "")
    ratio = figure.ratio(peer)
    return (peer.name, figure.unit.of(peer.value), "" if ratio is None else f"{ratio:#.3g}")


def _line(row: Row, widths: Sequence[int]) -> str:
    cells = (
        cell.rjust(width) if column in _RIGHT else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()


def _data(figure: Figure) -> dict[str, Any]:
    return {
        "what": figure.what,
        "value": figure.value,
        "unit": figure.unit.name.lower(),
        "target": figure.target,
        "at_most": figure.at_most,
        "is_met": figure.is_met,
        "note": figure.note,
        "peers": [
            {"name": p.name, "value": p.value, "ratio": figure.ratio(p), "note": p.note}
            for p in figure.peers
        ],
    }
