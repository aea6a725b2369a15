from django.template.loader import render_to_string

from commitments.text.link_changes import LinkChange

PART = "includes/links_changed.html"


def test_links_that_changed_are_shown_with_both_addresses():
    change = LinkChange("usage <policy>", "https://lab.example/a?x=1&y=2", "javascript:alert(1)")
    page = render_to_string(PART, {"links": [change, LinkChange("report", "", "mailto:x@y")]})
    assert "<q>usage &lt;policy&gt;</q>" in page
    assert (
        'led to <del><a href="https://lab.example/a?x=1&amp;y=2" rel="noreferrer nofollow">' in page
    )
    assert "leads to <ins>javascript:alert(1)</ins>" in page  # letters, and no link
    assert "was no link" in page


def test_nothing_is_shown_where_none_changed_or_none_is_known():
    assert render_to_string(PART, {"links": []}).strip() == ""
    assert render_to_string(PART, {"links": None}).strip() == ""
