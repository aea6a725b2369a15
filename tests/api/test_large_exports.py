"""Large files for programs: refused with what to do, made after a POST, then at the same address."""

import pytest

from commitments import tasks
from commitments.exports import jobs
from commitments.models import Export

META = "/api/v1/organizations/meta/?format=md"


@pytest.fixture(autouse=True)
def queued(monkeypatch) -> list[str]:
    queued: list[str] = []
    monkeypatch.setattr(tasks.make_export, "delay", queued.append)
    return queued


def refused(response) -> tuple[str, str]:
    assert response.status_code == 409
    return response.json()["error"]["code"], response.json()["error"]["message"]


def test_reading_makes_nothing_and_says_what_to_do(client, dataset, queued):
    code, message = refused(client.get(META))
    assert code == "too_large"
    assert "Send this address as POST" in message
    assert queued == [] and not Export.objects.exists()


def test_after_a_post_the_same_address_has_the_file(client, dataset, queued):
    asked = client.post(META)
    assert asked.status_code == 202
    assert asked.json()["state"] == "waiting"
    assert asked.json()["page"] == f"http://testserver/exports/{queued[0]}/"
    waits = client.get(META)
    assert refused(waits)[0] == "being_made"
    assert waits["Retry-After"] == "5"
    jobs.make(queued[0])
    response = client.get(META)
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert 'filename="meta_history_md_2' in response["Content-Disposition"]
    assert response["Cache-Control"] == "no-store"


def test_what_failed_says_why(client, dataset, queued):
    client.post(META)
    jobs.fail(queued[0], "The store has no file x.")
    code, message = refused(client.get(META))
    assert code == "not_made"
    assert message.startswith("The store has no file x. Send this address as POST")


def test_an_unknown_organization_or_format_is_told_at_once(client, dataset, queued):
    assert client.post("/api/v1/organizations/acme/?format=md").status_code == 404
    assert client.post("/api/v1/organizations/meta/?format=zip").status_code == 406
    assert queued == []
