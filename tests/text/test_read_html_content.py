"""Which part of a page is read when no selector says so, and which pages are refused."""

import json

import pytest

from commitments.errors import ExtractError
from commitments.text.extract import read

PROSE = "We will test every model before we release it. " * 12


def _texts(body, **options):
    html = f"<!DOCTYPE html><html><head><title>T</title></head><body>{body}</body></html>"
    return [block.text for block in read(html.encode(), "x.html", **options).blocks]


@pytest.mark.parametrize(
    "part",
    [
        '<div class="siteFooter_root__x1">Imprint</div>',
        '<div><h4>Company</h4><a href="/a">About</a> <a href="/b">Jobs</a> <a href="/c">Press</a></div>',
        '<ol><li><a href="#a">Scope</a></li><li><a href="#b">Tests</a></li><li><a href="#c">End</a></li></ol>',
        '<a href="#main">Skip to content</a>',
        '<ul class="language-picker"><li>English</li><li>Deutsch</li></ul>',
        '<div id="share">Share this page</div>',
        "<div hidden>Unseen</div>",
        '<p class="sr-only">Unseen</p>',
        '<div aria-hidden="true">Unseen</div>',
        '<div role="dialog">We value your privacy</div>',
        "<noscript>Turn on the script</noscript>",
        "<cookie-banner>Accept</cookie-banner>",
        '<div data-framer-name="Side nav"><p>Legal overview</p></div>',
    ],
)
def test_what_stands_around_a_document_is_no_part_of_it(part):
    assert _texts(f"<div><p>{PROSE}</p></div>{part}") == [PROSE.strip()]


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ('<h2 id="6-who-do-we-share-your-data-with">6. Who gets it</h2>', "6. Who gets it"),
        ('<section id="sharing"><h2>Sharing</h2><p>With none.</p></section>', "With none."),
        ('<div class="hidden md:block">On wide screens.</div>', "On wide screens."),
        ('<p hidden="until-found">Found by search.</p>', "Found by search."),
        (
            '<h3><button aria-controls="p1">Fold</button></h3><div id="p1" hidden>Folded.</div>',
            "Folded.",
        ),
        (
            '<div><p>We have these audited by the companies below:</p><ul><li><a href="/a">Firm A</a></li>'
            '<li><a href="/b">Firm B</a></li><li><a href="/c">Firm C</a></li></ul></div>',
            "Firm B",
        ),
        ('<footer><ol role="doc-endnotes"><li>A note.</li></ol></footer>', "A note."),
        ("<header><h1>Policy</h1><p>Effective today.</p></header>", "Effective today."),
    ],
)
def test_what_only_looks_like_that_is_kept(part, text):
    assert text in _texts(f"<div><p>{PROSE}</p></div>{part}")


def test_a_page_behind_an_open_dialog_is_read():
    assert _texts(
        f'<div aria-hidden="true"><p>{PROSE}</p></div><div role="dialog">Cookies</div>'
    ) == [PROSE.strip()]


def test_hidden_parts_of_a_selected_part_are_no_text():
    body = (
        '<div id="a"><p>We test.</p><p hidden>Unseen.</p><p style="display:none">Unseen.</p></div>'
    )

    assert _texts(body, select=("#a",)) == ["We test."]
    assert _texts('<div id="a" hidden><p>Asked for.</p></div>', select=("#a",)) == ["Asked for."]


@pytest.mark.parametrize(
    "carrier",
    [
        f"<noscript><h1>Policy</h1><p>{PROSE}</p></noscript>",
        f"<template shadowrootmode=open><h1>Policy</h1><p>{PROSE}</p></template>",
        '<script type="application/json">'
        + json.dumps({"page": [{"title": "x"}, {"body": f"<h1>Policy</h1><p>{PROSE}</p>"}]})
        + "</script>",
        '<script type="application/ld+json">'
        + json.dumps({"articleBody": f"Policy\n\n{PROSE}"})
        + "</script>",
        f"<script>self.x.push([1,{json.dumps(f'<h1>Policy</h1><p>{PROSE}</p>')}])</script>",
    ],
)
def test_an_empty_shell_is_read_from_what_it_carries(carrier):
    assert _texts(f'<div id="root"></div>{carrier}') == ["Policy", PROSE.strip()]


def test_a_page_with_text_is_not_read_from_what_it_carries():
    carried = json.dumps({"body": f"<p>{PROSE}</p>"})

    assert _texts(f'<p>We test.</p><script type="application/json">{carried}</script>') == [
        "We test."
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 20_000 + "We test.",
        "".join(f"<b id=b{n}>" for n in range(1500)) + "<p>x" * 1500,
        "<p " + " ".join(f"a{n}=1" for n in range(5000)) + ">We test.</p>",
        "<p>x</p>" * 300_000,
    ],
    ids=["deep", "open inline elements", "attributes", "tags"],
)
def test_pages_made_to_keep_a_parser_busy_are_refused(body):
    with pytest.raises(ExtractError) as caught:
        _texts(body)

    assert caught.value.code == "too_large"


def test_noise_inside_noise_is_taken_out_once():
    inner = '<div class="sidebar"><nav hidden><svg></svg></nav></div>' * 3

    assert _texts(
        f'<nav class="sidebar" hidden>{inner}</nav><p>{PROSE}</p>', remove=("nav", "div")
    ) == [PROSE.strip()]


@pytest.mark.parametrize("label", ["idna", "undefined", "utf-7", "hex", "no-such", "utf-16"])
def test_a_wrong_charset_does_not_spoil_the_text(label):
    html = (
        f"<html><head><meta charset={label}></head><body><p>We test naïve models.</p></body></html>"
    )

    assert read(html.encode("cp1252")).text == "We test naïve models."


def test_the_servers_charset_is_heard_before_the_pages():
    html = "<html><head><meta charset=iso-8859-1></head><body><p>Щит</p></body></html>"

    assert read(html.encode("cp1251"), "text/html; charset=windows-1251").text == "Щит"
