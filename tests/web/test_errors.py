"""What a reader sees when we fail: a sentence, in the form that was asked for, that needs nothing to work."""

import pytest


@pytest.fixture
def failing(client, db, monkeypatch):
    def fail(*args, **kwargs):
        raise ZeroDivisionError

    client.raise_request_exception = False
    monkeypatch.setattr("commitments.models.policies.PolicyQuerySet.published", fail)
    return client


def test_a_page_says_that_it_is_our_fault(failing):
    response = failing.get("/policies/anthropic/responsible-scaling-policy/")
    assert response.status_code == 500
    assert "The tracker has failed here" in response.content.decode()


def test_the_api_says_so_in_json(failing):
    response = failing.get("/api/v1/policies/")
    assert response.status_code == 500
    assert response.json()["error"]["code"] == "server_error"


def test_a_name_under_which_we_do_not_serve_is_refused_in_the_callers_form(client, db):
    page = client.get("/about/", headers={"host": "evil.example"})
    assert page.status_code == 400
    assert "ALLOWED_HOSTS" not in page.content.decode()
    answer = client.get("/api/v1/policies/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_request"
    assert "host name" in answer.json()["error"]["message"]
