"""What is new to a reader since the last visit, told by the reader's own browser."""

import pytest

pytestmark = pytest.mark.browser
VISITS = "rsp-tracker-visits"


def test_what_was_recorded_since_the_last_visit_is_marked_and_nothing_on_the_first(page, site):
    page.goto("/")
    assert page.get_by_text("new to you").count() == 0
    assert page.locator("[data-seen]").is_hidden()
    page.evaluate(f"localStorage.setItem('{VISITS}', JSON.stringify({{latest: 86400000}}))")
    page.reload()
    entries = page.locator("[data-recorded]").count()
    assert page.get_by_text("new to you").count() == entries > 0
    assert page.locator("[data-seen]").inner_text() == (
        f"{entries} of these are new since your last visit on 2 January 1970."
    )
    page.goto("/changes/")  # the same visit goes on
    assert page.get_by_text("new to you").count() > 0
    page.evaluate(
        f"localStorage.setItem('{VISITS}', JSON.stringify({{latest: Date.now() - 3600000}}))"
    )
    page.goto("/")
    assert "since your last visit" in page.locator("[data-seen]").inner_text()
