"""A real Chromium against a real server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import BROWSER_HINT, chromium
from tests.versions import STANDING

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--renderer-process-limit=1",  # one test looks at one page at a time
]


@pytest.fixture(scope="session")
def browser(django_db_blocker) -> Iterator[Browser]:
    with django_db_blocker.unblock():
        STANDING.fall()  # while its connection is this thread's: Playwright's event loop has another one
    path = chromium()
    assert path, BROWSER_HINT
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django would take for an asynchronous caller.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def site(browser: Browser, committed: None, live_server) -> str:
    return str(live_server.url)


@pytest.fixture
def faults() -> list[str]:
    """What the browser reported while the test ran; what is still in it at the end fails the test."""
    return []


@pytest.fixture
def page(browser: Browser, site: str, faults: list[str]) -> Iterator[Page]:
    """A fresh page that fails the test if anything was refused or broke on the way."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []
