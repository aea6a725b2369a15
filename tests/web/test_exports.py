"""Large files for readers: a button, a page that tells how far it is without JavaScript, and the file."""

import re

import pytest
from django.test import Client
from kombu.exceptions import OperationalError

from commitments import tasks
from commitments.blobs import withdraw_blob
from commitments.exports import jobs, matters
from commitments.models import Blob, Export

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NAVER = "/api/v1/organizations/naver/?format=txt"
COMPARE = "/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/"


@pytest.fixture(autouse=True)
def queued(monkeypatch) -> list[str]:
    """Keys that were handed to a worker."""
    queued: list[str] = []
    monkeypatch.setattr(tasks.make_export, "delay", queued.append)
    return queued


@pytest.fixture
def press(client, dataset):
    """The page to which a button leads."""

    def press(address: str = NAVER) -> str:
        response = client.post(address, headers=BROWSER)
        assert response.status_code == 303
        return response["Location"]

    return press


def html(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_an_organizations_page_offers_its_whole_history_by_buttons(client, dataset, queued):
    page = html(client, "/organizations/naver/")
    [action] = re.findall(r'<form method="post" action="([^"]+format=txt)">', page)
    assert action == NAVER
    assert queued == [] and not Export.objects.exists()  # to read the page asks for nothing


def test_a_button_leads_to_a_page_that_reloads_itself_until_the_file_is_there(
    client, press, queued
):
    page = press()
    [key] = queued
    told = html(client, page)
    assert "waits for a worker" in told
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in told
    assert 'hx-trigger="load delay:1500ms"' in told
    Export.objects.update(state="working", done=3)
    told = html(client, page)
    assert "3 of" in told and "parts made" in told
    assert re.search(r'<progress value="3" max="\d+" aria-label="Parts made">', told)
    jobs.make(key)
    told = html(client, page)
    assert "http-equiv" not in told and "hx-get" not in told
    [link] = re.findall(r'href="(/exports/\w+/file/)"', told)
    response = client.get(link)
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert response["Content-Disposition"].startswith('attachment; filename="naver_history_txt_2')
    assert response["Cache-Control"] == "no-store"


def test_htmx_gets_the_progress_alone(client, press):
    part = client.get(press(), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="progress"')


def test_a_page_of_progress_is_kept_by_no_cache_and_no_index(client, press):
    response = client.get(press())
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_a_second_press_leads_to_the_same_page_and_to_no_second_job(client, press, queued):
    assert press() == press()
    assert len(queued) == 1


def test_without_a_token_because_pages_with_buttons_are_kept_for_everybody(dataset):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(NAVER, headers=BROWSER).status_code == 303


def test_what_is_small_is_answered_at_once(client, two_versions, queued):
    address = "/api/v1/commitments/anthropic/evaluation-cadence/?format=csv"
    response = client.post(address, headers=BROWSER)
    assert (response.status_code, response["Location"]) == (303, address)
    assert queued == []


def test_a_failed_file_says_why_and_can_be_asked_for_again(client, press, queued):
    page = press()
    jobs.fail(queued[0], "The store has no file x.")
    told = html(client, page)
    assert "could not be made" in told and "The store has no file x." in told
    [again] = re.findall(r'<form method="post" action="([^"]+)"><button>Ask for it again', told)
    assert press(again) == page
    assert queued == [queued[0]] * 2


def test_a_file_that_is_out_of_date_is_gone_and_a_new_one_is_offered(
    client, two_versions, press, queued, editor
):
    page = press("/api/v1/organizations/anthropic/?format=csv")
    jobs.make(queued[0])
    withdraw_blob(Blob.objects.first(), reason="copyright claim", by=editor)
    assert "The record has changed" in html(client, f"{page}file/", 410)
    told = html(client, page)
    assert "export-file" not in told and "/file/" not in told
    [again] = re.findall(r'<form method="post" action="([^"]+)"><button>Make it from', told)
    assert press(again.replace("&amp;", "&")) != page


def test_a_file_that_was_swept_away_is_missed_in_a_sentence(client, press):
    page = press()
    Export.objects.all().delete()
    for address in (page, f"{page}file/"):
        assert "it was kept for a day" in html(client, address, 404)


def test_a_full_queue_is_told_on_a_page(client, dataset, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_OPEN", 0)
    response = client.post(NAVER, headers=BROWSER)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "Try again in a few minutes." in response.content.decode()


def test_one_address_may_ask_for_so_many_an_hour(client, dataset, monkeypatch):
    from commitments.api.exporting import Asking

    monkeypatch.setattr(Asking, "rate", "1/hour")
    assert client.post(NAVER, headers=BROWSER).status_code == 303
    response = client.post(NAVER, headers=BROWSER)
    assert response.status_code == 429
    assert "asked for many files" in response.content.decode()
    assert client.get("/api/v1/commitments/?format=json").status_code == 200


def test_without_redis_it_says_so_and_the_next_press_tries_again(
    client, press, monkeypatch, queued
):
    def refuse(key):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(tasks.make_export, "delay", refuse)
        response = client.post(NAVER, headers=BROWSER)
    assert response.status_code == 503
    assert "Redis" in response.content.decode()
    press()
    assert len(queued) == 1


def test_long_texts_are_asked_for_by_a_button_too(client, two_versions, monkeypatch):
    monkeypatch.setattr(matters, "MOST_CLAUSES", 3)
    monkeypatch.setattr(matters, "MOST_CLAUSES_TYPESET", 3)
    page = html(client, f"{COMPARE}?view=all&kind=")
    [menu] = re.findall(r'<details class="menu"><summary>Export.*?</details>', page, re.DOTALL)
    assert (
        'action="/api/v1/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/' in menu
    )
    assert "download>" not in menu
    assert "What is large takes a while" in menu


def test_of_longer_texts_only_what_is_typeset_is_asked_for_by_a_button(
    client, two_versions, monkeypatch
):
    monkeypatch.setattr(matters, "MOST_CLAUSES_TYPESET", 3)
    page = html(client, COMPARE)
    assert re.findall(r'format=(\w+)"><button>', page) == ["pdf", "zip"]
    assert 'format=docx" rel="nofollow" download' in page


def test_much_evidence_is_asked_for_by_a_button_and_the_rest_is_at_hand(
    client, two_versions, monkeypatch
):
    monkeypatch.setattr(matters, "MOST_CAPTURES", 1)
    page = html(client, "/commitments/anthropic/evaluation-cadence/")
    assert len(re.findall(r'<form method="post" action="[^"]+format=zip"', page)) == 1
    assert "format=docx" in page


def test_long_lists_are_asked_for_by_a_button(client, dataset, monkeypatch):
    monkeypatch.setattr(matters, "MOST_ROWS", 5)
    for address in ("/changes/?organization=anthropic", "/search/?q=safeguards"):
        assert 'format=csv"><button>' in html(client, address)
    assert 'format=csv" rel="nofollow" download>' in html(
        client, "/changes/?organization=anthropic&outcome=re-upload"
    )
