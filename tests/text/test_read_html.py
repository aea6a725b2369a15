import pytest

from commitments.errors import ExtractError
from commitments.text.blocks import BlockKind
from commitments.text.extract import read

PAGE = """<!DOCTYPE html><html><head><title>Safety policy | Example</title>
<style>p { color: red }</style></head><body>
<header><a href="/">Home</a> <a href="/x">Products</a></header>
<nav><ul><li>Menu one</li></ul></nav>
<div class="cookie-banner">We use cookies. Accept?</div>
<main><h1>Safety policy</h1>
<p>We <b>will</b> test<br>models.<script>var x = "no text";</script></p>
<div>Loose text in a div.</div>
<h2>Measures</h2><p>We commit to:</p>
<ul><li>Model cards: publish them.<ul><li>For new models.</li></ul></li><li><p>Audits.</p></li></ul>
<table><tr><th>Level</th><th>Measure</th></tr><tr><td>ASL-2</td><td>Harden security</td></tr></table>
<p hidden>Secret.</p><p style="display: none">Unseen.</p>
</main><footer>© Example</footer></body></html>"""


def _read(html, **selectors):
    data = html if isinstance(html, bytes) else html.encode()
    return read(data, "text/html", **selectors)


def test_only_the_main_content_is_read():
    reading = _read(PAGE)

    assert [b.text for b in reading.blocks] == [
        "Safety policy",
        "We will test models.",
        "Loose text in a div.",
        "Measures",
        "We commit to:",
        "Model cards: publish them.",
        "For new models.",
        "Audits.",
        "ASL-2",
        "Harden security",
    ]
    assert reading.title == "Safety policy | Example"
    assert reading.extractor.startswith("html/")


def test_items_have_depth_and_lead_in():
    items = [b for b in _read(PAGE).blocks if b.kind is BlockKind.LIST_ITEM]

    assert [(b.level, b.lead_in) for b in items] == [
        (1, "We commit to:"),
        (2, "Model cards: publish them."),
        (1, "We commit to:"),
    ]


def test_table_cells_name_their_row_and_column():
    cells = [b for b in _read(PAGE).blocks if b.kind is BlockKind.TABLE_CELL]

    assert [(b.text, b.headings) for b in cells] == [
        ("ASL-2", ("Level",)),
        ("Harden security", ("ASL-2", "Measure")),
    ]


def test_selectors_say_what_is_read_and_what_is_left_out():
    reading = _read(PAGE, select=("h2", "ul", "main ul li"), remove=("nav", "li li"))

    assert [b.text for b in reading.blocks] == ["Measures", "Model cards: publish them.", "Audits."]


def test_selectors_that_match_nothing_are_an_error():
    with pytest.raises(ExtractError) as caught:
        _read(PAGE, select=("#policy",))

    assert caught.value.code == "no_text"


def test_a_broken_selector_is_an_error():
    with pytest.raises(ExtractError) as caught:
        _read(PAGE, select=("div[[",))

    assert caught.value.code == "bad_selector"


def test_a_shell_that_a_script_fills_has_no_text():
    with pytest.raises(ExtractError) as caught:
        _read('<!DOCTYPE html><html><body><div id="root"></div><script>go()</script></body></html>')

    assert caught.value.code == "no_text"


def test_a_page_about_cookies_is_read_though_its_class_says_cookie():
    text = "We set a cookie for each visit. " * 20
    reading = _read(f'<html><body><div class="cookie-policy"><p>{text}</p></div></body></html>')

    assert "We set a cookie" in reading.text


def test_a_layout_table_is_no_table():
    reading = _read(
        "<html><body><table><tr><td><p>We test models.</p><p>Often.</p></td></tr></table></body></html>"
    )

    assert [(b.kind, b.text) for b in reading.blocks] == [
        (BlockKind.PARAGRAPH, "We test models."),
        (BlockKind.PARAGRAPH, "Often."),
    ]


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset='utf-8'>", "utf-8"),
        ("<meta charset=iso-8859-1>", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">', "cp1251"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
    ],
)
def test_encodings(head, encoding):
    word = "Щит" if encoding == "cp1251" else "naïve"
    html = f"<!DOCTYPE html><html><head>{head}</head><body><p>We {word} test.</p></body></html>"

    assert _read(html.encode(encoding)).blocks[0].text == f"We {word} test."


def test_deep_nesting_does_not_break_the_reader():
    reading = _read(
        "<html><body>" + "<div>" * 3000 + "We test." + "</div>" * 3000 + "</body></html>"
    )

    assert reading.text == "We test."
