"""What the embedded servers need of the operating system: an account, a socket folder, logs, process checks."""

import hashlib
import os
import pwd
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from commitments.errors import TrackerError

# Servers see nothing of the caller's environment: PGDATA, PGOPTIONS, LANG or LD_LIBRARY_PATH would change them.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C", "TZ": "UTC"}
_LOG_LIMIT = 5 * 1024 * 1024
_PATIENCE = 15.0  # seconds a server may stay silent
_MORE_PATIENCE = 120.0  # seconds a server may say that it is still recovering


def package_folder(name: str) -> Path:
    """Where an installed package lies, without importing it (its import may have effects of its own)."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise unavailable()
    return Path(next(iter(spec.submodule_search_locations)))


def unavailable() -> TrackerError:
    """The error of a platform for which the servers' wheels hold no program."""
    return TrackerError(
        "no_embedded_servers",
        "There is no embedded PostgreSQL and Valkey for this platform: install PostgreSQL and a Redis-protocol "
        "server and set DATABASE_URL (postgres://user:password@host/name) and REDIS_URL (redis://host:6379/0).",
    )


# --- accounts -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Account:
    """An existing unprivileged account that PostgreSQL runs as when the caller is root."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """``nobody`` for root, whom PostgreSQL refuses; None for everyone else: their own account serves.

    An account of our own would be tidier, but starting a demo must not add users to a machine.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise TrackerError(
            "no_account",
            "PostgreSQL does not run as root and there is no account 'nobody' to run it as: "
            "start as an ordinary user, or set DATABASE_URL.",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def run(
    command: list[str],
    account: Account | None = None,
    *,
    stdin: str = "",
    log: IO[str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, away from the terminal (own session: Ctrl-C does not reach it).

    Output is captured, or appended to ``log``; a program that leaves a server behind needs the latter, since
    the server keeps its output open. Raises OSError where the account may not execute the program.
    """
    identity: dict[str, Any] = {}
    if account is not None:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    return subprocess.run(
        command,
        input=stdin,
        stdout=log or subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd="/",
        env=_ENVIRONMENT,
        start_new_session=True,
        check=False,
        **identity,
    )


def succeeds(command: list[str], account: Account | None) -> bool:
    """Whether the account can run this; asking the kernel beats reading mode bits, ACLs and mount options."""
    try:
        return run(command, account).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


# --- folders and logs ---------------------------------------------------------------------------------------


def socket_folder(data_dir: Path) -> Path:
    """Where the sockets of one DATA_DIR are. Pure.

    A socket's path may hold about 100 bytes, so they cannot lie under DATA_DIR; always /tmp, because TMPDIR
    differs between a login shell, cron and a service of the same user.
    """
    digest = hashlib.sha256(os.fsencode(os.path.realpath(data_dir))).hexdigest()[:12]
    return Path(f"/tmp/rsp-tracker-{os.geteuid()}-{digest}")  # noqa: S108  checked by make_socket_folder


def make_socket_folder(data_dir: Path) -> Path:
    """The socket folder, made if need be, closed to everybody else.

    /tmp belongs to all: a folder (or link) that somebody else put there is refused, never used.
    """
    folder = socket_folder(data_dir)
    account = server_account()
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    owners = {os.geteuid()} if account is None else {os.geteuid(), account.uid}
    status = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or status.st_uid not in owners:
        raise TrackerError(
            "foreign_folder", f"{folder} was made by somebody else: remove it and start again."
        )
    if account is not None and status.st_uid != account.uid:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    folder.chmod(0o700)
    return folder


def remove_socket_folder(data_dir: Path) -> None:
    """Leave nothing in /tmp once both servers have stopped."""
    with suppress(OSError):
        socket_folder(data_dir).rmdir()


def open_log(path: Path) -> IO[str]:
    """A log to append to; one that has grown large makes room first (one older file is kept)."""
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path.open("a")


def last_lines(path: Path, count: int = 8) -> str:
    """The end of a log, for an error message."""
    with suppress(OSError):
        return "\n".join(path.read_text(errors="replace").splitlines()[-count:])
    return "(no log)"


# --- processes ----------------------------------------------------------------------------------------------


def runs(pid_file: Path, program: str) -> bool:
    """Whether the process a pid file names is alive and is that program.

    The number alone proves nothing: after a reboot another process may have it, and where nobody collects
    dead children (a container whose first process is not an init) a killed server stays as a zombie.
    """
    state, name = _look_up(_pid(pid_file))
    return bool(state) and state not in "ZX" and program in name


def names_stranger(pid_file: Path, program: str) -> bool:
    """Whether a pid file names a process that exists but is not (or no longer) that program."""
    state, _ = _look_up(_pid(pid_file))
    return bool(state) and not runs(pid_file, program)


def _pid(pid_file: Path) -> int:
    try:
        return int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0  # the number of no process


def _look_up(pid: int) -> tuple[str, str]:
    """The one-letter state and the program name of a process; empty where there is none."""
    if Path("/proc/self/stat").exists():
        try:
            name, _, rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
        except OSError:
            return "", ""
        return rest.split()[0], name.partition("(")[2]
    found = run(["/bin/ps", "-o", "state=", "-o", "comm=", "-p", str(pid)]).stdout.split(maxsplit=1)
    return (found[0][0], found[1]) if len(found) == 2 else ("", "")


class State(Enum):
    """What a server says when it is asked."""

    UP = "up"
    BUSY = "starting up, recovering or stopping"
    SILENT = "no answer"


def bring_up(
    ask: Callable[[], State], alive: Callable[[], bool], launch: Callable[[], None]
) -> bool:
    """Launch a server until it answers; False when it stays silent for too long.

    More than one launch can be needed: within a second after a ``kill -9`` the dead server's children may
    still hold its memory, or its dying process may still look alive.
    """
    begun = silent_since = time.monotonic()
    next_launch = 0.0
    while (state := ask()) is not State.UP:
        now = time.monotonic()
        if state is State.BUSY:
            silent_since = now
        if now - silent_since > _PATIENCE or now - begun > _MORE_PATIENCE:
            return False
        if now >= next_launch and not alive():
            launch()
            next_launch = time.monotonic() + 0.2
        time.sleep(0.03)
    return True


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Wait for something that is about to happen; the caller looks whether it did."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
