"""PDF: both passages can be read out of it again, it is tagged, and no policy can write markup into it."""

import io

import pypdfium2
import pytest

from commitments.errors import TrackerError
from commitments.exports import typeset, typesetting
from commitments.text.blocks import Block, BlockKind
from commitments.text.redline import redline
from tests.exports.made import blocks, paper, row


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join(" ".join(pages).split())


def test_both_passages_and_what_they_rest_on_are_in_it():
    changed = row("We will test each model.", "We may test some models.")
    pdf = typeset.render(
        paper(redline(blocks(["Old words."]), blocks(["New ways."]), []), (changed,))
    )
    text = text_of(pdf)
    for said in ("We will test each model", "may test some models", "Old words.", "New ways.", "not assessed",
                 "data set 2026-11-23", "1 / 2", changed.address):  # fmt: skip
        assert said in text
    assert b"/StructTreeRoot" in pdf
    assert b"pdfuaid" in pdf  # says of itself that it keeps to PDF/UA
    assert b"/Lang" in pdf


def test_what_is_too_much_for_it_ends_a_process_of_its_own_and_is_told(monkeypatch):
    monkeypatch.setattr(
        typesetting, "MEGABYTES", 60
    )  # of address space, of which Python takes most
    with pytest.raises(TrackerError, match=r"too long to be typeset.*take the Word or the HTML"):
        typeset.render(paper(rows=(row("a", "b"),)))
    monkeypatch.undo()
    assert typeset.render(paper(rows=(row("a", "b"),)))


def test_no_secret_of_the_environment_goes_along(monkeypatch, tmp_path):
    program = tmp_path / "told.py"
    program.write_text("import os, sys; sys.stdout.write(repr(dict(os.environ)))")
    monkeypatch.setattr(typesetting, "PROGRAM", program)
    monkeypatch.setenv("SECRET_KEY", "open sesame")
    assert b"sesame" not in typeset.render(paper())


def test_the_same_paper_gives_the_same_file():
    made = paper(rows=(row("a", "b"),))
    assert typeset.render(made) == typeset.render(made)


def test_markup_in_a_policy_is_its_words():
    hostile = '#read("/etc/passwd") $x^2$ *b* @ref <label> \\ `code` #panic()'
    assert "passwd" in text_of(typeset.render(paper(redline([], blocks([hostile]), []))))


@pytest.mark.parametrize("levels", [(1, 4, 2), (6, 1), (3,)])
def test_headings_may_skip_levels_in_a_policy(levels):
    texts = [
        Block(BlockKind.HEADING, f"h{n}", 10 * n, level=level) for n, level in enumerate(levels)
    ]
    assert b"pdfuaid" in typeset.render(paper(redline(texts, texts, [])))


@pytest.mark.parametrize(
    "words", ["모든 생명은", "中文と日本語", "ไทย हिन्दी", "rocket \U0001f680 ✓ → ≥"]
)
def test_it_has_fonts_for_the_worlds_scripts_and_signs(words):
    pdf = typeset.render(paper(redline([], blocks([words]), [])))
    assert words in text_of(pdf)
    assert b"pdfuaid" in pdf


def test_what_no_font_has_does_not_stop_it_and_the_file_says_so():
    made = typeset.render(paper(redline([], blocks(["a\x00b before \U00012000 after"]), [])))
    assert "a\ufffdb before" in text_of(made)
    assert typeset.BOXES in text_of(made)
    assert b"/StructTreeRoot" in made
    assert b"pdfuaid" not in made
