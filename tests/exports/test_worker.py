"""A worker for real: a large file is asked for on a page, made by another process, fetched, and swept away."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
import redis
from celery.beat import PersistentScheduler
from django.forms.models import model_to_dict
from django.utils import timezone
from kombu import Connection

from commitments import tasks
from commitments.models import Export
from rsp_tracker import embedded
from rsp_tracker.celery import app
from tests.capture.workers import PATIENCE, start, until

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
HISTORY = "/api/v1/organizations/anthropic/?format=txt"


@pytest.fixture
def broker(settings, worker_number, monkeypatch) -> Iterator[str]:
    """The broker's address, where this test's worker finds what is handed over."""
    address = embedded.with_database(settings.REDIS_URL, 8 + worker_number)
    url = embedded.broker_url(address)
    ask = tasks.make_export.apply_async
    with Connection(url) as connection:
        monkeypatch.setattr(
            tasks.make_export, "delay", lambda key: ask((key,), connection=connection)
        )
        yield address


@pytest.fixture
def kept(settings, tmp_path) -> Path:
    """Where the worker lays files, and this process looks for them."""
    folder = tmp_path / "exports"
    exports = {**settings.STORAGES["exports"], "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "exports": exports}
    return folder


@pytest.fixture
def worker(committed, broker, kept, worker_number, tmp_path) -> Iterator[Callable]:
    """Starts a worker with beat; none of them is left."""
    started: list[subprocess.Popen] = []

    def worker() -> subprocess.Popen:
        started.append(start(tmp_path, 8 + worker_number))
        return started[-1]

    yield worker
    for process in started:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """All at once, as a machine goes down."""
    if process.poll() is None:
        for one in [*psutil.Process(process.pid).children(recursive=True), process]:
            one.kill()
        process.wait(PATIENCE)


def kill_the_one_that_works(process: subprocess.Popen) -> None:
    """As a kernel does that has run out of memory; beat, the other child, has a name of its own."""
    for child in psutil.Process(process.pid).children():
        if child.children() or "Beat" not in " ".join(child.cmdline()):
            child.kill()


def row() -> Export:
    return Export.objects.exclude(pk="old").get()


def at_work(tries: int) -> Callable[[], bool]:
    return lambda: row().tries == tries and row().done > 0


def yesterdays(kept: Path) -> Path:
    """A file of the day before yesterday; beat finds its last round as long ago."""
    long_ago = timezone.now() - timedelta(hours=25)
    old = row()
    Export(**{**model_to_dict(old), "key": "old", "state": "done", "changed_at": long_ago}).save()
    file = kept / "old"
    kept.mkdir(exist_ok=True)
    file.write_bytes(b"PK")
    diary = PersistentScheduler(app, schedule_filename=str(kept.parent / "celerybeat-schedule"))
    diary.schedule["sweep-exports"].last_run_at = long_ago
    diary.close()
    return file


def ten_minutes_pass(broker: str) -> None:
    """After which what a dead worker had taken is handed out again."""
    queue = redis.Redis.from_url(broker)
    for taken in queue.zrange("unacked_index", 0, -1):
        queue.zadd("unacked_index", {taken: 0})


def test_a_file_is_made_wherever_workers_die_and_that_of_yesterday_is_swept(
    client, worker, broker, kept
):
    page = client.post(HISTORY, headers=BROWSER)["Location"]
    assert "waits for a worker" in client.get(page).content.decode()

    first = worker()
    until(at_work(1), "the first part")
    kill_the_one_that_works(first)
    until(at_work(2), "the second try, by the worker's next process")
    kill(first)
    assert "parts made" in client.get(page).content.decode()

    old = yesterdays(kept)
    ten_minutes_pass(broker)
    worker()
    until(lambda: row().state == "done", "the file")
    assert row().tries == 3
    told = client.get(page).content.decode()
    assert f'href="{page}file/"' in told
    for address in (f"{page}file/", HISTORY):
        assert client.get(address).getvalue().startswith(b"PK")
    until(lambda: not old.exists(), "beat's round")
    assert client.get("/exports/old/").status_code == 404
    assert row().state == "done"
