"""The cells of a policy's matrix: written here and not by the template, which would take ten times as long."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from commitments.history import Entry, Life
from commitments.templatetags.tracker import sign

register = template.Library()

ABSENT = mark_safe(
    '<td class="absent"><span aria-hidden="true">·</span><span class="ear">not stated</span></td>'
)
UNRECORDED = mark_safe('<td class="absent"><span title="not recorded">?</span></td>')
NOT_ASSESSED = mark_safe('stated<span class="ear">, not assessed</span>')


@register.simple_tag(takes_context=True)
def cells(context: template.Context, life: Life) -> SafeString:
    """What each version did to a commitment, as a mark that leads to the words."""
    page = f"{life.commitment.get_absolute_url()}{context.get('clocks', '')}"
    return format_html_join("", "{}", ((_cell(entry, page),) for entry in life.entries))


def _cell(entry: Entry, page: str) -> SafeString:
    if not entry.outcome and not entry.is_stated:
        return ABSENT if entry.text else UNRECORDED
    version = entry.version
    return format_html(
        '<td class="{}"><a href="{}#{}" title="{}: {}">{}</a></td>',
        entry.outcome,
        page,
        version.slug,
        version.name,
        entry.outcome or "not assessed",
        sign(entry.outcome) if entry.outcome else NOT_ASSESSED,
    )
