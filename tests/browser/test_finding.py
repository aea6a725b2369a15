"""The log of changes and the search, as a reader uses them: by mouse, by keys, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_what_the_revision_of_24_february_2026_removed_in_three_clicks(page, site):
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Changes").click()
    page.get_by_role("navigation", name="What happened").get_by_text("removed").click()
    page.wait_for_url("**/changes/?outcome=removed")
    expect(page.locator("h2:focus")).to_contain_text("changes")  # where a screen reader goes on
    page.get_by_text("Organization", exact=True).click()
    page.locator(".facet").get_by_role("link", name="Anthropic").click()
    page.wait_for_url("**/changes/?outcome=removed&organization=anthropic")
    revision = page.locator(".revision", has_text="24 February 2026")
    assert revision.get_by_text("Fixed evaluation cadence").is_visible()
    assert revision.locator("del").count() == 14
    page.go_back()
    expect(page.get_by_label("Take away Organization: Anthropic")).to_have_count(0)
    assert page.locator("h1").count() == 1


def test_the_log_is_narrowed_without_javascript(browser, site):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/changes/?outcome=removed")
    page.get_by_text("Dates", exact=True).click()
    page.get_by_label("Since").fill("2026-02-24")
    page.get_by_label("Until").fill("2026-02-24")
    page.locator(".facet").get_by_role("button", name="Show").click()
    assert page.get_by_role("heading", name="14 changes").is_visible()
    page.get_by_label("Take away What happened: removed").click()
    assert "outcome" not in page.url and "since=2026-02-24" in page.url
    context.close()


def test_a_misspelt_search_by_keys_leads_to_the_sentence(page, site, bring):
    bring("v2.2", "1. Lights\n\nWe will keep the lighthouse lit.\n", "2025-05-14")
    page.goto("/search/")
    page.keyboard.press("/")
    page.keyboard.type("ligthhouse")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="lighthouse").click()
    page.wait_for_url("**/search/?q=lighthouse")
    page.locator(".hits a").first.click()
    page.wait_for_url(re.compile(r"/versions/v2\.2/#c[0-9a-f]+$"))
    assert "We will keep the lighthouse lit." in page.locator(":target").inner_text()
