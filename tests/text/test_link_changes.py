"""Links that changed though their words did not."""

import pytest

from commitments.text.blocks import Link
from commitments.text.link_changes import LinkChange, Linked, based, changed_links

TEXT = ("We follow our usage policy.", "See the usage policy and the report.")


def changes(old: dict[str, str] | list, new: dict[str, str] | list, new_text=TEXT):
    return changed_links(Linked(TEXT, links(old)), Linked(new_text, links(new)))


def links(pairs) -> list[Link]:
    return [Link(*pair) for pair in (pairs.items() if isinstance(pairs, dict) else pairs)]


def test_the_same_words_may_lead_elsewhere():
    found = changes({"usage policy": "/a", "report": "/r"}, {"Usage policy": "/b", "report": "/r"})
    assert found == [LinkChange("Usage policy", "/a", "/b")]


def test_words_may_become_a_link_or_cease_to_be_one():
    assert changes({"report": "/r"}, {"usage policy": "/a"}) == [
        LinkChange("usage policy", "", "/a"),
        LinkChange("report", "/r", ""),
    ]


def test_a_link_that_came_or_went_with_its_words_is_told_by_the_words():
    text = ("We follow our usage policy.", "Here is the annex.")
    assert changes({"report": "/r"}, {"annex": "/x"}, text) == []


def test_of_the_same_words_twice_only_the_one_that_changed_is_told():
    old = [("usage policy", "/a"), ("usage policy", "/b")]
    new = [("usage policy", "/b"), ("usage policy", "/c")]
    assert changes(old, new) == [LinkChange("usage policy", "/a", "/c")]
    assert changes(old, old[::-1]) == []


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=x&utm_medium=y",
        "visitor=e9711130-b875-4095-b281-1f92779a7dcd",
        "s=0123456789abcdef0123456789abcdef",
        "fbclid=abc",
    ],
)
def test_an_id_that_is_made_for_each_visit_is_no_change(query):
    assert changes({"report": f"/r?page=2&{query}"}, {"report": "/r?page=2"}) == []
    assert changes({"report": f"/r?page=2&{query}"}, {"report": "/r?page=3"}) != []


def test_addresses_are_made_whole_and_unreadable_ones_left():
    found = based(links({"a": "../x", "b": "http://[", "c": "mailto:x@y"}), "https://l.example/p/q")
    assert [link.target for link in found] == ["https://l.example/x", "http://[", "mailto:x@y"]
    assert changes({"report": "http://["}, {"report": "http://["}) == []
