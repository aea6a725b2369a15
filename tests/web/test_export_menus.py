"""Export menus: on every page whose content can be handed on, with every choice of the page kept."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

RSP = "/policies/anthropic/responsible-scaling-policy/"
COMPARE = f"{RSP}compare/v2.1...v2.2/"
COMMITMENT = "/commitments/anthropic/no-train-or-deploy-without-safeguards/"


@pytest.fixture
def menu(client):
    """The addresses in a page's menu by format; JSON under "json"."""

    def menu(address: str) -> dict[str, str]:
        html = client.get(address).content.decode()
        [found] = re.findall(r'<details class="menu"><summary>Export.*?</details>', html, re.DOTALL)
        links = [unescape(link) for link in re.findall(r'href="([^"]+)"', found)]
        return {parse_qs(urlsplit(link).query).get("format", ["json"])[0]: link for link in links}

    return menu


@pytest.mark.parametrize(
    "address",
    [
        COMPARE,
        COMMITMENT,
        "/changes/?organization=openai&outcome=added",
        "/search/?q=board&kind=clause",
    ],
)
def test_every_address_in_a_menu_answers(client, two_versions, menu, address):
    found = menu(address)
    assert {"json", "csv", "docx", "pdf", "html"} <= set(found)
    for name in ("json", "csv", "txt"):
        assert client.get(found[name]).status_code == 200, found[name]


def test_the_choice_of_a_page_goes_into_its_files(menu, dataset):
    page = "/changes/?organization=anthropic&topic=security&year=2025&basis=reading&after="
    asked = {
        "organization": ["anthropic"],
        "topic": ["security"],
        "year": ["2025"],
        "basis": ["reading"],
    }
    found = menu(f"{page}&known_at=2099-01-01")
    for name, link in found.items():
        query = parse_qs(urlsplit(link).query)
        assert query.pop("format", ["json"]) == [name]
        assert query == {**asked, "known_at": ["2099-01-01"]}


def test_the_words_of_a_search_go_into_its_files(menu, two_versions):
    found = menu("/search/?q=%22safeguards%22+or+a%26b&in_force=true&start=0")
    query = parse_qs(urlsplit(found["csv"]).query)
    assert query == {"q": ['"safeguards" or a&b'], "in_force": ["true"], "format": ["csv"]}


def test_nothing_found_has_nothing_to_hand_on(client, dataset):
    for address in ("/search/?q=xylophone", "/search/", "/changes/?outcome=added&year=1999"):
        assert 'class="menu"' not in client.get(address).content.decode()


def test_re_uploads_are_handed_on_as_files_only(menu, dataset):
    found = menu("/changes/?outcome=re-upload")
    assert "json" not in found
    assert "csv" in found
