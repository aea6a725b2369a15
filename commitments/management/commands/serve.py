"""``manage.py serve``: the whole tracker in one terminal, for a laptop or a demonstration.

Prepares the database, then looks after two children, the web server and the worker with its beat, until it is
told to stop or one of them dies. The embedded servers are not its children: they stop with their last user.
"""

import contextlib
import ctypes
import errno
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

_READY_SECONDS = 60.0
# After a kill -9 the children of the killed run need a moment to let go of the port.
_AFTERMATH_SECONDS = 15.0
# Asked, urged, ended: what gunicorn and Celery take each signal for, and how long they get.
_FAREWELLS = ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 5.0))


class Command(BaseCommand):
    """Prepare, start, watch, stop."""

    help = "Run the tracker: migrate, load the data set, then web server and worker until Ctrl-C."

    def handle(self, *_args: Any, **_options: Any) -> None:
        host, port = _address()
        with _only_one() as aftermath:
            _insist_port_free(host, port, patience=_AFTERMATH_SECONDS if aftermath else 0.0)
            stop = _StopRequest()
            try:
                self._prepare()
            except KeyboardInterrupt:
                raise CommandError("Stopped before it had started.", returncode=130) from None
            stop.raises = False
            self._run(host, port, stop)

    def _prepare(self) -> None:
        self._say("Preparing the database")
        call_command("migrate", interactive=False, verbosity=0)
        self._say("Loading the data set")
        call_command("load_dataset", stdout=self.stdout)
        self._say("Collecting static files")
        call_command("collectstatic", interactive=False, verbosity=0)
        connections.close_all()

    def _run(self, host: str, port: int, stop: "_StopRequest") -> None:
        self._say("Starting the web server and the worker")
        children = [
            _spawn("web server", _web_command(host, port)),
            _spawn("worker", _worker_command()),
        ]
        try:
            if _wait_until_answering(host, port, children, stop):
                self._say(
                    f"RSP commitment tracker: http://{_url_host(host)}:{port}/  (Ctrl-C stops it)"
                )
                _watch(children, stop)
        finally:
            self._say("Stopping")
            _stop(children, stop)
        self._say("Stopped")

    def _say(self, line: str) -> None:
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


# --- children -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Child:
    """A process that leads its own session, so that Ctrl-C reaches the supervisor only."""

    name: str
    process: subprocess.Popen[bytes]

    def ended(self) -> bool:
        return self.process.poll() is not None

    def signal_group(self, number: signal.Signals) -> None:
        """To it and whatever it started; the group can outlive its leader."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


def _web_command(host: str, port: int) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", "rsp_tracker.wsgi", "--no-control-socket"]
    command += [
        "--bind",
        f"{_url_host(host, shown=False)}:{port}",
        "--workers",
        "2",
        "--threads",
        "2",
    ]
    return [*command, "--timeout", "60", "--graceful-timeout", "5", "--log-level", "warning"]


def _worker_command() -> list[str]:
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "rsp_tracker", "worker", "--beat"]
    return [
        *command,
        "--concurrency",
        "2",
        "--without-gossip",
        "--without-mingle",
        "--loglevel",
        "WARNING",
    ]


def _spawn(name: str, command: list[str]) -> _Child:
    # A relative DATA_DIR was read in this process's folder, which need not be the project's.
    environment = os.environ | {"DATA_DIR": str(settings.DATA_DIR)}
    # Celery's sermon to root, in seven lines; nothing that it runs takes code from the broker.
    environment.setdefault("PYTHONWARNINGS", "ignore:You're running the worker")
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,
        preexec_fn=_die_with(os.getpid()),  # no thread runs yet
    )
    return _Child(name, process)


def _die_with(parent: int) -> Callable[[], None] | None:
    """Ask the kernel to end a child when its parent dies, even by kill -9. Linux only; elsewhere it stays.

    A pipe that closes with the parent would do everywhere, but neither gunicorn nor Celery watches one.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork

    def ask() -> None:
        prctl(1, int(signal.SIGTERM), 0, 0, 0)  # 1: PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)  # it died before it was asked

    return ask


class _StopRequest:
    """Counts the signals that ask for an end: the first is obeyed in order, a second in haste.

    While ``raises`` is set they interrupt what runs, as Ctrl-C does by default.
    """

    def __init__(self) -> None:
        self.count = 0
        self.raises = True
        signal.signal(signal.SIGINT, self._note)
        signal.signal(signal.SIGTERM, self._note)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            signal.signal(signal.SIGHUP, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1
        if self.raises:
            raise KeyboardInterrupt


def _wait_until_answering(host: str, port: int, children: list[_Child], stop: _StopRequest) -> bool:
    """Wait for the first page; False when the user wants to stop before."""
    deadline = time.monotonic() + _READY_SECONDS
    while not stop.count:
        if _answers(host, port):
            return True
        _insist_alive(children)
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


def _watch(children: list[_Child], stop: _StopRequest) -> None:
    while not stop.count:
        _insist_alive(children)
        time.sleep(0.2)


def _insist_alive(children: list[_Child]) -> None:
    for child in children:
        if child.ended():
            raise CommandError(
                f"The {child.name} ended unexpectedly (code {child.process.returncode}); "
                "everything else was stopped, its own lines are above."
            )


def _stop(children: list[_Child], stop: _StopRequest) -> None:
    """Leave no child behind: first a request, in the end the force that nothing survives."""
    asked = stop.count
    for number, seconds in _FAREWELLS:
        for child in children:
            if not child.ended():
                child.process.send_signal(number)
        deadline = time.monotonic() + seconds
        while not all(child.ended() for child in children):
            if time.monotonic() > deadline or stop.count > asked:
                break
            time.sleep(0.05)
    for child in children:
        child.signal_group(signal.SIGKILL)


def _reachable(host: str) -> str:
    """An address that listens everywhere is asked at home."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104


def _url_host(host: str, *, shown: bool = True) -> str:
    host = _reachable(host) if shown else host
    return f"[{host}]" if ":" in host else host
