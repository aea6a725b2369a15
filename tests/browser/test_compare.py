"""The comparison page in a real browser: by keyboard, its folds, on paper, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import V21, V22

pytestmark = pytest.mark.browser
COMPARE = "/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/"
KEPT = "We will test every new frontier model before it is deployed."


@pytest.fixture
def compared(site, bring) -> str:
    bring("v2.1", V21, "2025-03-31")
    bring("v2.2", V22, "2025-05-14")
    return site


def test_steps_folds_and_filters(page, compared):
    page.goto(COMPARE)
    told = page.locator("[data-changes] [role=status]")
    expect(told).to_have_text(re.compile(r"^\d+ changes$"))
    page.keyboard.press("k")  # from nowhere, backwards: the last
    expect(told).to_have_text(re.compile(r"^Change (\d+) of \1$"))
    assert page.evaluate("document.activeElement.id") == page.url.partition("#")[2]
    page.get_by_role("heading", level=1).click()  # the place is kept though the focus is gone
    page.keyboard.press("k")
    last = int(told.inner_text().split()[-1])
    expect(told).to_have_text(f"Change {last - 1} of {last}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(told).to_have_text("The last change")

    fold = page.locator("p.fold a").first
    closed = fold.inner_text()
    fold.press("Enter")
    expect(page.get_by_text(KEPT)).to_be_visible()
    expect(told).to_have_text(re.compile("unchanged clauses? shown"))
    assert re.search(r"[?&]open=\d+", page.url)
    page.keyboard.press("Enter")  # the focus is on what folds it again
    expect(page.get_by_text(KEPT)).to_have_count(0)
    expect(fold).to_have_text(closed)
    expect(fold).to_be_focused()
    assert "open=" not in page.url
    page.keyboard.press("Enter")
    expect(page.get_by_text(KEPT)).to_be_visible()

    page.get_by_role("link", name=re.compile("^added")).click()
    expect(page.locator("section[aria-labelledby=clauses] article")).to_have_count(1)
    assert page.url.endswith("?kind=added")


def test_on_paper_it_is_a_clean_redline_that_counts_what_it_leaves_out(page, compared):
    page.goto(COMPARE)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator(".imprint")).to_contain_text(f"{compared}{COMPARE}")
    expect(page.locator(".fold").first).to_be_visible()
    for menu in ("header.site", ".compare-bar", ".filters", ".neighbours", "footer.site"):
        expect(page.locator(menu).first).to_be_hidden()
    ink, paper = page.evaluate(
        "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    expect(page.locator("section[aria-labelledby=clauses] del").first).to_be_visible()


def test_without_javascript_a_fold_opens_and_closes_by_links(browser, compared):
    context = browser.new_context(base_url=compared, java_script_enabled=False)
    page = context.new_page()
    page.goto(COMPARE)
    expect(page.locator("[data-changes]")).to_be_hidden()
    page.locator("p.fold a").first.click()
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.get_by_role("link", name=re.compile("^Fold")).click()
    expect(page.get_by_text(KEPT)).to_have_count(0)
    context.close()
