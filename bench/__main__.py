"""`make bench`: every figure, its target and the same figure of other tools, in one run."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from bench import backfill, cases, corpus, edits, extraction, gold, marking, speed, table
from bench.figures import Figure


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; 0 also where a target is missed, since this measures and does not judge."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="the table as Markdown")
    options = parser.parse_args(arguments)
    started = perf_counter()
    folder = corpus.folder() if corpus.is_there() else None
    if folder is None:
        _say(
            f"No documents at {corpus.folder()} (set CORPUS to their folder): "
            "measured on a made policy, without what needs real ones.\n"
        )
    figures = [figure for part in _parts(folder) for figure in part()]
    _say(table.as_text(figures))
    _say(f"\nMeasured in {perf_counter() - started:.0f} s on {table.machine()}")
    if options.json:
        options.json.write_text(json.dumps(table.as_data(figures), indent=1), encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(f"{table.as_markdown(figures)}\n", encoding="utf-8")
    return 0


def _parts(folder: Path | None) -> Iterator[Callable[[], list[Figure]]]:
    """In the order of the table."""
    if folder:
        yield lambda: gold.figures(folder, "ANT-1", "v1.0", "v2.0")
        yield lambda: edits.figures(folder, "v2.1", "v2.2")
        yield lambda: extraction.of_pdfs(folder)
        yield lambda: extraction.of_pages(folder)
        yield lambda: cases.figures(folder)
        yield lambda: backfill.figures(folder)
    yield lambda: marking.figures(folder)
    yield lambda: speed.figures(folder)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
