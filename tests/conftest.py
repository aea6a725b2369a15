"""What every test shares: real services, no network, the shipped data set, and a small cast of documents."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from uuid import uuid4

import pytest

from bench.office import HINT as OFFICE_HINT
from bench.office import soffice
from tests.sites import Page, Site
from tests.versions import STANDING, V21, V22, bring_version

BROWSER_HINT = (
    "no Chromium found: install Debian's chromium (or set CHROMIUM to one) to run the browser tests"
)
TESTS = Path(__file__).parent
# Tests that start whole programs, in a share of a minute for each of three workers. Those of one share have
# something in common: a browser, a folder of data.
LONGEST = [
    ("browser/",),
    ("services/test_embedded.py", "services/test_outages.py", "services/test_serve.py"),
    (
        "services/test_demo.py",
        "capture/test_kills.py",
        "capture/test_worker.py",
        "capture/test_reading.py",
        "exports/test_worker.py",
    ),
]


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    from rsp_tracker import embedded

    embedded.ensure_running(settings.DATA_DIR)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing


def chromium() -> str | None:
    """The browser's path, or None."""
    named = os.environ.get("CHROMIUM", "")
    without_windows = "chromium-headless-shell"  # does the same in 0.6 of the processor time
    names = [named, without_windows, "chromium", "chromium-browser", "google-chrome"]
    return next((found for name in names if name and (found := shutil.which(name))), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _bring_together(items)
    _deal_out(items, getattr(config, "workerinput", {}).get("workercount", 1))
    if os.environ.get("REQUIRE_PROGRAMS"):
        return
    missing = [("browser", BROWSER_HINT)] if not chromium() else []
    missing += [("office", OFFICE_HINT)] if not soffice() else []
    for mark, hint in missing:
        for item in items:
            if mark in item.keywords:
                item.add_marker(pytest.mark.skip(reason=hint))


def _bring_together(items: list[pytest.Item]) -> None:
    """Within a file, those that look at the two standing versions come one after the other."""
    together = [
        item
        for _, of_one_file in groupby(items, key=lambda item: item.path)
        for item in sorted(of_one_file, key=lambda item: "two_versions" in item.fixturenames)
    ]
    items[:] = together


def _deal_out(items: list[pytest.Item], workers: int) -> None:
    """Each worker's run of the list begins with its share of what takes longest: nobody is left alone with it.

    xdist's "worksteal" cuts the list into runs of the same length, and moves only what is at their ends.
    """
    heads: list[list[pytest.Item]] = [[] for _ in range(workers)]
    rest: list[pytest.Item] = []
    for item in items:
        name = item.path.relative_to(TESTS).as_posix()
        shares = [number for number, share in enumerate(LONGEST) if name.startswith(share)]
        (heads[shares[0] % workers] if shares else rest).append(item)
    dealt: list[pytest.Item] = []
    for number, head in enumerate(heads):
        size = (len(items) - len(dealt)) // (workers - number)
        dealt += head + [rest.pop(0) for _ in range(min(size - len(head), len(rest)))]
    items[:] = dealt + rest


def pytest_collection_finish() -> None:
    """What has been collected stays to the end: to look through it for garbage is a tenth of all work."""
    gc.freeze()


@pytest.fixture(autouse=True)
def _private_places(settings, tmp_path_factory, worker_number: int) -> None:
    """Blobs in the test's own folder, cache and jobs in databases of their own (pure tests do without)."""
    from rsp_tracker import embedded

    # Not tmp_path, which costs most tests more than what they do: this folder is made by who writes to it.
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "blobs" / uuid4().hex
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "exports": {
            **settings.STORAGES["exports"],
            "OPTIONS": {"location": settings.MEDIA_ROOT.with_suffix(".exports")},
        },
    }
    settings.CACHES = {
        "default": {
            **settings.CACHES["default"],
            "LOCATION": embedded.with_database(settings.REDIS_URL, 2 + worker_number),
            "KEY_PREFIX": uuid4().hex,  # not the test's name: the last run's turns at hosts would still count
        }
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.FETCH_ALLOWED_NETWORKS = []
    settings.FETCH_HOST_SECONDS = (
        0  # tests/capture/test_fetch_turns.py has the rests between visits
    )


@pytest.fixture(scope="session")
def worker_number(request: pytest.FixtureRequest) -> int:
    """0 without xdist, else the worker's number: each has its own database and its own Redis numbers."""
    name = getattr(request.config, "workerinput", {}).get("workerid", "gw0")
    return int(name.removeprefix("gw"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker, worker_number: int):
    """A database with the shipped data set: every test sees it and rolls back what it adds."""
    from tests import databases

    with django_db_blocker.unblock():
        databases.connect_to_copy(worker_number)
    yield
    with django_db_blocker.unblock():
        STANDING.fall()
        databases.drop_copy()


@pytest.fixture(scope="session", autouse=True)
def _what_was_committed_is_undone() -> Iterator[None]:
    """After a test without a transaction around it comes a fresh copy, not an empty database."""
    from django.test import TransactionTestCase

    from tests import databases

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda self: databases.restore_copy()
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_power_cut() -> Iterator[None]:
    """Nobody cuts the power of a test: what this process writes need not be awaited on the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda number: None)
        yield


@pytest.fixture
def _django_db_helper(_standing: None, _django_db_helper: None) -> None:
    """pytest-django's own, which every access to the database goes through."""


@pytest.fixture
def _standing(request: pytest.FixtureRequest, django_db_setup, django_db_blocker, kept) -> None:
    """The two versions stand while tests look at them, and are gone for others and for those that commit."""
    names = set(request.fixturenames)
    with django_db_blocker.unblock():
        if "two_versions" in names and not names & {"transactional_db", "live_server"}:
            STANDING.stand(kept)
        else:
            STANDING.fall()


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the documents of the two versions are."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def site(settings) -> Iterator[Site]:
    """A publisher's web server, which may be fetched from."""
    site = Site()
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    yield site
    site.stop()


@pytest.fixture
def page() -> type[Page]:
    return Page


@pytest.fixture
def committed(transactional_db: None) -> None:
    """The data set, committed, for tests in which another process looks at the database."""


@pytest.fixture
def dataset(db: None) -> None:
    """The database with the shipped data set in it."""


@pytest.fixture
def rsp(dataset: None):
    from commitments.models import Policy

    return Policy.objects.get(slug="responsible-scaling-policy")


@pytest.fixture
def bring(dataset: None) -> Callable:
    """Import a text as a version of Anthropic's policy, or another, and publish it, unless told otherwise."""
    return bring_version


@pytest.fixture
def two_versions(bring: Callable, settings) -> tuple:
    """v2.1 and v2.2 with short invented texts: one clause edited, one removed, one added, the rest kept."""
    return STANDING.versions(settings.MEDIA_ROOT) or (
        bring("v2.1", V21, "2025-03-31"),
        bring("v2.2", V22, "2025-05-14"),
    )


@pytest.fixture
def editor(dataset: None, django_user_model):
    return django_user_model.objects.create_user("edith", password="right horse", is_staff=True)
