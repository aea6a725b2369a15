"""`make bench`: every figure, its target and the same figure of other tools, in one run."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from bench import (
    backfill,
    cases,
    corpus,
    edits,
    extraction,
    files,
    gold,
    laws,
    marking,
    polling,
    speed,
    table,
    throughput,
)
from bench.figures import Figure

Part = Callable[[], list[Figure]]
PARTS = (
    *("gold", "edits", "pdfs", "pages", "cases", "noise"),  # need the documents
    *("marking", "speed", "exports", "files", "capture", "polling", "backfill"),
)


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; 0 also where a target is missed, since this measures and does not judge."""
    options = _options(arguments)
    started = perf_counter()
    folder = corpus.folder() if corpus.is_there() else None
    if folder is None:
        _say(
            f"No documents at {corpus.folder()} (set CORPUS to their folder): "
            "measured on a made policy, without what needs real ones.\n"
        )
    parts = _parts(folder, options.versions)
    wanted = [part for name, part in parts.items() if name in (options.parts or parts)]
    figures = [figure for part in wanted for figure in part()]
    _say(table.as_text(figures))
    _say(f"\nMeasured in {perf_counter() - started:.0f} s on {table.machine()}")
    if options.json:
        options.json.write_text(json.dumps(table.as_data(figures), indent=1), encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(f"{table.as_markdown(figures)}\n", encoding="utf-8")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS)}")
    parser.add_argument(
        "--versions", type=int, default=500, metavar="N", help="how many are back-filled (500)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="the table as Markdown")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.parts) - set(PARTS)):
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    return options


def _parts(folder: Path | None, versions: int) -> dict[str, Part]:
    """What measures each part; without the documents those that need none."""
    if folder is None:
        return _everywhere(None, versions)
    return {
        "gold": lambda: gold.figures(folder, "ANT-1", "v1.0", "v2.0"),
        "edits": lambda: edits.figures(folder, "v2.1", "v2.2"),
        "pdfs": lambda: extraction.of_pdfs(folder),
        "pages": lambda: extraction.of_pages(folder),
        "cases": lambda: cases.figures(folder),
        "noise": lambda: backfill.figures(folder),
        **_everywhere(folder, versions),
    }


def _everywhere(folder: Path | None, versions: int) -> dict[str, Part]:
    return {
        "marking": lambda: marking.figures(folder),
        "speed": lambda: speed.figures(folder),
        "exports": lambda: laws.figures(folder),
        "files": lambda: files.figures(folder),
        "capture": throughput.figures,
        "polling": polling.figures,
        "backfill": lambda: backfill.speed(versions),
    }


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
