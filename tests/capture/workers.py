"""Processes of their own that work on the test's database, broker number and blob folder."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

from rsp_tracker import embedded
from tests.databases import address_of

PATIENCE = 60  # seconds; a worker takes two or three to start


def until(condition: Callable[[], object], what: str) -> None:
    """Returns when it holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s for {what}"
        time.sleep(0.1)  # between two looks at the work of another process


def start(data_dir: Path, broker: int) -> subprocess.Popen:
    """A Celery worker with beat and one process that works."""
    command = [sys.executable, "-m", "celery", "-A", "rsp_tracker", "worker", "-B"]
    options = ["--concurrency=1", "--loglevel=WARNING"]
    return subprocess.Popen([*command, *options], env=environment(data_dir, broker))


def environment(data_dir: Path, broker: int) -> dict[str, str]:
    """The environment of such a process; it fetches from loopback, at once, and never waits."""
    return {
        **os.environ,
        "DATABASE_URL": address_of(connection.settings_dict["NAME"]),
        "REDIS_URL": embedded.with_database(settings.REDIS_URL, broker),
        "DATA_DIR": str(data_dir),
        "FETCH_ALLOWED_NETWORKS": "127.0.0.0/8",
        "FETCH_EVERY_SECONDS": "0.5",
        "FETCH_CONFIRM_SECONDS": "0",
        "FETCH_HOST_SECONDS": "0",
    }
