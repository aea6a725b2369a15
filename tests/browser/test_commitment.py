"""The page of a commitment in a real browser: from its life to the words, the switch, the citation."""

import re

import pytest

pytestmark = pytest.mark.browser
PLEDGE = "/commitments/anthropic/no-train-or-deploy-without-safeguards/"


def test_a_mark_leads_to_the_words_and_the_switch_changes_only_them(page):
    page.goto(PLEDGE)
    page.locator("svg.strip.wide").get_by_role("link", name=re.compile("v2.0, .*weakened")).click()
    assert page.url.endswith("#v2.0")
    page.evaluate("window.stays = true")
    page.get_by_role("link", name="against the first").click()
    page.wait_for_url(re.compile(r"\?against=first"))
    page.locator("#words [aria-current]", has_text="against the first").wait_for()
    assert page.evaluate("window.stays")  # no other page was loaded
    page.go_back()
    page.locator("#words [aria-current]", has_text="against the version before").wait_for()


def test_the_citation_is_copied_in_one_line(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(PLEDGE)
    page.get_by_role("button", name="Copy").click()
    page.get_by_text("Copied.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(
        r"RSP commitment tracker, “Anthropic: No training.*\?known_at=\d{4}-\d\d-\d\d", copied
    )
