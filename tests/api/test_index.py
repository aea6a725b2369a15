def test_every_list_it_names_is_there(get):
    index = get("/api/v1/")
    for name in ("organizations", "policies", "commitments", "changes", "sources"):
        assert get(index[name])["count"] > 0
    assert get(index["schema"])["openapi"].startswith("3.")


def test_an_address_in_braces_can_be_filled_in(get):
    names = {
        "organization": "anthropic",
        "policy": "responsible-scaling-policy",
        "label": "v2.1",
        "old": "v2.1",
        "new": "v2.2",
        "commitment": "no-train-or-deploy-without-safeguards",
    }
    index = get("/api/v1/")
    for name in ("organization", "policy", "versions", "version", "comparison", "commitment"):
        get(index[name].format(**names))
