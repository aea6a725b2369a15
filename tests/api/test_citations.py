"""Citations: of a version, a commitment and a comparison, in every style, as JSON or as a file."""

import pytest

from commitments.exports.citations import STYLES
from tests.versions import V21

RSP = "/policies/anthropic/responsible-scaling-policy/"
VERSION = f"{RSP}versions/v2.2/"
COMPARISON = f"{RSP}compare/v2.1...v2.2/"
COMMITMENT = "/commitments/anthropic/no-train-or-deploy-without-safeguards/"
ACROSS = "/compare/anthropic/responsible-scaling-policy/v2.2...openai/preparedness-framework/v2/"
PAGES = [VERSION, COMPARISON, COMMITMENT, ACROSS]


@pytest.fixture
def recorded(two_versions, bring) -> None:
    bring("v2", V21.replace("test", "assess"), "2025-04-15", policy="preparedness-framework")


@pytest.mark.parametrize("page", PAGES)
def test_every_style_is_on_the_page_and_in_the_api_and_a_file(client, recorded, page):
    html = client.get(page).content.decode()
    told = client.get(f"/api/v1{page}citation/").json()
    assert list(told) == list(STYLES)
    for name, style in STYLES.items():
        assert f"http://testserver{page}" in told[name]
        response = client.get(f"/api/v1{page}citation/", {"format": name})
        assert response.content.decode() == told[name]
        assert response["Content-Type"] == style.media_type
        assert response["Content-Disposition"].endswith(f'.{style.suffix}"')
    assert html.count("data-copies=") == len(STYLES)
    assert "js/copy.js" in html
    for name in ("bibtex", "ris", "csl"):
        assert f'href="/api/v1{page}citation/?format={name}"' in html


@pytest.mark.parametrize("page", [COMPARISON, COMMITMENT])
def test_the_address_in_it_shows_the_record_as_it_was_on_the_day(client, recorded, page):
    told = client.get(f"/api/v1{page}citation/", {"known_at": "2099-01-02T10:00:00Z"}).json()
    assert f"{page}?known_at=2099-01-02" in told["credit"]


def test_an_unknown_style_is_not_acceptable_and_the_styles_are_named(client, recorded):
    response = client.get(f"/api/v1{VERSION}citation/", {"format": "mla"})
    assert response.status_code == 406
    named = "there are: json, credit, apa, chicago, bibtex, ris, csl."
    assert named in response.json()["error"]["message"]


def test_what_is_not_there_is_cited_by_nobody(client, recorded):
    assert client.get(f"/api/v1{RSP}versions/v7/citation/").status_code == 404
    assert client.get(f"/api/v1{RSP}compare/v2.1...v7/citation/").status_code == 404
