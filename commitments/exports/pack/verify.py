#!/usr/bin/env python3
"""Checks this evidence pack, offline and with Python's standard library only: python3 verify.py

Every file is hashed and held against SHA256SUMS, SHA256SUMS against its own last line, the documents against
the hashes under which they were captured, and the excerpt of the audit chain against itself. Exit code 0: all
of it is as it was made. It does not prove who made it: compare the last line of SHA256SUMS with one you trust.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Iterator

HERE = Path(__file__).resolve().parent
SUMS = "SHA256SUMS"
OWN = "# these lines: "


def main() -> int:
    faults = list(faults_of_the_list()) or list(faults_of_files())
    faults = faults or [*faults_of_documents(), *faults_of_events()]
    for fault in faults:
        print(f"FAULT {fault}")
    if not faults:
        print(f"All {len(listed())} files are as they were made.")
    return 1 if faults else 0


def lines() -> list[str]:
    return (HERE / SUMS).read_bytes().decode("utf-8", "replace").splitlines(keepends=True)


def listed() -> dict[str, str]:
    rows = (line.rstrip("\n").split("  ", 1) for line in lines() if not line.startswith("#"))
    return {name: digest for digest, name in rows}


def faults_of_the_list() -> Iterator[str]:
    if not (HERE / SUMS).is_file():
        yield f"{SUMS} is missing"
        return
    *body, last = lines() or [""]
    if last != f"{OWN}{sha256(''.join(body).encode())}\n":
        yield f"{SUMS} was changed"


def faults_of_files() -> Iterator[str]:
    there = {str(path.relative_to(HERE).as_posix()) for path in HERE.rglob("*") if path.is_file()}
    for name, digest in listed().items():
        if name not in there:
            yield f"{name} is missing"
        elif sha256((HERE / name).read_bytes()) != digest:
            yield f"{name} was changed"
    for name in sorted(there - set(listed()) - {SUMS}):
        if "__pycache__" not in name:
            yield f"{name} was added"


def faults_of_documents() -> Iterator[str]:
    for capture in json.loads((HERE / "captures.json").read_text("utf-8")):
        name = capture["file"]
        if (
            name
            and (HERE / name).is_file()
            and sha256((HERE / name).read_bytes()) != capture["sha256"]
        ):
            yield f"{name} is not the document that was captured"


def faults_of_events() -> Iterator[str]:
    previous = None
    for event in json.loads((HERE / "events.json").read_text("utf-8")):
        if previous is not None and event["previous_hash"] != previous:
            yield f"events.json: event {event['number']} does not follow the one before"
        previous = event["hash"]
        if "body" in event and sha256(canonical(event)) != event["hash"]:
            yield f"events.json: event {event['number']} is not what was hashed"


def canonical(event: dict[str, Any]) -> bytes:
    body = [event["previous_hash"], *event["body"]]
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
