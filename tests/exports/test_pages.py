"""HTML, Markdown and plain text: both passages, escaped, with their sources, and nothing from outside."""

import re
from html import escape

import pytest
from markdown_it import MarkdownIt

from bench.readback import fetched_by
from commitments.exports import markdown, page_html, plain_text
from commitments.exports.papers import Subject
from commitments.text.redline import redline
from tests.exports.made import SHA256, blocks, edition, paper, row

RENDERS = [page_html.render, markdown.render, plain_text.render]


@pytest.mark.parametrize("render", RENDERS, ids=["html", "markdown", "text"])
def test_it_says_what_changed_where_it_comes_from_and_what_it_rests_on(render):
    changed = row("We will publish.", "We may publish.")
    text = render(paper(rows=(changed,))).decode()
    for said in ("will", "may", "obligation weakened", "not assessed", SHA256, "2026-11-23",
                 "codebook 0.2", "CC BY 4.0", "0 of 1 statements reviewed", "no account",
                 changed.address):  # fmt: skip
        assert said in text


@pytest.mark.parametrize("render", RENDERS, ids=["html", "markdown", "text"])
def test_a_withdrawn_document_is_named_with_the_reason(render):
    side = edition("v1")
    gone = type(side.evidence)(
        *[getattr(side.evidence, name) for name in side.evidence.__slots__[:-1]], "copyright claim"
    )
    text = render(paper(editions=(edition("v1", evidence=gone), edition("v2")))).decode()
    assert "bytes withdrawn: copyright claim" in text


def test_html_has_no_reference_outside_itself_and_no_script():
    hostile = '<script src="https://evil.example/x.js"></script><img src=x onerror=alert(1)>'
    made = paper(redline(blocks(["a"]), blocks([hostile]), []), rows=(row("a", hostile),))
    html = page_html.render(made).decode()
    assert not fetched_by(html.encode())
    assert fetched_by(b"<style>@import 'x'</style><img src=x><p style='background:url(x)'>")
    assert html.count("&lt;script") == 2


def test_html_marks_words_with_styles_of_their_own():
    html = page_html.render(paper(rows=(row("We will publish.", "We may publish."),))).decode()
    assert re.search(r'<del style="[^"]*line-through">will</del>', html)
    assert re.search(r'<ins style="[^"]*underline">may</ins>', html)


def test_markdown_shows_markup_of_a_policy_as_its_words():
    hostile = "# not a title\n[a](javascript:x) <b>*bold*</b> ~~x~~"
    made = markdown.render(paper(rows=(row("", hostile),))).decode()
    html = MarkdownIt("commonmark").enable("strikethrough").render(made)
    assert "javascript:x" in html
    assert 'href="javascript' not in html
    assert "<b>" not in html
    assert html.count("<h1>") == 1


@pytest.mark.parametrize(
    "words", ["1) Notify.", "12. Notify.", "- Notify.", "+ Notify.", "---", "AT&amp;T &lt;b&gt;"]
)
def test_markdown_keeps_numbers_signs_and_ampersands_of_a_policy(words):
    made = markdown.render(paper(rows=(row(words, words),))).decode()
    assert f"<p>{escape(words)}</p>" in MarkdownIt("commonmark").render(made)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("We test.", "We test, and publish.", "We test<strong>, and publish</strong>."),
        ("We test (twice).", "We test.", "We test <s>(twice)</s>."),
        ("We test(s) it.", "We test it.", "We test<del>(s)</del> it."),
        ("We test.", "“We” test.", "<strong>“</strong>We<strong>”</strong> test."),
        ("We will test.", "We may test.", "We <s>will</s> <strong>may</strong> test."),
        ("Test (daily).", "Test “often”.", "Test <s>(daily)</s> <strong>“often”</strong>."),
    ],
)
def test_markdown_marks_beside_commas_and_brackets(before, after, shown):
    made = markdown.render(paper(rows=(row(before, after),))).decode()
    assert f"<p>{shown}</p>" in MarkdownIt("commonmark").enable("strikethrough").render(made)


@pytest.mark.parametrize("render", RENDERS, ids=["html", "markdown", "text"])
@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (Subject.COMPARISON, "edited · Test · 1. Testing"),
        (Subject.COMMITMENT, "edited · Test · v2 · 1. Testing"),
        (Subject.CHANGES, "edited · Test · Example Lab, Careful Policy v2 · 1. Testing"),
    ],
)
def test_a_title_names_the_version_unless_all_rows_are_of_the_same_two(render, subject, title):
    made = paper(rows=(row("a", "b", commitment="Test"),), subject=subject)
    assert title in render(made).decode().replace("\\", "")
