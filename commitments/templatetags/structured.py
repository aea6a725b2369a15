"""What a page says to machines: addresses that stay, and schema.org."""

import json
from typing import Any

from django import template
from django.core.exceptions import DisallowedHost
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_UNSAFE = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def absolute(context: Any, address: str = "") -> str:
    """An address of ours with scheme and host; without one, this page's, without its query.

    On the page that refuses a host name under which we do not serve, an address without one.
    """
    request = context["request"]
    try:
        return str(request.build_absolute_uri(address or request.path))
    except DisallowedHost:
        return str(address or request.path)


@register.simple_tag(takes_context=True)
def schema(context: Any, kind: str, **facts: Any) -> SafeString:
    """A schema.org object as JSON-LD; what is empty is left out. Escaped: no text can end the script."""
    said = {
        "@context": "https://schema.org",
        "@type": kind,
        "url": absolute(context),
        "publisher": {"@type": "Organization", "name": "RSP commitment tracker"},
        **{name: str(value) for name, value in facts.items() if value},
    }
    words = json.dumps(said, ensure_ascii=False).translate(_UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{words}</script>')  # noqa: S308  escaped above
