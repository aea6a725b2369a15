"""Processes that use the embedded servers, and what is left of them."""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from tests.processes import lives

ROOT = Path(__file__).resolve().parents[2]


def remove_cluster(data: Path) -> None:
    """Remove the database that root's DATA_DIR/postgres may only point to."""
    link = data / "postgres"
    if link.is_symlink():
        shutil.rmtree(link.readlink().parent, ignore_errors=True)


def environment(data: Path, **more: str) -> dict[str, str]:
    """What a person's shell has: no server named."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    for name in (
        "DATABASE_URL",
        "REDIS_URL",
        "DJANGO_SETTINGS_MODULE",
        "PORT",
        "HOST",
        "SECRET_KEY",
    ):
        own.pop(name, None)
    return own | {"DATA_DIR": str(data), **more}


def python(code: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a few lines to their end in the project's folder."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=60,
    )


class User:
    """A process that uses the embedded servers until it is told to go, or is killed.

    ``ask`` has it evaluate an expression with ``sql`` and ``valkey`` at hand, among others.
    """

    CODE = """
import os, sys
from pathlib import Path
import psycopg2, redis
from rsp_tracker import embedded

data_dir = Path(os.environ["DATA_DIR"])
embedded.ensure_running(data_dir)
embedded.ensure_running(data_dir)  # costs nothing, changes nothing
entry = embedded.database(data_dir)
connection = psycopg2.connect(
    host=entry["HOST"], port=entry["PORT"], user=entry["USER"], dbname=entry["NAME"]
)
connection.autocommit = True
valkey = redis.Redis.from_url(embedded.redis_url(data_dir), decode_responses=True)

def sql(statement):
    cursor = connection.cursor()
    cursor.execute(statement)
    return cursor.fetchone()[0] if cursor.description else None

def numbered(number):
    return embedded.with_database(embedded.redis_url(data_dir), number)

def jobs(number):
    import kombu
    return kombu.Connection(embedded.broker_url(numbered(number))).SimpleQueue("jobs")

print("ready", flush=True)
for line in sys.stdin:
    print(repr(eval(line)), flush=True)
"""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "-c", self.CODE],
            cwd=ROOT,
            env=environment(data),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ready(self) -> "User":
        line = self.process.stdout.readline()
        assert line == "ready\n", self.process.stderr.read()
        return self

    def ask(self, expression: str) -> object:
        self.process.stdin.write(expression + "\n")
        self.process.stdin.flush()
        return eval(self.process.stdout.readline())

    def leave(self) -> None:
        """End in order, as a command does that has finished."""
        _, errors = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, errors

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)


def servers(data: Path) -> list[psutil.Process]:
    """The servers that run on a DATA_DIR, their children included."""
    found: list[psutil.Process] = []
    for pid_file in (data / "postgres" / "postmaster.pid", data / "run" / "valkey.pid"):
        if pid_file.exists():
            try:
                process = psutil.Process(int(pid_file.read_text().split()[0]))
                found += [process, *process.children(recursive=True)]
            except psutil.NoSuchProcess:
                continue
    return [process for process in found if lives(process)]


def kill_servers(data: Path, name: str = "") -> None:
    """Kill those of the servers' processes whose names begin so; some of them come and go meanwhile."""
    for process in servers(data):
        with suppress(psutil.NoSuchProcess):
            if process.name().startswith(name):
                process.kill()
