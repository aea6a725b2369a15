"""Queue and database die under the tracker at work: it recovers by itself, nothing is lost or comes twice."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from rsp_tracker import embedded
from tests.services.embedded_users import kill_servers, python
from tests.services.trackers import Tracker
from tests.sites import Page, Site

pytestmark = pytest.mark.enable_socket

PATIENCE = 90.0  # seconds
SETTINGS = {
    "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
    "FETCH_CONFIRM_SECONDS": "0",
    "FETCH_EVERY_SECONDS": "0.5",
    "FETCH_HOST_SECONDS": "0",
}
WATCH = """
UPDATE commitments_source SET is_active = false;
INSERT INTO commitments_source (policy_id, kind, url, "select", remove, link_patterns, is_active,
    ignores_robots_because, next_fetch_at)
SELECT id, 'document', '{url}', '[]', '[]', '[]', true, '', now()
FROM commitments_policy WHERE slug = 'responsible-scaling-policy'
"""
COUNT = """
import django
django.setup()
from commitments.models import *
from commitments.archive.checking import NOTES, check_archive
print(*FetchAttempt.objects.order_by("pk").values_list("outcome", flat=True))
print(Blob.objects.count(), Extraction.objects.count(), VersionText.objects.count())
print([fault.what for fault in check_archive(lambda blob: None) if fault.kind not in NOTES])
"""


class Policy:
    """A document that changes, at an address that can keep its visitor waiting."""

    def __init__(self) -> None:
        self.number, self.is_asked, self.may_answer = 0, threading.Event(), threading.Event()
        self.may_answer.set()

    def __call__(self, _path: str) -> Page:
        self.is_asked.set()
        self.may_answer.wait(PATIENCE)
        return Page(f"We will keep promise number {self.number}.".encode())

    def change(self, *, waits: bool) -> None:
        self.number += 1
        self.is_asked.clear()
        (self.may_answer.clear if waits else self.may_answer.set)()


@pytest.fixture
def policy() -> Iterator[Policy]:
    yield (policy := Policy())
    policy.may_answer.set()


@pytest.fixture
def site(policy: Policy) -> Iterator[Site]:
    site = Site()
    site.pages["/policy"] = policy
    yield site
    site.stop()


@pytest.fixture
def tracker(used_dir: Path, free_port: int, site: Site) -> Iterator[Tracker]:
    one = Tracker(used_dir, free_port, **SETTINGS).read_until("Starting the web server")
    ask(used_dir, WATCH.format(url=site.url("/policy")))  # before the worker is awake
    one.read_until("Ctrl-C stops it").read_on()
    yield one
    one.process.terminate()
    code = one.ended()
    assert code == 0, "".join(one.lines)
    kill_servers(used_dir)


def ask(data: Path, statement: str) -> object:
    """One value from the database; None while there is none to ask."""
    entry = embedded.database(data)
    try:
        with closing(
            psycopg2.connect(
                host=entry["HOST"], port=entry["PORT"], user=entry["USER"], dbname=entry["NAME"]
            )
        ) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None
    except psycopg2.OperationalError:
        return None


def until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s for {what}"
        time.sleep(0.05)  # between two looks at the work of other processes


def come_round(data: Path) -> None:
    ask(data, "UPDATE commitments_source SET next_fetch_at = now() WHERE is_active")


def found(data: Path) -> object:
    return ask(data, "SELECT count(*) FROM commitments_versiontext")


def status(port: int, path: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def await_documents(data: Path, number: int) -> None:
    """Until so many texts were found, the source coming round all the while."""
    until(lambda: come_round(data) or found(data) == number, f"document {number}")


def test_it_recovers_from_outages_with_a_job_under_way(tracker: Tracker, policy: Policy) -> None:
    data = tracker.data
    await_documents(data, 1)
    for number, server in ((2, "valkey"), (4, "postgres")):
        policy.change(waits=True)
        until(lambda: come_round(data) or policy.is_asked.is_set(), "a job")
        kill_servers(data, server)
        if server == "valkey":  # the turn at the host is given back to a queue that is there again
            until(lambda: status(tracker.port, "/healthz") == 200, "the queue")
        policy.may_answer.set()
        await_documents(data, number)
        policy.change(waits=False)
        await_documents(data, number + 1)
        assert status(tracker.port, "/sources/") == 200
    told = python(COUNT, data, DJANGO_SETTINGS_MODULE="rsp_tracker.settings")
    outcomes, counts, faults = told.stdout.splitlines()
    assert "failed" not in outcomes.split()
    assert outcomes.split().count("new") == 5
    assert (counts, faults) == ("5 5 5", "[]")
