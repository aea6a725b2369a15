"""The documents that are measured on: a folder beside the repository, found by the variable CORPUS."""

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

DEFAULT = Path("../shared/corpus")


class Pair(NamedTuple):
    """Two texts in files, as they are: no newline is translated."""

    name: str
    old: str
    new: str
    old_path: Path
    new_path: Path


def folder() -> Path:
    """Where the corpus should be."""
    return Path(os.environ.get("CORPUS") or DEFAULT)


def is_there() -> bool:
    return (folder() / "policies").is_dir()


def pair(name: str, old: Path, new: Path) -> Pair:
    return Pair(name, _text(old), _text(new), old, new)


def pairs(below: Path) -> list[Pair]:
    """The files ``*.old.md`` of a folder with their ``*.new.md``."""
    return [
        pair(
            old.name.removesuffix(".old.md"), old, old.with_name(old.name.replace(".old.", ".new."))
        )
        for old in sorted(below.glob("*.old.md"))
    ]


def policy(corpus: Path, version: str) -> Path:
    """One version of Anthropic's policy."""
    return next((corpus / "policies").glob(f"anthropic_rsp_{version}_*.txt"))


def coded_rows(corpus: Path, name: str) -> list[dict[str, str]]:
    with (corpus / "gold" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["pair_id"] == name]


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _text(path: Path) -> str:
    return path.read_bytes().decode()
