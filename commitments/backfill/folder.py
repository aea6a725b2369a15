"""A folder of captured documents with a manifest that says of each when and where it was seen.

The manifest is ``manifest.json``, a list of objects, or ``manifest.csv`` with a head line. Fields:

    file           the document, a path inside the folder
    captured_at    when it was seen: ISO 8601, UTC where no offset is given; a day is its first instant
    url            where it was seen
    source         id of the source that it belongs to, or
    policy         organization/policy: the policy's source with this url; one that is made is not watched
    media_type     optional; the file's name says it otherwise, and the content decides
    label          optional: the publisher's label, such as v2.2; without one the day of the capture
    effective_on, published_on   optional: the publisher's dates, YYYY-MM-DD

A manifest is read whole before the first document is taken; one wrong line and nothing is.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from mimetypes import MimeTypes
from pathlib import Path
from typing import Any

from commitments.backfill.captures import Capture, Entry
from commitments.backfill.places import policy_named, source_at, source_numbered
from commitments.drafts import LONGEST_LABEL
from commitments.errors import TrackerError
from commitments.fetching import Fetched, refuse_stand_ins
from commitments.models import Source
from commitments.models.policies import slug_of

NAMES = ("manifest.json", "manifest.csv")
FACTS = ("label", "effective_on", "published_on")
FIELDS = {"file", "captured_at", "url", "source", "policy", "media_type", *FACTS}
TYPES = MimeTypes()  # Python's own table: the machine's would make the same folder differ elsewhere
MOST_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Line:
    file: str
    captured_at: datetime
    url: str
    media_type: str
    facts: dict[str, str]


def entries_of(folder: Path) -> list[Entry]:
    """The captures of a folder. Raises TrackerError ``bad_manifest``, with the number of the wrong entry."""
    manifest = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    if manifest is None:
        message = f"{folder} has no {' and no '.join(NAMES)}: write one that lists its documents."
        raise TrackerError("bad_manifest", message)
    sources: dict[tuple[str, str, str], Source] = {}
    found = []
    for number, row in enumerate(_rows(manifest), start=1):
        try:
            line = _line(row)
            place = (row.get("source", ""), row.get("policy", ""), line.url)
            source = sources.setdefault(place, sources.get(place) or _source(*place))
            path = _inside(folder, line.file)
        except (ValueError, TrackerError) as error:
            message = f"Entry {number} of {manifest.name}: {error}"
            raise TrackerError("bad_manifest", message) from error
        mark = f"{line.captured_at.isoformat()} {line.file} {_sha256(path)}"
        found.append(Entry(source, mark, partial(_load, path, line)))
    return found


def _rows(manifest: Path) -> Iterator[dict[str, str]]:
    try:
        text = manifest.read_text(encoding="utf-8-sig")
        rows = json.loads(text) if manifest.suffix == ".json" else _csv(text)
    except (OSError, ValueError) as error:
        message = f"{manifest} cannot be read: {error}."
        raise TrackerError("bad_manifest", message) from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TrackerError("bad_manifest", f"{manifest} is not a list of objects.")
    for row in rows:
        yield {str(name): str(value).strip() for name, value in row.items() if value is not None}


def _csv(text: str) -> list[dict[str, Any]]:
    rows = list(csv.DictReader(text.splitlines()))
    if any(None in row for row in rows):
        raise ValueError("a line has more fields than the head")
    return rows


def _line(row: dict[str, str]) -> _Line:
    if unknown := sorted(row.keys() - FIELDS):
        raise ValueError(f"there is no field {unknown[0]!r}; the fields are {sorted(FIELDS)}.")
    if missing := [name for name in ("file", "captured_at") if not row.get(name)]:
        raise ValueError(f"the field {missing[0]} is missing.")
    at = datetime.fromisoformat(row["captured_at"])
    label = row.get("label", "")
    if label and (not slug_of(label) or len(label) > LONGEST_LABEL):
        raise ValueError(f"the label {label[:100]!r} cannot stand in an address.")
    facts = {name: row[name] for name in FACTS if row.get(name)}
    for name in facts.keys() - {"label"}:
        date.fromisoformat(facts[name])
    return _Line(
        file=row["file"],
        captured_at=at if at.tzinfo else at.replace(tzinfo=UTC),
        url=row.get("url", ""),
        media_type=row.get("media_type") or TYPES.guess_type(row["file"])[0] or "",
        facts=facts,
    )


def _source(number: str, policy: str, url: str) -> Source:
    if bool(number) == bool(policy):
        raise ValueError("give either a source or a policy.")
    return source_numbered(number) if number else source_at(policy_named(policy), url)


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{name} lies outside the folder.")
    if not path.is_file():
        raise ValueError(f"there is no file {name}.")
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{name} is larger than {MOST_BYTES:,} bytes.")
    return path


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _load(path: Path, line: _Line) -> Capture:
    body = path.read_bytes()
    refuse_stand_ins(body, line.media_type)
    fetched = Fetched(body, line.media_type, line.url, line.captured_at, {})
    return Capture(fetched, {"archive": "folder", "file": line.file, **line.facts})
