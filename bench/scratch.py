"""A scratch tracker: a process of its own with an empty database, queue and archive under a temporary folder.

What it cost is counted over everything that took part: the process, its children, and PostgreSQL.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil


def run(module: str, *arguments: str, **environment: str) -> Any:
    """What ``python -m module`` prints, which is JSON, when run on a scratch folder."""
    with TemporaryDirectory() as place:
        # Run by root, PostgreSQL is another user, and would lay the database elsewhere, where it stayed.
        Path(place).chmod(0o755)
        inherited = {**os.environ, "DATA_DIR": place, "LOG_LEVEL": "WARNING", **environment}
        for name in ("DATABASE_URL", "REDIS_URL"):
            inherited.pop(name, None)
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, env=inherited, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def prepare() -> None:
    """In such a process: start the servers, and make the tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rsp_tracker.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command

    from rsp_tracker import embedded

    embedded.ensure_running(settings.DATA_DIR)
    django.setup()
    call_command("migrate", verbosity=0)


def source(name: str, url: str = "") -> Any:
    """A source of a policy of its own, so that none knows of another."""
    from commitments.models import Organization, Policy, Source

    organization, _ = Organization.objects.get_or_create(slug="bench")
    policy = Policy.objects.create(organization=organization, slug=name)
    return Source.objects.create(
        policy=policy, kind="document", url=url or f"https://bench.example/{name}"
    )


# --- what it costs ------------------------------------------------------------------------------------------


def cpu_seconds() -> float:
    """Processor time, by programs and by the system for them, of this process, its children and PostgreSQL.

    Of the children that have ended only those are counted that somebody waited for.
    """
    return sum(_cpu_seconds(process) for process in [*_family(), *_postgres()])


def _cpu_seconds(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):
        return float(sum(process.cpu_times()[:4]))  # its own and its children's
    return 0.0


def _family() -> list[psutil.Process]:
    me = psutil.Process()
    return [me, *me.children(recursive=True)]


def _postgres() -> list[psutil.Process]:
    from django.conf import settings

    pid = (settings.DATA_DIR / "postgres" / "postmaster.pid").read_text().split()[0]
    postmaster = psutil.Process(int(pid))
    return [postmaster, *postmaster.children(recursive=True)]


class Peak:
    """The most memory, in megabytes, that this process and its children held together at one look."""

    megabytes = 0.0


@contextmanager
def peak_memory(seconds: float = 0.5) -> Iterator[Peak]:
    """Look every so often while the block lasts."""
    peak, over = Peak(), threading.Event()

    def look() -> None:
        while not over.wait(seconds):
            peak.megabytes = max(peak.megabytes, sum(map(_megabytes, _family())))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _megabytes(process: psutil.Process) -> float:
    """Its proportional share, where the system tells it: what forks have in common counts once."""
    with suppress(psutil.NoSuchProcess):
        memory = process.memory_full_info()
        return float(getattr(memory, "pss", memory.rss)) / 1_000_000
    return 0.0
