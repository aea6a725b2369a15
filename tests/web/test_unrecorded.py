"""What nobody has written down is never called removed."""

RSP = "/policies/anthropic/responsible-scaling-policy/"


def text(client, page):
    return client.get(page).content.decode()


def test_a_new_version_without_summaries_removes_nothing(client, bring):
    bring("v9.0", "We will test every model.", "2026-12-01")
    html = text(client, f"{RSP}compare/v3.4...v9.0/")
    assert "it has not been recorded yet what one of these versions says" in html
    assert "<del>" not in html.split('id="clauses"')[0]


def test_a_re_upload_without_summaries_removes_nothing(client, dataset):
    html = text(client, f"{RSP}compare/v2.0...v2.0-reupload-1/")
    assert "has not been recorded yet what one of these versions says" in html
    assert "<del>" not in html


def test_the_home_page_still_shows_what_stands(client, bring):
    bring("v9.0", "We will test every model.", "2026-12-01")
    html = text(client, "/")
    assert "itself gone" not in html
    assert "The promise is gone" in html


def test_a_commitment_stands_as_last_recorded_and_the_page_says_so(client, bring):
    bring("v9.0", "We will test every model.", "2026-12-01")
    html = text(client, "/commitments/anthropic/delay-if-in-the-lead/")
    assert "stands in v3.4" in html
    assert "What v9.0 says of it has not been recorded yet" in " ".join(html.split())
