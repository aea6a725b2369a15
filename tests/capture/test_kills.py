"""A worker killed at every statement it sends to the database: nothing is lost, nothing comes twice."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from commitments import capture
from commitments.archive.checking import NOTES, check_archive
from commitments.models import (
    Extraction,
    FetchAttempt,
    Organization,
    Policy,
    Snapshot,
    Source,
    VersionText,
)
from tests.capture.workers import environment

STAGES = 20  # at least; a first capture sends some thirty statements
STEP = 3  # of the second look's statements, for the sake of time
Kill = Callable[[int, Source], bool]


@pytest.fixture
def killed(committed, settings, worker_number) -> Iterator[Kill]:
    """``killed(n, source)`` fetches in a process that dies before its n-th statement; whether it got so far."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.capture.mortal"],
        env=environment(settings.MEDIA_ROOT, 8 + worker_number),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def kill(statement: int, source: Source) -> bool:
        process.stdin.write(f"{statement} {source.pk}\n")
        process.stdin.flush()
        return process.stdout.readline().strip() == "killed"

    yield kill
    process.stdin.close()
    process.stdout.close()
    assert process.wait(timeout=60) == 0


@pytest.fixture
def policy(committed) -> Callable[[int], Policy]:
    """A policy for each stage: what one more draft costs must not depend on those before."""
    lab = Organization.objects.get(slug="magic")
    return lambda number: Policy.objects.create(organization=lab, slug=f"policy-{number}")


def text(number: int) -> bytes:
    return (
        f"We will keep promise number {number}. We will publish report {number} each year.".encode()
    )


def test_every_document_is_there_once_wherever_the_worker_was_killed(policy, site, page, killed):
    statement, was_killed = 0, True
    while was_killed:
        statement += 1
        path = f"/{statement}"
        site.pages[path] = page(text(statement))
        source = Source.objects.create(
            policy=policy(statement), kind="document", url=site.url(path)
        )
        was_killed = killed(statement, source)
        capture.fetch_source(source.pk)  # the next turn
        assert Snapshot.objects.filter(source=source).count() == 1
        assert Extraction.objects.filter(snapshot__source=source).count() == 1
        [draft] = VersionText.objects.filter(extraction__snapshot__source=source)
        assert draft.extraction.clauses.count() == 2
        assert FetchAttempt.objects.filter(source=source).latest("started_at").outcome != "failed"
    assert statement > STAGES
    faults = [found for found in check_archive(lambda blob: None) if found.kind not in NOTES]
    assert faults == []


def test_a_change_counts_once_wherever_the_second_look_was_killed(
    policy, site, page, settings, killed
):
    settings.FETCH_CONFIRM_AFTER *= 0
    statement, was_killed = 0, True
    while was_killed:
        statement += STEP
        path = f"/{statement}"
        site.pages[path] = page(text(0))
        source = Source.objects.create(
            policy=policy(statement), kind="document", url=site.url(path)
        )
        capture.fetch_source(source.pk)
        site.pages[path] = page(text(1))
        assert capture.fetch_source(source.pk).outcome == "held"
        was_killed = killed(statement, source)
        capture.fetch_source(source.pk)
        assert VersionText.objects.filter(extraction__snapshot__source=source).count() == 2
    assert statement > STAGES
