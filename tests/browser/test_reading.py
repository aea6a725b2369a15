"""What a reader does: opens the home page, follows the pledge, compares, searches; by mouse, keys and phone."""

import re
from collections.abc import Callable

import pytest

from tests.conftest import V21, V22

pytestmark = pytest.mark.browser


@pytest.fixture
def texts(site, bring: Callable) -> None:
    bring("v2.1", V21, "2025-03-31")
    bring("v2.2", V22, "2025-05-14")


def test_from_the_home_page_to_the_words_that_changed(page, texts):
    page.goto("/")
    page.get_by_role("link", name="The whole life of this commitment").click()
    assert "gone since v3.0" in page.locator(".lede").inner_text()
    page.get_by_role("link", name="Responsible Scaling Policy").click()
    page.locator("select[name=old]").select_option("v2.1")
    page.locator("select[name=new]").select_option("v2.2")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url(re.compile(r"compare/v2\.1\.\.\.v2\.2/"))
    assert page.locator("ins", has_text="aim to").count() == 1
    assert page.locator("del", has_text="The lighthouse report").count() == 1
    decoration = page.locator("ins").first.evaluate("e => getComputedStyle(e).textDecorationLine")
    assert "underline" in decoration  # never colour alone


def test_search_from_the_home_page(page, site):
    page.goto("/")
    page.get_by_role("searchbox").fill("pause training")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=pause+training")
    assert page.locator("mark").count() > 0


def test_the_first_tab_skips_to_the_content(page, site):
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_the_api_documentation_opens(page, site):
    page.goto("/api/docs/")
    page.get_by_text("/api/v1/organizations/", exact=True).first.wait_for()
