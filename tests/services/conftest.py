"""A folder of data of its own for each test, and processes that use the servers in it."""

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rsp_tracker import embedded
from tests.services.embedded_users import User, remove_cluster, servers

Users = Callable[[], User]


@contextmanager
def _fresh_data_dir() -> Iterator[Path]:
    """A DATA_DIR that does not exist yet, below a folder that any account may pass through.

    Not pytest's tmp_path, which is closed to others: root's database would then lie elsewhere (one test is
    about that).
    """
    parent = Path(tempfile.mkdtemp(prefix="rsp-test-", dir="/tmp")).resolve()
    parent.chmod(0o755)
    data = parent / "with a space"
    yield data
    remove_cluster(data)
    shutil.rmtree(embedded.database(data)["HOST"], ignore_errors=True)
    shutil.rmtree(parent)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A DATA_DIR of the test's own."""
    with _fresh_data_dir() as data:
        yield data


@pytest.fixture(scope="session")
def used_dir() -> Iterator[Path]:
    """A DATA_DIR that tests before this one may have filled: to create a database takes seconds."""
    with _fresh_data_dir() as data:
        yield data


@pytest.fixture
def user(used_dir: Path) -> Iterator[Users]:
    """Makes users of a DATA_DIR that has had others."""
    yield from _users(used_dir)


@pytest.fixture
def first_user(data_dir: Path) -> Iterator[Users]:
    """Makes users of a DATA_DIR that has had none."""
    yield from _users(data_dir)


def _users(data_dir: Path) -> Iterator[Users]:
    """Whoever is left at the end goes, and the servers with the last one."""
    users: list[User] = []

    def make() -> User:
        users.append(User(data_dir))
        return users[-1]

    yield make
    for one in users:
        if one.process.poll() is None:
            one.process.communicate(timeout=60)
        for stream in (one.process.stdin, one.process.stdout, one.process.stderr):
            stream.close()
    assert servers(data_dir) == []


@pytest.fixture
def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
