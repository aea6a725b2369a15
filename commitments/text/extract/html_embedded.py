"""Text that a page carries beside its elements, for pages whose elements are drawn by a script."""

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

_MARKUP = re.compile(r"</(?:p|li|h[1-6]|div|td)>", re.IGNORECASE)
_OUTER = re.compile(r"\A<template[^>]*>(.*)</template>\Z", re.DOTALL)
_PUSHED = re.compile(r"\.push\(\[\d+,\s*(\"(?:[^\"\\]++|\\.)*+\")\s*\]\)", re.DOTALL)
_LEAST = 200  # characters of text; less is a hint to turn the script on
_ARTICLE = ("articleBody", "text")


def embedded_html(tree: LexborHTMLParser) -> str:
    """The longest document a page carries in ``noscript``, ``template`` or JSON; "" where there is none."""
    found = max(_candidates(tree), key=_length, default="")
    return found if _length(found) >= _LEAST else ""


def _length(html: str) -> int:
    return len(re.sub(r"<[^<>]*>", "", html).strip())


def _candidates(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("noscript"):
        yield node.inner_html or ""
    for node in tree.css("template"):
        whole = _OUTER.match(node.html or "")
        yield whole[1] if whole else ""
    parts: list[str] = []
    for node in tree.css("script"):
        text = node.text(deep=True)
        if "json" in (node.attributes.get("type") or ""):
            yield _article(text)
            parts += _strings(_loaded(text))
        else:
            for pushed in _PUSHED.finditer(text):
                parts += _strings(_loaded(pushed[1]))
    yield "\n".join(dict.fromkeys(parts))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _strings(value: Any) -> list[str]:
    """The strings in a JSON value that are marked-up text, in their order."""
    found: list[str] = []
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if _MARKUP.search(item):
                found.append(item)
        elif isinstance(item, dict):
            stack.extend(reversed(list(item.values())))
        elif isinstance(item, list):
            stack.extend(reversed(item))
    return found


def _article(text: str) -> str:
    """The body of an article described for search engines, as paragraphs."""
    value = _loaded(text)
    for item in value if isinstance(value, list) else [value]:
        for name in _ARTICLE:
            body = item.get(name) if isinstance(item, dict) else None
            if isinstance(body, str):
                return body if _MARKUP.search(body) else _paragraphs(body)
    return ""


def _paragraphs(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", escaped))
