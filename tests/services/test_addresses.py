"""What the embedded servers are called, and the key that is made once: nothing here starts a server."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rsp_tracker import embedded


def test_asking_for_the_addresses_makes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    entry = embedded.database(data)
    assert entry["HOST"] in embedded.redis_url(data)
    assert not data.exists()
    assert not Path(entry["HOST"]).exists()


def test_a_long_path_still_fits_a_socket(tmp_path: Path) -> None:
    data = tmp_path / ("deep/" * 60)
    assert len(f"{embedded.database(data)['HOST']}/.s.PGSQL.5432.lock") < 100
    assert len(embedded.redis_url(data)) < 100


def test_two_spellings_of_a_folder_are_one_address(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert embedded.database(tmp_path) == embedded.database(tmp_path / "link" / "." / "link")


@pytest.mark.parametrize(
    ("redis_url", "broker"),
    [
        ("unix:///tmp/a/valkey.sock?db=0", "redis+socket:///tmp/a/valkey.sock?virtual_host=0"),
        ("unix:///tmp/a/valkey.sock", "redis+socket:///tmp/a/valkey.sock?virtual_host=0"),
        ("unix://me:word@/tmp/v.sock?db=3", "redis+socket://me:word@/tmp/v.sock?virtual_host=3"),
        ("redis://cache:6379/2", "redis://cache:6379/2"),
        ("rediss://:word@cache/2?ssl_cert_reqs=none", "rediss://:word@cache/2?ssl_cert_reqs=none"),
    ],
)
def test_celery_gets_the_same_server_in_its_own_spelling(redis_url: str, broker: str) -> None:
    assert embedded.broker_url(redis_url) == broker


@pytest.mark.parametrize(
    ("redis_url", "other"),
    [
        ("unix:///tmp/a/valkey.sock?db=0", "unix:///tmp/a/valkey.sock?db=7"),
        ("redis://cache:6379/2", "redis://cache:6379/7"),
        ("redis://:word@cache?db=2", "redis://:word@cache/7"),
        ("rediss://cache/2?ssl_cert_reqs=none", "rediss://cache/7?ssl_cert_reqs=none"),
    ],
)
def test_another_database_of_the_same_server(redis_url: str, other: str) -> None:
    assert embedded.with_database(redis_url, 7) == other


def test_the_secret_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    data = tmp_path / "data"
    key = embedded.secret_key(data)
    assert len(key) >= 50
    assert embedded.secret_key(data) == key
    assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in data.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: embedded.secret_key(tmp_path / "data"), range(64)))
    assert len(keys) == 1
