"""A record many times as long costs no page and no list of the API another query."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.dataset.loading import load_dataset
from commitments.models import Policy, Source
from commitments.sample.record import sample_record

RSP = "policies/anthropic/responsible-scaling-policy/"
KEPT = [  # pages, and what others are told from, are kept until something is published
    "/",
    "/organizations/?as_of=2025-01-01",
    f"/{RSP}",
    f"/{RSP}versions/v3.4/",
    f"/{RSP}compare/v2.2...v3.0/",
    "/compare/",
    "/changes/",
    "/matrix/",
    "/calendar/",
    "/calendar/?as_of=2025-01-01",
    "/calendar.ics",
    "/corrections/",
    "/sitemap.xml",
]
ASKED = [
    "/organizations/",
    "/organizations/anthropic/",
    "/organizations/anthropic/pledge/",
    f"/{RSP}compare/v2.2...v3.0/?topic=security",
    "/compare/?left=anthropic/responsible-scaling-policy&right=openai/preparedness-framework",
    "/commitments/anthropic/no-train-or-deploy-without-safeguards/",
    "/changes/?topic=security",
    "/changes/feed.atom?organization=anthropic",
    "/matrix/?topic=security",
    "/calendar/?organization=anthropic",
    "/sources/",
    "/search/?q=safeguards",
    "/sitemap-versions.xml",
    "/api/v1/organizations/",
    "/api/v1/policies/",
    f"/api/v1/{RSP}versions/",
    "/api/v1/commitments/",
    "/api/v1/changes/",
    "/api/v1/sources/",
    "/api/v1/search/?q=safeguards",
]


def costs(client) -> dict[str, int]:
    """Queries by address."""
    for address in KEPT:
        client.get(address)
    return {address: queries(client, address) for address in (*KEPT, *ASKED)}


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def test_no_page_asks_more_of_a_longer_record(client, dataset):
    before = costs(client)
    load_dataset(sample_record(40))
    policies = Policy.objects.filter(organization__slug__startswith="sample-")
    Source.objects.bulk_create(
        Source(policy=policy, kind="page", url=f"https://example.org/{policy.pk}")
        for policy in policies
    )
    assert costs(client) == before
