"""What holds of every page: it fits a small phone, and axe finds nothing, light or dark, wide or narrow."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from commitments.exports import jobs
from commitments.models import Export
from tests.conftest import V21, V22

pytestmark = pytest.mark.browser
RSP = "/policies/anthropic/responsible-scaling-policy/"
PAGES = [
    "/",
    "/organizations/",
    "/organizations/anthropic/",
    "/organizations/anthropic/pledge/",
    RSP,
    f"{RSP}versions/v2.2/",
    f"{RSP}compare/v2.1...v2.2/",
    f"{RSP}compare/v2.2...v3.0/",
    f"{RSP}compare/v2.1...v2.2/?view=all",
    f"{RSP}compare/v2.1...v2.2/?view=beside",
    "/compare/anthropic/responsible-scaling-policy/v2.2...openai/preparedness-framework/v2/",
    "/commitments/anthropic/no-train-or-deploy-without-safeguards/",
    "/changes/",
    "/changes/?organization=anthropic&outcome=re-upload",
    "/matrix/",
    "/matrix/?topic=whistleblowing",
    "/calendar/",
    "/sources/",
    "/search/?q=pause",
    "/about/",
    "/methodology/",
    "/corrections/",
    "/compare/",
    *(f"/exports/{state}/" for state in ("waiting", "working", "done", "failed", "stale")),
    "/nothing-here/",
]
SCRIPT = Axe().axe_script
WEIGH_SOME = Path(__file__).with_name("weigh_some.js").read_text()
RUN = "axe.run({resultTypes: ['violations']})"  # to describe every element in order takes longest


def ask_for_files() -> None:
    """One in each state, and one that the record has overtaken."""
    asked = {
        "subject": "history", "names": {"organization": "openai"}, "asked": {}, "format": "docx",
        "title": "OpenAI: its policies, version by version", "page": "/organizations/openai/",
        "address": "/api/v1/organizations/openai/?format=docx", "parts": 9, "name": "openai_history_docx.zip",
    }  # fmt: skip
    for state in ("waiting", "working", "done", "failed"):
        Export.objects.create(
            key=state, state=state, mark=jobs.mark(), fault="The store has no file x.", **asked
        )
    Export.objects.create(key="stale", state="done", mark="of yesterday", **asked)


@pytest.fixture
def texts(site, bring: Callable) -> None:
    bring("v2.1", V21, "2025-03-31")
    bring("v2.2", V22, "2025-05-14")
    bring("v2", V21.replace("test", "assess"), "2025-04-15", policy="preparedness-framework")
    ask_for_files()


def test_every_page_loads_its_style_fits_a_small_phone_and_gives_axe_nothing_to_find(
    page, texts, faults
):
    for number, address in enumerate(PAGES):
        # Light and wide by turns with dark and narrow: each page once, each rule many times.
        is_dark = bool(number % 2)
        page.emulate_media(color_scheme="dark" if is_dark else "light")
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
        assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px", address
        if not is_dark:
            page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate(SCRIPT)
        page.evaluate(WEIGH_SOME)
        found = page.evaluate(RUN)["violations"]
        told = [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found]
        assert told == [], address
    assert [fault for fault in faults if "404" in fault] == faults  # the page that is not there
    faults.clear()
