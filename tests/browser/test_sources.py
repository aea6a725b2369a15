"""The page of sources: read on a phone, chosen from, and checked by an editor, all without JavaScript."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from commitments import tasks
from commitments.models import FetchAttempt, Source, Ticket

pytestmark = pytest.mark.browser


@pytest.fixture
def failing(site):
    source = Source.objects.filter(policy__organization__slug="xai", kind="document").first()
    FetchAttempt.objects.create(
        source=source,
        started_at=timezone.now(),
        duration=timedelta(seconds=1),
        outcome="failed",
        error_code="http_4xx",
        error="answered 404",
        http_status=404,
        is_permanent=True,
    )
    Ticket.objects.create(source=source, kind="failing", message="It fails.")
    return source


@pytest.fixture
def plain_page(browser, site):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_from_a_ticket_to_its_source_and_to_all_that_fail(page, failing):
    page.goto("/sources/")
    page.locator(".tickets a").click()
    assert page.url.endswith(f"#source-{failing.pk}")
    strip = page.locator(f"#source-{failing.pk} svg.health")
    assert strip.locator("rect").count() == 14
    page.get_by_role("link", name="Failing 1").click()
    page.wait_for_url("**/sources/?health=failing")
    assert page.locator(".watched").count() == 1
    assert "What helps: Open the address" in page.locator(".said.failed").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_failure_is_told_by_its_mark_and_by_its_colour(page, failing, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto("/sources/?health=failing")
    fill = "e => getComputedStyle(e).fill"
    cells = page.locator(".watched svg.health")
    failed = cells.locator("g.failed rect").evaluate(fill)
    assert failed != cells.locator("g.not_tried rect").first.evaluate(fill)
    assert cells.locator("g.failed path").evaluate("e => e.getTotalLength()") > 10


def test_the_strip_has_a_name_and_a_text_for_those_who_do_not_see_it(page, failing):
    page.goto("/sources/?health=failing")
    strip = page.get_by_role("img", name="Health from")
    assert strip.count() == 1
    assert "13 not tried, 1 failed" in page.locator(".watched figcaption").inner_text()


def test_an_editor_checks_a_source_without_javascript(plain_page, failing, monkeypatch):
    queued = []
    monkeypatch.setattr(tasks.fetch_source, "delay", queued.append)
    User.objects.create_superuser("edith", password="right horse")
    page = plain_page
    page.goto("/admin/login/?next=/sources/%3Fhealth%3Dfailing")
    page.get_by_label("Username").fill("edith")
    page.get_by_label("Password").fill("right horse")
    page.get_by_role("button", name="Log in").click()
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_role("button", name="Check now").click()
    assert page.url.endswith(f"/sources/?health=failing#source-{failing.pk}")
    assert "is being checked" in page.locator(f"#source-{failing.pk} .note").inner_text()
    assert queued == [failing.pk]
    page.get_by_role("button", name="Check now").click()
    assert "under way already" in page.locator(".note").inner_text()
    assert queued == [failing.pk]
