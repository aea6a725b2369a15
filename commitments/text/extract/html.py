"""HTML: the parts a publisher's page means, in blocks."""

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from commitments.errors import ExtractError
from commitments.text.blocks import Reading
from commitments.text.extract.characters import clean
from commitments.text.extract.draft import Draft, assemble
from commitments.text.extract.encoding import decode
from commitments.text.extract.html_blocks import BlockWalker
from commitments.text.extract.html_content import drop_noise, main_content

VERSION = "html/1"
MEDIA_TYPE = "text/html"


def read_html(
    data: bytes, *, select: tuple[str, ...] = (), remove: tuple[str, ...] = ()
) -> Reading:
    """A Reading of what ``select`` names, less what ``remove`` names; without ``select``, of the main content.

    Raises ExtractError ``bad_selector`` for CSS that cannot be read, ``no_text`` where nothing is left.
    """
    tree = LexborHTMLParser(decode(data, is_html=True))
    named = tree.css_first("title")
    title = clean(named.text()) if named is not None else ""
    for node in _all(tree, remove):
        node.decompose()
    if select:
        roots = _outermost(_all(tree, select))
    else:
        drop_noise(tree)
        roots = main_content(tree)
    drafts: list[Draft] = []
    for root in roots:
        drafts += BlockWalker().walk(root)
    reading = assemble(drafts, extractor=VERSION, media_type=MEDIA_TYPE, title=title)
    if not reading.blocks:
        raise ExtractError("no_text", _nothing(select))
    return reading


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


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Each part once, though one selected part may lie inside another."""
    chosen = {node.mem_id for node in nodes}
    return [node for node in nodes if not _has_ancestor(node, chosen)]


def _has_ancestor(node: LexborNode, chosen: set[int]) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id in chosen:
            return True
        parent = parent.parent
    return False
