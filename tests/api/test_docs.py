"""Swagger UI works under the strict content security policy of the whole site."""

import re

DOCS = "/api/docs/"


def test_has_no_inline_script_or_style(client, db):
    page = client.get(DOCS).content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert "<style" not in page
    assert not re.search(r"\s(style|on\w+)=", page)


def test_everything_it_loads_is_our_own(client, db):
    page = client.get(DOCS).content.decode()
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(loaded) == 6
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


def test_the_policy_is_not_relaxed_for_it(client, db):
    policy = client.get(DOCS)["Content-Security-Policy"]
    assert policy == client.get("/api/v1/")["Content-Security-Policy"]
    assert "unsafe" not in policy


def test_its_script_is_served_by_itself_and_names_the_schema(client, db):
    page = client.get(DOCS).content.decode()
    [address] = re.findall(r'<script src="(/api/docs/[^"]*)"', page)
    script = client.get(address)
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/schema/" in script.content.decode()


def test_without_javascript_it_leads_to_the_schema(client, db):
    assert '<a href="/api/schema/">' in client.get(DOCS).content.decode()
