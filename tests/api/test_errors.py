"""Every error has one shape and one sentence, in JSON."""

import pytest

from tests.api.conftest import RSP

PLACES = [
    "/api/v1/",
    "/api/v1/policies/",
    f"{RSP}compare/v2.1...v2.2/",
    "/api/schema/",
    "/api/docs/",
]


@pytest.mark.parametrize("address", PLACES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_writing_is_405(client, dataset, address: str, method: str):
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert response["Content-Type"] == "application/json"
    assert "GET" in response["Allow"]
    assert response.json()["error"]["message"] == (
        f"{method.upper()} is not possible: this API is read only; use GET."
    )


@pytest.mark.parametrize("address", ["/api/v1/policies/", "/api/schema/"])
def test_a_format_that_is_not_served_is_406(client, dataset, address: str):
    asked = {
        "application/json": client.get(address, headers={"accept": "text/html"}),
        "there are: json": client.get(address, {"format": "xml"}),
    }
    for said, response in asked.items():
        assert response.status_code == 406
        assert response["Content-Type"] == "application/json"
        assert said in response.json()["error"]["message"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/nope/",
        "/api/v1/nope",
        "/api/v1/policies/anthropic/",
        f"{RSP}versions/..../",
        "/api/v2/",
    ],
)
def test_an_address_that_is_not_there_is_404(refused, address: str):
    assert refused(address, 404) == f"There is nothing at {address}; /api/v1/ lists what there is."


def test_a_missing_last_slash_is_sent_on(client, dataset):
    response = client.get("/api/v1/policies?limit=1")
    assert response.status_code == 301
    assert response["Location"] == "/api/v1/policies/?limit=1"
    assert client.get("/api/")["Location"] == "/api/v1/"


@pytest.mark.parametrize("asked", [{"known_at": "soon"}, {"as_of": "2026-02-30"}])
def test_a_date_that_is_none_is_400_everywhere(refused, asked: dict[str, str]):
    for address in ("/api/v1/", "/api/v1/policies/", f"{RSP}versions/v2.2/", "/api/v1/search/"):
        assert "is not a date; write it as YYYY-MM-DD" in refused(address, 400, **asked)


def test_pages_are_asked_for_in_numbers(get, refused):
    for asked in ({"limit": "many"}, {"offset": "-1"}, {"limit": "1" * 30}):
        assert "is not a whole number" in refused("/api/v1/policies/", 400, **asked)
    assert len(get("/api/v1/changes/", limit="100000")["results"]) <= 500
    assert get("/api/v1/policies/", offset="1000")["results"] == []


def test_a_list_is_in_pages_that_do_not_overlap(get):
    for noun in ("organizations", "policies", "commitments", "changes", "sources"):
        whole = get(f"/api/v1/{noun}/", limit="30")["results"]
        first, second = (
            get(f"/api/v1/{noun}/", limit="5"),
            get(f"/api/v1/{noun}/", limit="5", offset="5"),
        )
        assert first["results"] + second["results"] == whole[:10], noun
        assert second["previous"].endswith(f"/api/v1/{noun}/?limit=5")
