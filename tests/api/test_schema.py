"""The description of the API is valid, whole, and true of what is answered."""

import re

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema
from jsonschema import Draft4Validator

from commitments.api.urls import v1
from tests.api.conftest import RSP
from tests.versions import V21

LEFT, RIGHT = (
    "/".join(f"{{{side}_{part}}}" for part in ("organization", "policy", "version"))
    for side in ("left", "right")
)
ACROSS = (
    "/api/v1/compare/anthropic/responsible-scaling-policy/v2.2...openai/preparedness-framework/v2/"
)
PLACES = {
    "/api/v1/organizations/": "/api/v1/organizations/",
    "/api/v1/organizations/{organization}/": "/api/v1/organizations/anthropic/",
    "/api/v1/policies/": "/api/v1/policies/",
    "/api/v1/policies/{organization}/{policy}/": RSP,
    "/api/v1/policies/{organization}/{policy}/versions/": f"{RSP}versions/",
    "/api/v1/policies/{organization}/{policy}/versions/{version}/": f"{RSP}versions/v2.2/",
    "/api/v1/policies/{organization}/{policy}/versions/{version}/clauses/": f"{RSP}versions/v2.2/clauses/",
    "/api/v1/policies/{organization}/{policy}/compare/{old}...{new}/": f"{RSP}compare/v2.1...v2.2/",
    "/api/v1/policies/{organization}/{policy}/versions/{version}/citation/": f"{RSP}versions/v2.2/citation/",
    "/api/v1/policies/{organization}/{policy}/compare/{old}...{new}/citation/": (
        f"{RSP}compare/v2.1...v2.2/citation/"
    ),
    f"/api/v1/compare/{LEFT}...{RIGHT}/": ACROSS,
    f"/api/v1/compare/{LEFT}...{RIGHT}/citation/": f"{ACROSS}citation/",
    "/api/v1/commitments/{organization}/{slug}/citation/": (
        "/api/v1/commitments/anthropic/no-train-or-deploy-without-safeguards/citation/"
    ),
    "/api/v1/commitments/": "/api/v1/commitments/",
    "/api/v1/commitments/{organization}/{slug}/": (
        "/api/v1/commitments/anthropic/no-train-or-deploy-without-safeguards/"
    ),
    "/api/v1/changes/": "/api/v1/changes/",
    "/api/v1/sources/": "/api/v1/sources/",
    "/api/v1/snapshots/{id}/": "",  # the latest one
    "/api/v1/search/": "/api/v1/search/?q=model",
}


@pytest.fixture(scope="module")
def schema():
    """As it is answered; to make it takes longer than most of these tests, and it needs no database."""
    return Client().get("/api/schema/", headers={"accept": "application/json"}).json()


def test_is_valid(schema):
    validate_schema(schema)


def test_holds_every_endpoint(schema):
    routes = ["/api/v1/" + re.sub(r"<\w+:(\w+)>", r"{\1}", str(route.pattern)) for route in v1]
    assert sorted(schema["paths"]) == sorted(routes)
    assert sorted(PLACES) == sorted(set(routes) - {"/api/v1/"})


def test_every_endpoint_takes_known_at_and_says_what_its_errors_look_like(schema):
    for path, methods in schema["paths"].items():
        operation = methods["get"]
        asked = {parameter["name"]: parameter["schema"] for parameter in operation["parameters"]}
        has_files = "docx" in asked.get("format", {}).get("enum", ())
        assert list(methods) == (["get", "post"] if has_files else ["get"])
        assert "known_at" in [parameter["name"] for parameter in operation["parameters"]], path
        assert ("404" in operation["responses"]) == ("{" in path)
        assert "400" in operation["responses"]
        assert operation["description"], path


def test_asks_for_yaml_too(client, db):
    response = client.get("/api/schema/", headers={"accept": "application/yaml"})
    assert response.content.startswith(b"openapi: 3")


@pytest.mark.parametrize("path", PLACES)
def test_an_answer_is_what_the_schema_says(path: str, schema, get, two_versions, bring):
    if path.endswith(f"{RIGHT}/"):  # of which both texts must be there
        bring("v2", V21.replace("test", "assess"), "2025-04-15", policy="preparedness-framework")
    address = PLACES[path] or two_versions[0].text.extraction.snapshot.get_absolute_url()
    described = schema["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    answered = Draft4Validator(_strict({**described["schema"], "components": schema["components"]}))
    faults = [f"{list(e.path)}: {e.message[:200]}" for e in answered.iter_errors(get(address))]
    assert faults == []


def _strict(node):
    """OpenAPI 3.0 as JSON Schema: null where it is allowed, and nothing that is not described."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {name: _strict(value) for name, value in node.items()}
    if node.get("type") == "object" and isinstance(node.get("properties"), dict):
        node.setdefault("additionalProperties", False)
    if node.pop("nullable", False):
        return {"anyOf": [node, {"type": "null"}]}
    return node
