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
