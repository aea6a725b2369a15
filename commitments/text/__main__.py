"""The engine without a database: `python -m commitments.text compare OLD NEW`, `... read FILE`."""

import argparse
import os
import sys
from io import TextIOWrapper
from pathlib import Path

from commitments.errors import ExtractError
from commitments.text.blocks import BlockKind, Reading
from commitments.text.compare import compare
from commitments.text.extract import read
from commitments.text.formats import FORMATS
from commitments.text.segment import segment

UNUSABLE = 2  # argparse's own code for what was typed wrong
UNREAD = 1  # whoever reads the output went away: `... | head`


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; 0 on success, 2 where a file cannot be read (one sentence on stderr says why)."""
    options = _parser().parse_args(arguments)
    try:
        _print(_told(options))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left goes nowhere
        return UNREAD
    except (ExtractError, OSError) as error:
        sys.stderr.write(f"{_sentence(error)}\n")
        return UNUSABLE
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m commitments.text", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    comparing = commands.add_parser("compare", help="what became of each clause of OLD in NEW")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    comparing.add_argument("--format", choices=list(FORMATS), default="text")
    reading = commands.add_parser(
        "read", help="the blocks of FILE and the clauses that promise something"
    )
    reading.add_argument("file", type=Path)
    for command in (comparing, reading):
        command.add_argument("--select", action="append", default=[], metavar="CSS")
        command.add_argument("--remove", action="append", default=[], metavar="CSS")
    return parser


def _told(options: argparse.Namespace) -> str:
    if options.command == "read":
        return "\n".join(_reading_lines(_read(options.file, options)))
    old, new = (segment(_read(path, options)) for path in (options.old, options.new))
    return FORMATS[options.format](compare(old, new))


def _read(path: Path, options: argparse.Namespace) -> Reading:
    data = path.read_bytes()
    try:
        return read(data, path.name, select=tuple(options.select), remove=tuple(options.remove))
    except ExtractError as error:
        raise ExtractError(error.code, f"{path}: {error}", permanent=error.permanent) from error


def _print(text: str) -> None:
    """In UTF-8 wherever it runs, as the HTML says of itself and JSON has to be."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()  # a full disk or a closed pipe is told here


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


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is None:
        return f"The output cannot be written ({error.strerror}). Check where it goes."
    if isinstance(error, OSError):
        return f"{error.filename}: cannot be opened ({error.strerror}). Check the path."
    return str(error)


if __name__ == "__main__":
    sys.exit(main())
