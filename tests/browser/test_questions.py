"""What a newcomer asks is at most four clicks from the first page; the first pages work by keyboard."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PAUSE = "Pause training until the security standard is met"


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Page]:
    """A page without JavaScript."""
    context = browser.new_context(base_url=site, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_three_questions_are_answered_in_four_clicks_without_javascript(reader: Page):
    which_promise_on_pausing_stood_on_a_day_and_what_it_is_now(reader)
    what_the_revision_of_24_february_2026_removed(reader)
    who_promises_third_party_testing_today(reader)


def which_promise_on_pausing_stood_on_a_day_and_what_it_is_now(reader: Page) -> None:
    reader.goto("/")
    reader.get_by_label("Topic").select_option("training-pause")
    reader.get_by_label("as of").fill("2025-01-01")
    reader.get_by_role("button", name="Show").last.click()  # 1
    reader.get_by_role("link", name=PAUSE).first.click()  # 2
    assert "in force on 1 January 2025" in reader.inner_text("main")
    assert "stands in v2.0" in reader.inner_text("main")
    reader.get_by_role("link", name="Show today’s").click()  # 3
    assert "gone since v3.0" in reader.inner_text("main")
    assert "Delay when clearly ahead" in reader.inner_text("main")


def what_the_revision_of_24_february_2026_removed(reader: Page) -> None:
    reader.goto("/")
    reader.get_by_role("link", name="Every version of the policy").click()  # 1
    revision = reader.locator("li#v3\\.0")
    assert "24 February 2026" in revision.inner_text()
    assert f"Removed: No training or deployment ahead of adequate safeguards; {PAUSE};" in (
        " ".join(revision.inner_text().split())
    )


def who_promises_third_party_testing_today(reader: Page) -> None:
    reader.goto("/")
    reader.get_by_role("navigation", name="Main").get_by_role("link", name="Matrix").click()  # 1
    reader.get_by_role("link", name="Who lets outsiders test or check?").click()  # 2
    assert "Yearly outside check of procedure" in reader.inner_text("main")


def test_pledges_are_narrowed_in_place_and_a_time_line_is_gone_through_by_keyboard(page: Page):
    page.goto("/organizations/anthropic/pledge/")
    pledges = page.locator("article.pledge")
    every = pledges.count()
    page.get_by_role("navigation", name="What became of it").get_by_role(
        "link", name="removed"
    ).press("Enter")
    page.wait_for_url("**/pledge/?outcome=removed")
    page.locator("nav.choices a[aria-current]", has_text="removed").wait_for()
    assert 0 < pledges.count() < every
    page.get_by_role("link", name="Responsible Scaling Policy").press("Enter")
    page.wait_for_url("**/responsible-scaling-policy/")
    page.locator("svg.timeline.wide a").first.focus()
    page.keyboard.press("Tab")
    assert "v2.0" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/versions/v2.0/")
