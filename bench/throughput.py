"""From HTTP to proposed changes: a real worker captures changed documents from a real web server.

A document is done when it was seen with another text, seen again as the rules ask for, read, drafted as a
version, compared with the one before, and its changes are proposed. Runs as a scratch tracker:
``python -m bench.throughput KIND WORKERS DOCUMENTS`` prints documents per second as JSON.
"""

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import NamedTuple
from xml.sax.saxutils import escape as escape_xml

from bench import made, scratch
from bench.figures import Figure, Unit
from bench.publisher import NETWORK, Publisher, hosts

_LOOK = 0.05  # seconds between two looks at the work of the worker
_CLAIM = 0.25  # seconds between two claims of what is due; beat's place is taken here
_PATIENCE = 120.0
_FIRST = (
    3  # rewritten documents for each process that are not timed: it loads the engine with its first
)
_ENVIRONMENT = {
    "FETCH_ALLOWED_NETWORKS": NETWORK,
    "FETCH_CONFIRM_SECONDS": "0",
    "FETCH_HOST_SECONDS": "0",
}


class Kind(NamedTuple):
    """Documents of one kind; ``per_core`` is what is to be reached of them in a second."""

    what: str
    media_type: str
    words: int
    documents: int
    per_core: float


KINDS = {
    "page": Kind("pages of 20 kB", "text/html; charset=utf-8", 3300, 100, 20.0),
    "pdf": Kind("PDFs of 20 pages", "application/pdf", 9000, 20, 5.0),
}


def figures() -> list[Figure]:
    """Each kind with one and with two worker processes."""
    return [_figure(name, workers) for name in KINDS for workers in (1, 2)]


def _figure(name: str, workers: int) -> Figure:
    kind = KINDS[name]
    rate = scratch.run("bench.throughput", name, str(workers), str(kind.documents), **_ENVIRONMENT)
    return Figure(
        f"HTTP to proposed changes: {kind.what}, worker processes: {workers}",
        rate["per_second"],
        Unit.RATE,
        kind.per_core * workers,
        note=f"each seen twice; {rate['cpu_ms']} ms of processor time a document",
    )


# --- documents ----------------------------------------------------------------------------------------------


def page(text: str) -> bytes:
    """A web page with a little around its text."""
    parts = [
        f"<h2>{escape(part[2:])}</h2>" if part.startswith("# ") else f"<p>{escape(part)}</p>"
        for part in text.split("\n\n")
    ]
    around = '<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
    body = f"<body>{around}<main><h1>Policy</h1>{''.join(parts)}</main></body>"
    return f"<!doctype html><html lang=en><title>Policy</title>{body}</html>".encode()


def pdf(text: str) -> bytes:
    """The same as a PDF in large print, some 450 words a page."""
    from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
    from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

    head = getSampleStyleSheet()["h2"]
    body = ParagraphStyle("body", fontSize=12, leading=17, spaceAfter=8)
    story: list[Flowable] = [
        Paragraph(escape_xml(part.removeprefix("# ")), head if part[0] == "#" else body)
        for part in text.split("\n\n")
    ]
    out = io.BytesIO()
    SimpleDocTemplate(out, invariant=1).build(story)
    return out.getvalue()


def document(name: str, text: str) -> bytes:
    """A text as a document of one of ``KINDS``."""
    return {"page": page, "pdf": pdf}[name](text)


# --- the worker at work, in a process of its own --------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    name, workers, number = arguments[0], int(arguments[1]), int(arguments[2])
    scratch.prepare()
    publisher = Publisher(KINDS[name].media_type)
    try:
        with _worker(workers):
            answer = _measured(name, publisher, hosts(_FIRST * workers + number), _FIRST * workers)
    finally:
        publisher.stop()
    sys.stdout.write(f"{json.dumps(answer)}\n")
    return 0


@contextmanager
def _worker(processes: int) -> Iterator[None]:
    command = "celery --quiet -A rsp_tracker worker --loglevel WARNING --concurrency"
    worker = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", *command.split(), str(processes)],
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(60)


def _measured(
    name: str, publisher: Publisher, places: Sequence[str], first: int
) -> dict[str, float]:
    """The first captures warm the worker and its memory of robots.txt; so do the ``first`` rewritten ones."""
    kind = KINDS[name]
    texts = {host: made.policy(kind.words + number) for number, host in enumerate(places)}
    publisher.documents = {host: document(name, text) for host, text in texts.items()}
    rewritten = {host: document(name, made.revised(text)) for host, text in texts.items()}
    for host in places:
        scratch.source(host.replace(".", "-"), publisher.url(host))
    _until_drafted(len(places))
    timed = places[first:]
    _rewrite(publisher, {host: rewritten[host] for host in places[:first]})
    _until_drafted(len(places) + first)
    before, started = scratch.cpu_seconds(), time.perf_counter()
    _rewrite(publisher, {host: rewritten[host] for host in timed})
    _until_drafted(2 * len(places))
    seconds = time.perf_counter() - started
    used = scratch.cpu_seconds() - before
    _insist_on_proposals(len(places))
    return {
        "per_second": len(timed) / seconds,
        "cpu_ms": round(1000 * used / len(timed)),
        "bytes": len(next(iter(rewritten.values()))),
    }


def _rewrite(publisher: Publisher, rewritten: dict[str, bytes]) -> None:
    """Publish these documents, and have them looked at now."""
    from django.utils import timezone

    from commitments.models import Source

    publisher.documents |= rewritten
    urls = [publisher.url(host) for host in rewritten]
    Source.objects.filter(url__in=urls).update(next_fetch_at=timezone.now())


def _until_drafted(number: int) -> None:
    """Let the worker go on until there are so many versions with a text."""
    from commitments.models import VersionText
    from commitments.tasks import fetch_due_sources

    claimed, deadline = 0.0, time.monotonic() + _PATIENCE
    while VersionText.objects.count() < number:
        if time.monotonic() > deadline:
            raise SystemExit(f"The worker did not make {number} drafts in {_PATIENCE:.0f} s.")
        if time.monotonic() - claimed > _CLAIM:
            fetch_due_sources.delay()
            claimed = time.monotonic()
        time.sleep(_LOOK)


def _insist_on_proposals(number: int) -> None:
    from commitments.models import FetchAttempt, ProposedChange

    compared = ProposedChange.objects.values("new_version").distinct().count()
    failed = FetchAttempt.objects.filter(outcome="failed").count()
    if compared != number or failed:
        raise SystemExit(
            f"Of {number} documents {compared} have proposals; failed tries: {failed}."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
