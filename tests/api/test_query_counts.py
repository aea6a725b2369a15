"""Reading costs a fixed number of queries, however much there is to read."""

from tests.api.conftest import RSP

# The most that each address may cost.
MOST = {
    "/api/v1/": 0,
    "/api/v1/organizations/": 8,
    "/api/v1/organizations/anthropic/": 9,
    "/api/v1/policies/": 9,
    "/api/v1/policies/?organization=anthropic": 10,
    RSP: 10,
    f"{RSP}versions/": 10,
    f"{RSP}versions/v2.2/": 16,
    f"{RSP}versions/v2.2/clauses/": 10,
    f"{RSP}compare/v2.1...v2.2/": 25,
    f"{RSP}compare/v2.2...v3.0/": 25,
    "/api/v1/commitments/": 15,
    "/api/v1/commitments/?topic=security": 15,
    "/api/v1/commitments/anthropic/no-train-or-deploy-without-safeguards/": 22,
    "/api/v1/changes/": 30,
    "/api/v1/changes/?outcome=weakened": 30,
    "/api/v1/sources/": 13,
    "/api/v1/search/?q=safeguards": 25,
    "/api/v1/search/?q=safeguards&in_force=true": 25,
}


def test_more_rows_cost_no_more_queries(queries, grow, two_versions):
    before = {address: queries(address) for address in MOST}
    grow()
    after = {address: queries(address) for address in MOST}
    for address, most in MOST.items():
        assert before[address] <= most, address
        # A page on which no version was re-read or referred to may ask for such once.
        assert after[address] <= most, address


def test_a_longer_page_costs_no_more_queries(queries, grow, two_versions):
    grow()
    for noun in ("organizations", "policies", "commitments", "changes", "sources"):
        short = queries(f"/api/v1/{noun}/?limit=20")
        assert queries(f"/api/v1/{noun}/?limit=200") <= short + 2, noun
