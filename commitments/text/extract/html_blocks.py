"""From a tree of elements to blocks, whatever element holds the text."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from commitments.text.blocks import BlockKind
from commitments.text.extract.characters import clean
from commitments.text.extract.draft import Draft
from commitments.text.extract.footnotes import Note, call, without_signs
from commitments.text.extract.html_notes import Footnotes
from commitments.text.extract.html_tables import is_data_table, table_drafts
from commitments.text.extract.markers import marker
from commitments.text.folding import word_set

_SKIP = word_set(
    "script style noscript template svg head iframe object embed canvas select textarea datalist "
    "audio video map meter progress rt rp annotation"
)
_BLOCKS = word_set(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol "
    "optgroup option p pre search section summary table tbody td tfoot th thead tr ul"
)
_NESTING = word_set("ul ol menu dir dd")
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_PARAGRAPHS = re.compile(r"\n\s*\n")
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)", re.IGNORECASE)
_PRE_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
_RAISED = re.compile(r"\s*[\[(]?(\d{1,3}|[*†‡§]{1,3})[\])]?\s*")
_POWER = re.compile(r"\s*[-−+]?\d{1,3}\s*")
_ANCHORS = frozenset({"#", "¶", "§", "🔗", "", "link"})
_MOST_NUMBERED = 1000  # notes without links are matched with their calls by number alone
_OWN_NUMBER = re.compile(call(r"(\d{1,3})"))
_LABEL = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡§]{1,3})[\])]?(?:[.:)]?\s+|(?=[A-Z]))")


@dataclass(frozen=True, slots=True)
class _Frame:
    """What entering an element changed, to be undone on leaving it."""

    is_block: bool
    heading: int
    depth: int
    is_pre: bool


class BlockWalker:
    """Walks one subtree without recursion, so that no page is nested too deeply."""

    def __init__(self, footnotes: Footnotes | None = None) -> None:
        self._footnotes = footnotes or Footnotes()
        self._found: list[Note] = []
        self._inline: list[str] = []
        self._heading = 0
        self._depth = 0
        self._is_pre = False
        self._in_note = False
        self._numbered = 0

    def walk(self, root: LexborNode) -> list[Note]:
        """The blocks under ``root`` in reading order, calls still in their texts. Linear in the text."""
        self._depth = _depth_of(root)
        stack: list[tuple[LexborNode, _Frame | None]] = [(root, None)]
        while stack:
            node, frame = stack.pop()
            if frame is not None:
                self._leave(frame)
            elif node.is_text_node:
                self._text(node.text_content or "")
            elif node.is_element_node and node.tag not in _SKIP:
                self._enter(node, stack)
        self._flush()
        return self._found

    def _text(self, text: str) -> None:
        text = without_signs(text)
        self._inline.append(text if self._is_pre else text.replace("\n", " "))

    def _enter(self, node: LexborNode, stack: list[tuple[LexborNode, _Frame | None]]) -> None:
        tag = node.tag or ""
        if self._is_special(tag, node):
            return
        attributes = node.attributes
        style = attributes.get("style") or ""
        is_block = tag in _BLOCKS or (tag == "span" and _BLOCK_STYLE.search(style) is not None)
        frame = _Frame(is_block, self._heading, self._depth, self._is_pre)
        if is_block:
            self._flush()
        if tag == "table" and is_data_table(node):
            self._table(node)
            return
        self._depth += tag in _NESTING
        self._heading = self._heading or _heading_level(tag, attributes)
        self._is_pre = self._is_pre or tag == "pre" or _PRE_STYLE.search(style) is not None
        stack.append((node, frame))
        children = []
        child = node.child
        while child is not None:
            children.append((child, None))
            child = child.next
        stack.extend(reversed(children))

    def _leave(self, frame: _Frame) -> None:
        if frame.is_block or self._heading != frame.heading:
            is_over = self._heading != frame.heading
            self._flush(is_over=is_over)
        self._heading, self._depth, self._is_pre = frame.heading, frame.depth, frame.is_pre

    def _is_special(self, tag: str, node: LexborNode) -> bool:
        """Whether the element was dealt with: line breaks, calls, notes and what is no text."""
        if tag == "br":
            self._inline.append("\n")
        elif tag == "button":
            return not _is_title(node, in_heading=self._heading > 0)
        elif tag == "a":
            return self._is_spent_link(node)
        elif tag == "sup":
            return self._is_raised(node)
        elif node.mem_id in self._footnotes.notes and not self._in_note:
            self._note(node, self._footnotes.notes[node.mem_id])
        else:
            return False
        return True

    def _is_spent_link(self, node: LexborNode) -> bool:
        """Calls of notes, the way back from them, and the signs that link to a heading."""
        key = self._footnotes.calls.get(node.mem_id)
        if self._in_note and self._footnotes.is_way_back(node):
            return True
        if key:
            self._inline.append(call(key))
        if key is not None:
            return True
        href = node.attributes.get("href") or ""
        return href.startswith("#") and node.text(deep=True).strip() in _ANCHORS

    def _is_raised(self, node: LexborNode) -> bool:
        """A raised number without a link is a power or the call of a note; never part of the word before it."""
        if node.css_first("a") is not None:
            return False
        text = node.text(deep=True)
        before = (self._inline[-1] if self._inline else "")[-1:]
        if before.isdigit() and _POWER.fullmatch(text):
            self._inline.append("^" + text.strip())
            return True
        found = _RAISED.fullmatch(text)
        if found is not None:
            self._inline.append(call(found[1]))
        return found is not None

    def _note(self, node: LexborNode, key: str) -> None:
        self._flush()
        walker = BlockWalker(self._footnotes)
        walker._in_note = True
        text = " ".join(note.draft.text for note in walker.walk(node))
        own = _OWN_NUMBER.match(text)
        text = text[own.end() :].strip() if own else text
        label = _LABEL.match(text)
        text = text[label.end() :] if label else text
        self._found.append(Note(Draft(BlockKind.FOOTNOTE, text), key))

    def _table(self, table: LexborNode) -> None:
        for child in table.iter():
            if child.tag == "caption":
                self._found += BlockWalker(self._footnotes).walk(child)
        self._found += [Note(draft) for draft in table_drafts(table, self._cell_text)]

    def _cell_text(self, cell: LexborNode) -> str:
        """A cell's text; blocks inside it are apart, inline elements are not."""
        walker = BlockWalker(self._footnotes)
        return clean(" ".join(note.draft.text for note in walker.walk(cell)))

    def _flush(self, *, is_over: bool = False) -> None:
        if self._heading and not is_over:  # blocks inside a heading are parts of one line
            if self._inline:
                self._inline.append(" ")
            return
        text = "".join(self._inline)
        self._inline.clear()
        if self._heading:
            self._keep(Draft(BlockKind.HEADING, clean(text), level=self._heading))
            return
        for part in _PARAGRAPHS.split(text):
            for piece in _pieces(part):
                self._keep(self._draft(clean(piece)))

    def _keep(self, draft: Draft) -> None:
        if not draft.text:
            return
        own = _OWN_NUMBER.match(draft.text)
        rest = draft.text[own.end() :].strip() if own else ""
        if own and rest and draft.kind is not BlockKind.HEADING and self._numbered < _MOST_NUMBERED:
            self._numbered += 1
            self._found.append(Note(Draft(BlockKind.FOOTNOTE, rest), own[1]))
        else:
            self._found.append(Note(draft))

    def _draft(self, text: str) -> Draft:
        found = marker(text)
        if found is not None and found.is_bullet and found.text and text[0] not in "-*+–—":
            return Draft(BlockKind.LIST_ITEM, found.text, level=self._depth or 1)
        if self._depth:
            return Draft(BlockKind.LIST_ITEM, text, level=self._depth)
        return Draft(BlockKind.PARAGRAPH, text)


def _pieces(part: str) -> list[str]:
    """A paragraph as one piece; bullets on lines of their own begin pieces of their own."""
    pieces: list[list[str]] = [[]]
    for line in filter(str.strip, part.split("\n")):
        found = marker(line.strip())
        if found is not None and found.is_bullet:
            pieces.append([])
        pieces[-1].append(line)
    return ["\n".join(lines) for lines in pieces]


def _heading_level(tag: str, attributes: dict[str, str | None]) -> int:
    if attributes.get("role") == "heading":
        level = attributes.get("aria-level") or "2"
        return int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2
    return _HEADINGS.get(tag, 0)


def _is_title(button: LexborNode, *, in_heading: bool) -> bool:
    """A button that folds a section bears the section's title; any other is no text."""
    return in_heading or (button.parent is not None and button.parent.tag in {"summary", "dt"})


def _depth_of(root: LexborNode) -> int:
    """How many lists a selected part stands in already."""
    depth = 0
    node = root.parent
    while node is not None:
        depth += node.tag in _NESTING
        node = node.parent
    return depth
