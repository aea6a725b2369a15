"""Celery for real: a worker process, beat and a broker see a document change and propose a version."""

import signal
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from reportlab.pdfgen.canvas import Canvas

from commitments.models import Clause, FetchAttempt, Policy, ProposedChange, Source, VersionText
from tests.capture import hostile
from tests.capture.workers import PATIENCE, start, until
from tests.sites import Page, Site
from tests.text import builders
from tests.text.builders import lines

OLD = b"We will test every model before release. We will publish the results within 30 days."
NEW = b"We will test every model before release. We aim to publish the results."


@pytest.fixture
def worker(committed, settings, worker_number, tmp_path) -> Iterator[subprocess.Popen]:
    """A worker with beat, on the test's own database, broker number and blob folder."""
    process = start(tmp_path, 8 + worker_number)
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == 0


def test_a_worker_proposes_what_changed_and_survives_what_publishers_send(worker, site):
    it_notices_a_changed_document_and_proposes_a_version(site)
    it_survives_what_publishers_send_and_names_it(site)


def it_notices_a_changed_document_and_proposes_a_version(site: Site) -> None:
    policy = Policy.objects.get(slug="responsible-scaling-policy")
    Source.objects.update(is_active=False)
    site.pages["/policy"] = Page(OLD)
    source = Source.objects.create(policy=policy, kind="document", url=site.url("/policy"))

    until(lambda: FetchAttempt.objects.filter(outcome="new").exists(), "the first capture")
    site.pages["/policy"] = Page(NEW)
    Source.objects.filter(pk=source.pk).update(next_fetch_at=source.added_at)
    until(lambda: FetchAttempt.objects.filter(outcome="held").exists(), "the first look")
    until(ProposedChange.objects.exists, "a proposal")

    proposal = ProposedChange.objects.get()
    assert (proposal.old_text, proposal.new_text) == (
        "We will publish the results within 30 days.",
        "We aim to publish the results.",
    )
    assert set(VersionText.objects.values_list("state", flat=True)) == {"draft"}


def scanned(canvas: Canvas) -> None:
    canvas.rect(72, 72, 400, 600, fill=1)


def written(canvas: Canvas) -> None:
    lines(canvas, [f"We will keep promise number {number}." for number in range(40)])


def bad() -> dict[str, tuple[Page, str]]:
    """What a publisher may send, and the name of what is wrong with it."""
    return {
        "/truncated.pdf": (Page(builders.pdf(written)[:900]), "truncated"),
        "/encrypted.pdf": (Page(builders.pdf(written, password="hush")), "encrypted"),
        "/scanned.pdf": (Page(builders.pdf(scanned)), "no_text"),
        "/pages.pdf": (Page(hostile.pdf(10_000, b"BT ET")), "too_large"),
        "/bomb.docx": (Page(hostile.word(document=b" " * (41 << 20))), "too_large"),
        "/laughs.docx": (Page(hostile.word(document=hostile.laughs())), "truncated"),
        "/pointer": (
            Page(b"version https://git-lfs.github.com/spec/v1\noid sha256:0"),
            "wrong_type",
        ),
        "/circle": (Page(b"", 302, {"Location": "/circle"}), "too_many_redirects"),
        "/inside": (Page(b"", 302, {"Location": "http://192.168.1.1/"}), "blocked_address"),
        "/unchanged": (Page(b"", 304, {}), "http_3xx"),
        "/binary": (Page(b"We will\0 test every\0 model."), "wrong_type"),
        "/gone": (Page(b"", 410, {}), "http_4xx"),
    }


ODD = {
    "/nulls": Page(OLD * 100 + b"\n\nWe will\0 test every\0 model."),
    "/charset": Page(OLD, 200, {"Content-Type": "text/html; charset=no-such-thing"}),
}


def it_survives_what_publishers_send_and_names_it(site: Site) -> None:
    policy = Policy.objects.get(slug="preparedness-framework")
    Source.objects.update(is_active=False)
    told = bad()
    site.pages = {path: page for path, (page, _) in told.items()} | ODD
    for path in site.pages:
        Source.objects.create(policy=policy, kind="document", url=site.url(path))
    until(lambda: set(named()) == set(site.pages), "a try at all of them")

    assert named() == {path: code for path, (_, code) in told.items()} | dict.fromkeys(ODD, "")
    assert VersionText.objects.filter(version__policy=policy).count() == len(ODD)
    assert Clause.objects.filter(text="We will test every model.").exists()


def named() -> dict[str, str]:
    """What became of each watched address by the ledger: a code, or "" where a document was found."""
    tries = FetchAttempt.objects.filter(source__is_active=True)
    return {
        urlsplit(url).path: code for url, code in tries.values_list("source__url", "error_code")
    }
