"""PostgreSQL and Valkey out of Python wheels, for whoever names no servers of their own.

Where ``DATABASE_URL`` or ``REDIS_URL`` is unset, that server runs under ``DATA_DIR`` and is reached over a
Unix socket. The first process that needs the servers starts them, later ones attach, the last one out stops
them. Who uses them is counted by the kernel: each process holds a shared lock on ``run/users.lock``, which
ends with the process however it ends. (A counter in a file would be wrong after the first ``kill -9``.)

The addresses are pure and may be asked for at import time; only :func:`ensure_running` starts anything.
"""

import atexit
import fcntl
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from commitments.errors import TrackerError
from rsp_tracker import embedded_postgres, embedded_valkey
from rsp_tracker.embedded_system import remove_socket_folder, socket_folder

# What names a server of one's own, and what serves in its stead.
_SERVERS: dict[str, ModuleType] = {
    "DATABASE_URL": embedded_postgres,
    "REDIS_URL": embedded_valkey,
}


# --- addresses ----------------------------------------------------------------------------------------------


def database(data_dir: Path) -> dict[str, Any]:
    """The entry of Django's DATABASES for the embedded PostgreSQL. Starts nothing."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": embedded_postgres.NAME,
        "USER": embedded_postgres.NAME,
        "HOST": str(socket_folder(data_dir)),
        "PORT": embedded_postgres.PORT,
    }


def redis_url(data_dir: Path) -> str:
    """The embedded Valkey's address as redis-py spells it. Starts nothing."""
    return f"unix://{embedded_valkey.socket_path(data_dir)}?db=0"


def broker_url(redis_url: str) -> str:
    """The same server as Celery spells it; only a Unix socket is spelt differently."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    query = dict(parse_qsl(parts.query))
    query["virtual_host"] = query.pop("db", "0")
    return _address("redis+socket", parts.netloc + parts.path, query)


def with_database(redis_url: str, number: int) -> str:
    """The same server, another of its numbered databases: tests keep out of the jobs of a running tracker."""
    parts = urlsplit(redis_url)
    query = dict(parse_qsl(parts.query))
    if parts.scheme == "unix":
        return _address("unix", parts.netloc + parts.path, query | {"db": str(number)})
    # redis-py lets ?db= win over the path, so it must not stay behind.
    query.pop("db", None)
    return _address(parts.scheme, f"{parts.netloc}/{number}", query)


def _address(scheme: str, place: str, query: dict[str, str]) -> str:
    # Not urlunsplit: it writes one slash where a socket's address has three.
    return f"{scheme}://{place}?{urlencode(query)}".rstrip("?")


def secret_key(data_dir: Path) -> str:
    """A random key, made once and kept in ``DATA_DIR/secret_key`` for its owner only.

    Processes that start together agree on one: the file appears whole, by a hard link that fails where
    another process was first. Writes to the disk the first time only.
    """
    path = data_dir / "secret_key"
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(50))
    key = path.read_text().strip()
    if not key:
        raise SystemExit(f"{path} is empty: remove it and a new key is made, or set SECRET_KEY.")
    return key


def _write_once(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".secret_key.") as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)


# --- running ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Hold:
    """This process's share in the servers: the lock is the open file, so a fork must take its own."""

    pid: int
    lock: int


_holds: dict[Path, _Hold] = {}


def ensure_running(data_dir: Path) -> None:
    """Make the servers that the environment does not name answer, until this process ends.

    Costs two connections when they run already, about a second when they must be started, two when the
    database must be created; nothing at all the second time in a process or when both variables are set.
    What can be expected to fail ends the process with one sentence.
    """
    wanted = [server for variable, server in _SERVERS.items() if not os.environ.get(variable)]
    if wanted and not _holds_already(data_dir):
        _or_end(_attach, data_dir, wanted)


def revive(data_dir: Path) -> None:
    """Start anew what has died of the servers that this process uses; it ends as ``ensure_running`` does.

    Costs two connections if nothing has died.
    """
    wanted = [server for variable, server in _SERVERS.items() if not os.environ.get(variable)]
    if wanted and _holds_already(data_dir):
        _or_end(_start, data_dir, wanted)


def _or_end(act: Callable[[Path, list[ModuleType]], None], *what: Any) -> None:
    """Do it, or end the process with one sentence."""
    try:
        act(*what)
    except TrackerError as error:
        raise SystemExit(str(error)) from None
    except PermissionError as error:
        raise SystemExit(
            f"{error.filename} belongs to another user: run as that user, or set DATA_DIR to a folder of "
            "your own."
        ) from None


def _start(data_dir: Path, wanted: list[ModuleType]) -> None:
    with _starting(data_dir):
        for server in wanted:
            server.start(data_dir)


def _holds_already(data_dir: Path) -> bool:
    hold = _holds.get(data_dir)
    return hold is not None and hold.pid == os.getpid()


def _attach(data_dir: Path, wanted: list[ModuleType]) -> None:
    for server in wanted:
        server.check_available()
    for folder in ("run", "log"):
        (data_dir / folder).mkdir(parents=True, exist_ok=True)
    with _starting(data_dir):
        _hold(data_dir)
        try:
            for server in wanted:
                server.start(data_dir)
        except BaseException:
            # Whatever did start is stopped at once, not by whoever happens to come next.
            _release(data_dir)
            raise
    atexit.register(_leave, data_dir)


@contextmanager
def _starting(data_dir: Path) -> Iterator[None]:
    """Starting and stopping, one process at a time."""
    lock = _open_lock(data_dir, "start.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _open_lock(data_dir: Path, name: str) -> int:
    # Python opens files close-on-exec: a server that inherited this one would count as its own user.
    return os.open(data_dir / "run" / name, os.O_RDWR | os.O_CREAT, 0o600)


def _hold(data_dir: Path) -> None:
    lock = _open_lock(data_dir, "users.lock")
    inherited = _holds.pop(data_dir, None)
    if inherited is not None and _same_file(inherited.lock, lock):
        # A forked child's copy of its parent's lock; kept, it would stand in this process's own way at exit.
        # Celery closes its children's files, after which the number may name another one: hence the look.
        os.close(inherited.lock)
    fcntl.flock(lock, fcntl.LOCK_SH)
    _holds[data_dir] = _Hold(os.getpid(), lock)


def _same_file(one: int, other: int) -> bool:
    try:
        return os.path.sameopenfile(one, other)
    except OSError:
        return False


def _leave(data_dir: Path) -> None:
    """Give up this process's share; the last one out stops the servers."""
    if not _holds_already(data_dir):
        return  # a forked child runs its parent's exit handlers too
    if not (data_dir / "run").is_dir():
        embedded_valkey.stop(data_dir)  # PostgreSQL notices by itself that its folder is gone
        return
    with _starting(data_dir):
        _release(data_dir)


def _release(data_dir: Path) -> None:
    """Drop the lock and stop what runs unless somebody else holds it. The caller holds ``start.lock``."""
    os.close(_holds.pop(data_dir).lock)
    lock = _open_lock(data_dir, "users.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        # Both, whatever this process used: another one may have started the other and been killed.
        embedded_valkey.stop(data_dir)
        embedded_postgres.stop(data_dir)
        remove_socket_folder(data_dir)
    finally:
        os.close(lock)
