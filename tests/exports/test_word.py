"""Tracked changes that are real: accept all is the new text, reject all the old one, to the character."""

import io
from zipfile import ZipFile

from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.readback import settled
from commitments.exports import word
from commitments.exports.papers import Subject
from commitments.text import extract
from commitments.text.compare import as_data, compare
from commitments.text.redline import Link, links_of, redline
from commitments.text.segment import segment
from tests.exports.made import blocks, paper, row
from tests.text.test_redline import NEW, OLD


def texts(side):
    return [block.text for block in side]


def made(old: str, new: str):
    before, after = (extract.read(text.encode(), "text/markdown") for text in (old, new))
    data = as_data(compare(segment(before), segment(after)))
    return before, after, paper(redline(before.blocks, after.blocks, links_of(data)))


def test_accepting_gives_the_new_text_and_rejecting_the_old_one():
    before, after, made_paper = made(OLD, NEW)
    data = word.render(made_paper)
    assert settled(data, accept=True) == texts(after.blocks)
    assert settled(data, accept=False) == texts(before.blocks)


def test_moves_are_moves_headings_headings_and_every_revision_is_dated_and_signed():
    _, _, made_paper = made(OLD, NEW)
    document = Document(io.BytesIO(word.render(made_paper)))
    body = document.element.body
    names = {
        tag: [e.get(qn("w:name")) for e in body.iter(qn(f"w:{tag}RangeStart"))]
        for tag in ("moveFrom", "moveTo")
    }
    assert names["moveFrom"]
    assert sorted(names["moveFrom"]) == sorted(names["moveTo"])
    styles = [p.style.name for p in document.paragraphs]
    assert "Heading 1" in styles
    assert "Heading 2" in styles
    revisions = [
        e for tag in ("w:ins", "w:del", "w:moveFrom", "w:moveTo") for e in body.iter(qn(tag))
    ]
    numbers = [e.get(qn("w:id")) for e in revisions]
    assert len(set(numbers)) == len(numbers)
    assert {e.get(qn("w:author")) for e in revisions} == {"RSP commitment tracker"}
    assert all(e.get(qn("w:date")) for e in revisions)


def test_what_xml_cannot_hold_does_not_break_the_file():
    odd = ["a\x00b\x0cc", "tab\tand\nline", "عربي \u202eflip", "🚀 <b>&amp;"]
    data = word.render(paper(redline([], blocks(odd), [])))
    assert settled(data, accept=True) == ["a\ufffdb\ufffdc", *odd[1:]]
    assert settled(data, accept=False) == []
    assert ZipFile(io.BytesIO(data)).testzip() is None


def test_a_title_and_an_address_of_any_length_stand_whole_on_the_first_page():
    long = paper(title="é" * 300, address=f"https://tracker.example/search/?q={'%C3%A9' * 300}")
    document = Document(io.BytesIO(word.render(long)))
    assert [p.text for p in document.paragraphs[:2]] == [long.title, long.address]


TEXTS = st.lists(st.text("ab é.\n\t🚀", min_size=1, max_size=12), max_size=6)


@settings(max_examples=25)
@given(TEXTS, TEXTS, st.data())
def test_the_law_holds_for_any_two_texts(old, new, data):
    before, after = blocks(old), blocks(new)
    place = st.tuples(
        st.sampled_from([b.start for b in before] or [0]),
        st.sampled_from([b.start for b in after] or [0]),
        st.floats(0, 50),
    )
    links = data.draw(st.lists(place, max_size=6)) if before and after else []
    file = word.render(paper(redline(before, after, [Link(*link) for link in links])))
    assert settled(file, accept=True) == new
    assert settled(file, accept=False) == old


def test_a_list_of_changes_shows_both_passages_under_a_title():
    changed = row(
        "We will publish.", "We aim to publish.", commitment="Publish", outcome="weakened"
    )
    data = word.render(paper(rows=(changed,), subject=Subject.CHANGES))
    title = "weakened · Publish · Example Lab, Careful Policy v2 · 1. Testing"
    note = "\n".join([changed.standing, *changed.signals, changed.address])
    assert settled(data, accept=True) == [title, "We aim to publish.", note]
    assert settled(data, accept=False) == [title, "We will publish.", note]
