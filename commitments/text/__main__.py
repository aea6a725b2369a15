"""The engine without a database: `python -m commitments.text compare OLD NEW`, `... read FILE`."""

import argparse
import json
import sys
from pathlib import Path

from commitments.errors import ExtractError
from commitments.text.blocks import (
    BlockKind,
    Change,
    Clause,
    Comparison,
    Op,
    PairKind,
    Reading,
    Span,
)
from commitments.text.compare import as_data, compare
from commitments.text.extract import read
from commitments.text.segment import segment


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 on success, 1 where a file cannot be read (one sentence on stderr says why)."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "read":
            print_lines(_reading_lines(_read(options.file, options)))
        else:
            _compare(options)
    except (ExtractError, OSError) as error:
        sys.stderr.write(f"{_sentence(error)}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m commitments.text", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    comparing = commands.add_parser("compare", help="what became of each clause of OLD in NEW")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    comparing.add_argument("--json", action="store_true", help="everything, for programs")
    reading = commands.add_parser(
        "read", help="the blocks of FILE and the clauses that promise something"
    )
    reading.add_argument("file", type=Path)
    for command in (comparing, reading):
        command.add_argument("--select", action="append", default=[], metavar="CSS")
        command.add_argument("--remove", action="append", default=[], metavar="CSS")
    return parser


def _compare(options: argparse.Namespace) -> None:
    old, new = (segment(_read(path, options)) for path in (options.old, options.new))
    comparison = compare(old, new)
    if options.json:
        print_lines([json.dumps(as_data(comparison), ensure_ascii=False, indent=1)])
    else:
        print_lines(_comparison_lines(comparison))


def _read(path: Path, options: argparse.Namespace) -> Reading:
    data = path.read_bytes()
    try:
        return read(data, path.name, select=tuple(options.select), remove=tuple(options.remove))
    except ExtractError as error:
        raise ExtractError(error.code, f"{path}: {error}", permanent=error.permanent) from error


def print_lines(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


def _reading_lines(reading: Reading) -> list[str]:
    lines = [
        f"{reading.title or 'Untitled'} ({reading.media_type}, read by {reading.extractor})",
        "",
    ]
    for block in reading.blocks:
        if block.kind is BlockKind.HEADING:
            lines.append(f"{'#' * max(1, block.level)} {block.text}")
        else:
            indent = "  " * block.level
            lines.append(f"{indent}[{block.kind}] {block.text}")
    clauses = segment(reading)
    promises = [clause for clause in clauses if clause.is_commitment]
    lines += ["", f"{len(clauses)} clauses, {len(promises)} of them commitments"]
    lines += [
        f"  {clause.id} {clause.strength} ({clause.rule}): {clause.text}" for clause in promises
    ]
    return lines


def _comparison_lines(comparison: Comparison) -> list[str]:
    named = ", ".join(f"{kind} {count}" for kind, count in comparison.counts.items())
    lines = [f"Clauses: {len(comparison.old)} old, {len(comparison.new)} new; {named}"]
    texts = {clause.id: clause for clause in comparison.old}
    newer = {clause.id: clause for clause in comparison.new}
    for change in comparison.changes:
        if change.pair.kind is not PairKind.RETAINED:
            lines += ["", *_change_lines(change, texts, newer)]
    return lines


def _change_lines(change: Change, old: dict[str, Clause], new: dict[str, Clause]) -> list[str]:
    pair = change.pair
    here = new[pair.new[0]] if pair.new else old[pair.old[0]]
    place = " > ".join(here.path)
    lines = [f"{pair.kind.upper()} {pair.score:.2f} {place}".rstrip()]
    if change.spans:
        lines.append("  " + "".join(_marked(span) for span in change.spans))
    elif pair.kind is PairKind.REMOVED:
        lines.append(f"  [-{here.text}-]")
    else:
        sign = "  {+%s+}" if pair.kind is PairKind.ADDED else "  %s"
        lines.append(sign % here.text)
    lines += [f"  ! {signal.rule}: {signal.message}" for signal in change.signals]
    return lines


def _marked(span: Span) -> str:
    return {Op.EQUAL: "%s", Op.DELETE: "[-%s-]", Op.INSERT: "{+%s+}"}[span.op] % span.text


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: cannot be opened ({error.strerror}). Check the path."
    return str(error)


if __name__ == "__main__":
    sys.exit(main())
