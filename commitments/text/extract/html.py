"""HTML: the parts a publisher's page means, in blocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from commitments.errors import ExtractError
from commitments.text.blocks import BlockKind, Link, Reading
from commitments.text.extract.characters import clean
from commitments.text.extract.draft import assemble
from commitments.text.extract.encoding import decode
from commitments.text.extract.footnotes import Note, placed
from commitments.text.extract.html_blocks import BlockWalker
from commitments.text.extract.html_content import drop_noise, main_content
from commitments.text.extract.html_embedded import embedded_html
from commitments.text.extract.html_hidden import drop_hidden
from commitments.text.extract.html_limits import refuse_hostile
from commitments.text.extract.html_notes import find_footnotes
from commitments.text.extract.versions import EXTRACTORS

MEDIA_TYPE = "text/html"


def read_html(
    data: bytes,
    *,
    select: tuple[str, ...] = (),
    remove: tuple[str, ...] = (),
    charset: str = "",
) -> Reading:
    """A Reading of what ``select`` names, less what ``remove`` names; without ``select``, of the main content.

    ``charset`` is what the server said. Raises ExtractError ``bad_selector`` for CSS that cannot be read,
    ``no_text`` where nothing is left, ``too_large`` for pages made to keep a parser busy.
    """
    html = decode(data, is_html=True, charset=charset)
    refuse_hostile(html)
    tree = LexborHTMLParser(html)
    named = tree.css_first("title")
    title = clean(named.text()) if named is not None else ""
    base = tree.css_first("base[href]")
    _take_out(_all(tree, remove))
    content = _selected(tree, select) if select else _main(tree, html)
    reading = assemble(
        placed(content.notes),
        extractor=EXTRACTORS[MEDIA_TYPE],
        media_type=MEDIA_TYPE,
        title=title,
        links=_based(content.links, base),
    )
    if not reading.blocks:
        raise ExtractError("no_text", _nothing(select))
    return reading


def html_notes(html: str) -> list[Note]:
    """The blocks of a piece of HTML inside another document, all of it."""
    refuse_hostile(html)
    body = LexborHTMLParser(html).body
    return _walked([body]).notes if body is not None else []


@dataclass(frozen=True, slots=True)
class _Content:
    notes: list[Note]
    links: list[Link]


def _selected(tree: LexborHTMLParser, select: tuple[str, ...]) -> _Content:
    roots = _outermost(_all(tree, select))
    for root in roots:
        drop_hidden(tree, root)
    return _walked(roots)


def _main(tree: LexborHTMLParser, html: str) -> _Content:
    """The main content, or what the page carries for its script where the elements hold no running text."""
    drop_noise(tree)
    content = _walked(main_content(tree))
    if any(note.draft.kind is not BlockKind.HEADING for note in content.notes):
        return content
    carried = embedded_html(LexborHTMLParser(html))  # the first tree has lost its scripts
    if not carried:
        return content
    refuse_hostile(carried)
    inner = LexborHTMLParser(carried)
    drop_noise(inner)
    drawn = _walked(main_content(inner))
    return drawn if drawn.notes else content


def _walked(roots: Sequence[LexborNode]) -> _Content:
    footnotes = find_footnotes(roots)
    notes = [note for root in roots for note in BlockWalker(footnotes).walk(root)]
    return _Content(notes, [_link(node) for root in roots for node in root.css("a[href]")])


def _link(node: LexborNode) -> Link:
    return Link(node.text(), node.attributes.get("href") or "")


def _based(links: list[Link], base: LexborNode | None) -> list[Link]:
    """The links as the page means them, where it says what they are relative to."""
    address = (base.attributes.get("href") or "") if base is not None else ""
    return [Link(link.words, _joined(address, link.target)) for link in links] if address else links


def _joined(base: str, target: str) -> str:
    try:
        return target if target.startswith("#") else urljoin(base, target)
    except ValueError:  # an address that nobody can read stays as it is
        return target


def _nothing(select: tuple[str, ...]) -> str:
    if select:
        return "The selectors match nothing with text on this page: check them against the page."
    return "The page has no text of its own (a script draws it, it seems): give the PDF or a saved copy."


def _all(tree: LexborHTMLParser, selectors: tuple[str, ...]) -> list[LexborNode]:
    if not selectors:
        return []
    try:
        return tree.css(", ".join(selectors))  # one query: results come in document order
    except SelectolaxError as error:
        names = ", ".join(selectors)
        raise ExtractError(
            "bad_selector", f"These CSS selectors cannot be read: {names}. Correct them."
        ) from error


def _take_out(nodes: list[LexborNode]) -> None:
    """All are known before the first goes: what lies inside a destroyed element must not be touched."""
    for node in _outermost(nodes):
        node.decompose()


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Each part once, though one selected part may lie inside another; the order is the document's.

    In that order a part inside another follows it, and so its ancestors are looked up only as far as parts
    were met: linear in the depth of the parts that are kept.
    """
    chosen = {node.mem_id for node in nodes}
    inside: dict[int, bool] = {}
    return [node for node in nodes if not _is_inside(node, chosen, inside)]


def _is_inside(node: LexborNode, chosen: set[int], inside: dict[int, bool]) -> bool:
    """Whether an ancestor is chosen; what was found out about ancestors is kept in ``inside``."""
    path = []
    parent = node.parent
    answer = False
    while parent is not None:
        if parent.mem_id in chosen or inside.get(parent.mem_id):
            answer = True
            break
        if parent.mem_id in inside:
            break
        path.append(parent.mem_id)
        parent = parent.parent
    inside.update(dict.fromkeys(path, answer))
    return answer
