""" "Check now": who may, what it does once, and what it says when it cannot."""

import pytest
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from commitments import tasks
from commitments.models import Event, FetchAttempt, Source


@pytest.fixture
def source(rsp):
    return rsp.sources.filter(kind="document").first()


@pytest.fixture
def queued(monkeypatch):
    """Ids that were handed to a worker."""
    queued = []
    monkeypatch.setattr(tasks.fetch_source, "delay", queued.append)
    return queued


@pytest.fixture
def click(client, editor_who_checks, source):
    """Press the button; the page that follows."""
    client.force_login(editor_who_checks)

    def click(asked=""):
        response = client.post(f"/sources/{source.pk}/check/{asked}", follow=True)
        assert response.status_code == 200
        return response.content.decode()

    return click


def test_a_check_is_handed_to_a_worker_and_put_on_record(click, source, queued):
    page = click()
    assert "is being checked" in page
    assert queued == [source.pk]
    event = Event.objects.get(verb="check_source")
    assert (event.actor, event.data) == ("edith", {"source": source.pk})


def test_beat_does_not_take_the_same_turn_again(click, source, queued):
    click()
    source.refresh_from_db()
    assert source.next_fetch_at > timezone.now()


def test_a_turn_that_beat_has_taken_is_not_taken_twice(click, source, queued, monkeypatch):
    from commitments import watching

    request = watching.request_check

    def request_and_lose(**asked):
        wanted = request(**asked)
        Source.objects.filter(pk=wanted.pk).update(next_fetch_at=timezone.now())
        return wanted

    monkeypatch.setattr(watching, "request_check", request_and_lose)
    assert "is being checked" in click()
    assert queued == []


def test_a_second_click_says_that_it_is_under_way(click, source, queued):
    click()
    assert "A check is under way already: edith has just asked for it." in click()
    assert len(queued) == Event.objects.filter(verb="check_source").count() == 1


def test_a_second_click_after_the_check_says_what_came_of_it(click, source, queued):
    click()
    now = timezone.now()
    FetchAttempt.objects.create(
        source=source, started_at=now, duration=now - now, outcome="unchanged"
    )
    assert "It has just been checked (unchanged)" in click()


def test_the_editor_comes_back_to_the_same_choice_at_the_source(client, click, source, queued):
    response = client.post(f"/sources/{source.pk}/check/?organization=anthropic&health=failing")
    assert response.status_code == 302
    assert response["Location"] == (
        f"/sources/?organization=anthropic&health=failing#source-{source.pk}"
    )


def test_without_redis_the_check_waits(click, source, monkeypatch):
    def refuse(_):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(tasks.fetch_source, "delay", refuse)
    assert "Redis, which hands out the work, does not answer" in click()
    source.refresh_from_db()
    assert source.next_fetch_at <= timezone.now()


def test_where_fetching_is_off_nothing_is_checked(click, queued, settings):
    settings.FETCH_ENABLED = False
    assert "Fetching is switched off here" in click()
    assert queued == []


def test_what_is_not_watched_is_not_checked(click, source, queued):
    Source.objects.filter(pk=source.pk).update(is_active=False)
    assert "it is not watched" in click()
    assert queued == []


def test_reading_never_checks(client, click, source, queued):
    assert client.get(f"/sources/{source.pk}/check/").status_code == 405
    assert queued == []


def test_a_source_that_is_not_there_is_not_found(client, click):
    assert client.post("/sources/999999/check/").status_code == 404


def test_who_is_not_logged_in_is_asked_to(client, source, queued):
    response = client.post(f"/sources/{source.pk}/check/?health=failing")
    assert response.status_code == 302
    assert response["Location"] == "/admin/login/?next=/sources/%3Fhealth%3Dfailing"
    assert queued == []


def test_who_may_not_is_refused_and_sees_no_button(client, source, editor, queued):
    client.force_login(editor)
    assert client.post(f"/sources/{source.pk}/check/").status_code == 403
    assert "Check now" not in client.get("/sources/").content.decode()
    assert queued == []


def test_the_permission_alone_makes_no_editor(client, source, editor_who_checks, queued):
    editor_who_checks.is_staff = False
    editor_who_checks.save()
    client.force_login(editor_who_checks)
    assert client.post(f"/sources/{source.pk}/check/").status_code == 403


def test_another_site_cannot_press_the_button(source, editor_who_checks, queued):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor_who_checks)
    assert client.post(f"/sources/{source.pk}/check/").status_code == 403
    assert queued == []


def test_the_button_is_for_today_and_for_what_is_watched(client, click, source):
    page = client.get("/sources/").content.decode()
    assert f'action="/sources/{source.pk}/check/?"' in page
    then = {"known_at": timezone.now().isoformat()}
    assert "Check now" not in client.get("/sources/", then).content.decode()


def test_readers_see_no_button_and_get_no_cookie(client, dataset):
    response = client.get("/sources/")
    assert "Check now" not in response.content.decode()
    assert response.cookies == {}
