"""What passes between a worker, its helper and the helper's children: frames of bytes, values as JSON.

JSON and not pickle: whoever has taken over a child through a broken parser must not take over the worker. So
nothing is believed: a value of another type raises ValueError.
"""

import json
import socket
import struct
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any, TypeVar

from commitments.text.blocks import Block, BlockKind, Clause, Link, Reading, Strength
from commitments.text.leads import Lead
from commitments.text.pages import Page

MOST_SAID = 32 * 1024 * 1024  # bytes of JSON: the clauses of some ten million letters, no policy
LENGTH = struct.Struct("!Q")
_PORTION = 1024 * 1024
_BLOCK = attrgetter("kind", "text", "start", "page", "level", "lead_in", "headings")
_CLAUSE = attrgetter(
    "id", "ordinal", "kind", "text", "path", "start", "end", "page", "lead_in", "strength", "rule"
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: seconds of processor time, twice that by the clock, and address space."""

    seconds: float = 60
    memory_mb: int = 1024


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes and what is known of them; see ``commitments.text.extract.read``."""

    data: bytes
    media_type: str = ""
    select: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    address: str = ""  # where it was found; what its links are relative to


class Task(StrEnum):
    """What is asked of a document: ``read_document``, ``glance`` or ``created_on``."""

    READ = "read"
    GLANCE = "glance"
    CREATED_ON = "created_on"


@dataclass(frozen=True, slots=True)
class Result:
    """What was read in a document, and where it leads if it is a page of HTML."""

    reading: Reading
    clauses: tuple[Clause, ...]
    text_sha256: str
    leads: tuple[Lead, ...] = ()


class End(StrEnum):
    """How a child ended."""

    SAID = "said"
    SLOW = "slow"
    LARGE = "large"
    CRASHED = "crashed"


# --- frames -----------------------------------------------------------------------------------


def send(channel: socket.socket, *frames: bytes) -> None:
    """Write frames, each behind its length."""
    for frame in frames:
        channel.sendall(LENGTH.pack(len(frame)))
        channel.sendall(frame)


def receive(channel: socket.socket) -> bytearray:
    """Read one frame. Raises EOFError if the other side has gone."""
    (length,) = LENGTH.unpack(_exactly(channel, LENGTH.size))
    return _exactly(channel, length)


def _exactly(channel: socket.socket, length: int) -> bytearray:
    found = bytearray()
    while len(found) < length:
        portion = channel.recv(min(length - len(found), _PORTION))
        if not portion:
            raise EOFError
        found += portion
    return found


# --- what is asked ----------------------------------------------------------------------------


def question(task: Task, document: Document, limits: Limits) -> tuple[bytes, bytes]:
    """The two frames that ask something of a document."""
    facts = {
        "task": task,
        "media_type": document.media_type,
        "select": document.select,
        "remove": document.remove,
        "address": document.address,
        "seconds": limits.seconds,
        "memory_mb": limits.memory_mb,
    }
    return json.dumps(facts).encode(), document.data


def asked(facts: bytes, data: bytes) -> tuple[Task, Document, Limits]:
    """The two frames of a question as values."""
    said = json.loads(facts)
    document = Document(
        data, said["media_type"], tuple(said["select"]), tuple(said["remove"]), said["address"]
    )
    return Task(said["task"]), document, Limits(said["seconds"], said["memory_mb"])


# --- what is answered -------------------------------------------------------------------------


def encoded(result: Result) -> dict[str, Any]:
    """A result as JSON has it."""
    reading = result.reading
    return {
        "extractor": reading.extractor,
        "media_type": reading.media_type,
        "title": reading.title,
        "page_count": reading.page_count,
        "links": [(link.words, link.target) for link in reading.links],
        "blocks": [_BLOCK(block) for block in reading.blocks],
        "clauses": [_CLAUSE(clause) for clause in result.clauses],
        "text_sha256": result.text_sha256,
        "leads": [astuple(lead) for lead in result.leads],
    }


def decoded(said: dict[str, Any]) -> Result:
    """A result from what a child said. Raises ValueError, TypeError or KeyError if that is nonsense."""
    reading = Reading(
        blocks=tuple(_block(*row) for row in said["blocks"]),
        extractor=_is(str, said["extractor"]),
        media_type=_is(str, said["media_type"]),
        title=_is(str, said["title"]),
        page_count=_number_or_none(said["page_count"]),
        links=tuple(Link(*_words(row)) for row in said["links"]),
    )
    clauses = _clauses(said["clauses"])
    leads = tuple(Lead(*_words(row)) for row in said["leads"])
    return Result(reading, clauses, _is(str, said["text_sha256"]), leads)


def decoded_page(said: dict[str, Any] | None) -> Page | None:
    """A page at a glance; raises as ``decoded`` does."""
    if said is None:
        return None
    texts = ("source", "title", "heading", "running", "shown", "leads_to")
    return Page(
        **{name: _is(str, said[name]) for name in texts},
        asks_password=_is(bool, said["asks_password"]),
        is_drawn=_is(bool, said["is_drawn"]),
    )


def decoded_text(said: str) -> str:
    """One text; raises ValueError for anything else."""
    return _is(str, said)


def _block(
    kind: str, text: str, start: int, page: int, level: int, lead_in: str, headings: list[str]
) -> Block:
    return Block(
        kind=BlockKind(kind),
        text=_is(str, text),
        start=_is(int, start),
        page=_number_or_none(page),
        level=_is(int, level),
        lead_in=_is(str, lead_in),
        headings=_words(headings),
    )


def _clauses(rows: Sequence[Sequence[Any]]) -> tuple[Clause, ...]:
    """By the column: a document has hundreds, and each value is looked at."""
    if not rows:
        return ()
    names, ordinals, kinds, texts, paths, starts, ends, pages, lead_ins, strengths, rules = zip(
        *rows, strict=True
    )
    for kind, columns in ((str, (names, texts, lead_ins, rules)), (int, (ordinals, starts, ends))):
        for column in columns:
            _are(kind, column)
    return tuple(
        map(
            Clause,
            names,
            ordinals,
            map(BlockKind, kinds),
            texts,
            map(_words, paths),
            starts,
            ends,
            map(_number_or_none, pages),
            lead_ins,
            (None if strength is None else Strength(strength) for strength in strengths),
            rules,
        )
    )


def _are(kind: type, values: Sequence[Any]) -> None:
    for other in set(map(type, values)) - {kind}:
        message = f"{kind.__name__} expected, {other.__name__} found"
        raise ValueError(message)


def _is(kind: type[T], value: Any) -> T:
    if not isinstance(value, kind):
        message = f"{kind.__name__} expected, {type(value).__name__} found"
        raise ValueError(message)
    return value


def _number_or_none(value: Any) -> int | None:
    return None if value is None else _is(int, value)


def _words(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(_is(str, value) for value in values)
