"""``manage.py serve``: the whole tracker in one terminal, for a laptop or a demonstration.

Prepares the database, then looks after two children, the web server and the worker with its beat, until it is
told to stop or one of them dies. The embedded servers are not its children: they stop with their last user,
and are started anew when they die before.
"""

import contextlib
import errno
import fcntl
import hashlib
import http.client
import os
import socket
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from commitments.management.supervision import (
    Child,
    StopRequest,
    insist_alive,
    spawn,
    stop_all,
    watch,
)
from rsp_tracker import embedded

_READY_SECONDS = 60.0
# After a kill -9 the children of the killed run need a moment to let go of the port.
_AFTERMATH_SECONDS = 15.0


class Command(BaseCommand):
    """Prepare, start, watch, stop."""

    requires_system_checks = ()  # they load every page, which only the web server needs: 0.8 s
    help = "Run the tracker: migrate, load the data set, then web server and worker until Ctrl-C."

    def handle(self, *_args: Any, **_options: Any) -> None:
        host, port = _address()
        with _only_one() as aftermath:
            _insist_port_free(host, port, patience=_AFTERMATH_SECONDS if aftermath else 0.0)
            stop = StopRequest()
            try:
                self.prepare()
            except KeyboardInterrupt:
                raise CommandError("Stopped before it had started.", returncode=130) from None
            stop.raises = False
            self._run(host, port, stop)

    def prepare(self) -> None:
        self.say("Preparing the database")
        call_command("migrate", interactive=False, verbosity=0)
        self.say("Loading the data set")
        call_command("load_dataset", stdout=self.stdout)
        self.say("Collecting static files")
        collect_static()
        connections.close_all()

    def _run(self, host: str, port: int, stop: StopRequest) -> None:
        self.say("Starting the web server and the worker")
        children = [
            spawn("web server", _web_command(host, port)),
            spawn("worker", _worker_command()),
        ]
        try:
            if _wait_until_answering(host, port, children, stop):
                self.when_ready(f"http://{_url_host(host)}:{port}", children, stop)
        finally:
            self.say("Stopping")
            stop_all(children, stop)
        self.say("Stopped")

    def when_ready(self, address: str, children: list[Child], stop: StopRequest) -> None:
        """What to do once the first page is answered: say so, and watch the children."""
        self.say(f"RSP commitment tracker: {address}/  (Ctrl-C stops it)")
        self.watch(children, stop)

    def watch(self, children: list[Child], stop: StopRequest) -> None:
        """Until an end is asked for; a database or queue of our own that dies is started anew."""
        watch(children, stop, partial(embedded.revive, settings.DATA_DIR))

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


# --- before anything starts ---------------------------------------------------------------------------------


def _address() -> tuple[str, int]:
    """HOST and PORT of the environment."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CommandError(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return os.environ.get("HOST") or "127.0.0.1", int(text)


@contextlib.contextmanager
def _only_one() -> Iterator[bool]:
    """Let one run at a time use a DATA_DIR; yields whether the last one was killed.

    Two beats would fetch everything twice. The file is emptied by a run that ends in order.
    """
    folder = settings.DATA_DIR / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "serve.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"The tracker runs already on {settings.DATA_DIR}: stop that one, or set DATA_DIR and PORT."
            ) from None
        file.seek(0)
        aftermath = bool(file.read())
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield aftermath
        finally:
            file.truncate(0)


def _insist_port_free(host: str, port: int, *, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not _port_free(host, port):
        if time.monotonic() >= deadline:
            raise CommandError(
                f"Port {port} is in use: stop what uses it, or choose another one, PORT=8001."
            )
        time.sleep(0.1)


def _port_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise CommandError(f"Cannot listen on {host}, port {port}: {error.strerror}.") from None
    return True


def collect_static() -> None:
    """Collect what changed since the last run: hashing and compressing everything anew takes seconds."""
    stamp = settings.DATA_DIR / "run" / "static.sha256"
    digest = _static_digest()
    complete = (settings.STATIC_ROOT / "staticfiles.json").exists()
    if complete and stamp.exists() and stamp.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)


def _static_digest() -> str:
    """One value for all sources: their places, sizes and times, and how they are stored."""
    digest = hashlib.sha256(repr(settings.STORAGES).encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            path = Path(storage.path(name))
            status = path.stat()
            digest.update(f"{name}\0{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


# --- starting -----------------------------------------------------------------------------------------------


def _web_command(host: str, port: int) -> list[str]:
    options = f"--config python:rsp_tracker.gunicorn --bind {_url_host(host, shown=False)}:{port}"
    return [sys.executable, "-m", "gunicorn", "rsp_tracker.wsgi", *options.split()]


def _worker_command() -> list[str]:
    options = "--beat --concurrency 2 --without-gossip --without-mingle --loglevel WARNING"
    application = "celery --quiet -A rsp_tracker worker"
    return [sys.executable, "-m", *application.split(), *options.split()]


def _wait_until_answering(host: str, port: int, children: list[Child], stop: StopRequest) -> bool:
    """Wait for the first page; False when the user wants to stop before."""
    deadline = time.monotonic() + _READY_SECONDS
    while not stop.count:
        if _answers(host, port):
            return True
        insist_alive(children)
        if time.monotonic() > deadline:
            raise CommandError("The web server does not answer; its own lines are above.")
        time.sleep(0.1)
    return False


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    """An address that listens everywhere is asked at home."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104


def _url_host(host: str, *, shown: bool = True) -> str:
    host = _reachable(host) if shown else host
    return f"[{host}]" if ":" in host else host
