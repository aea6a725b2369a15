"""To whom a wording lets something be known: the public, some, or no one outside."""

from collections.abc import Iterable

from commitments.text.blocks import Signal
from commitments.text.folding import word_set
from commitments.text.terms import Edit, Found, Terms, inflected, lost_and_won

_PUBLIC = Terms(
    rf"{inflected('publish')}|publicly(?! (?:available|known|accessible|traded))|(?:make|makes|made"
    rf"|making) (?:\w+ ){{0,4}}?publicly available|publication|make public|made public|making public"
    r"|(?:is|are|be|remain|remains) public(?=$|[.,;:)]| (?:and|or|on|at|to|in|by|within|after|before|unless"
    r"|if)\b)"
    r"|public(?= (?:version|report|reports|disclosure|disclosures|summary|summaries|statement|statements"
    r"|release|record"
    r"|register|notice|announcement|comment|consultation))"
    r"|(?:to|with) the (?:general )?public|on (?:our|its|the|their) (?:\w+ )?(?:website|blog|site)"
    r"|(?:post|posts|posted|posting)(?= (?:on|to|at|it|them|the|this))|openly|open-source|transparently"
)
_SHARED = Terms(
    r"(?:share|shares|shared|sharing)(?! publicly)|(?:disclose|disclosed|provide|provided|report|reported"
    r"|submit|submitted|release|released|send|sent"
    r"|available)(?= (?:\w+ ){0,3}?(?:to|with) (?:select|selected|certain|trusted|relevant|appropriate"
    r"|the board|our board"
    r"|governments?|authorities|regulators?|partners|customers|management))"
    "|upon request|on request|confidential|confidentially|under nda|non-public|nonpublic|internal|internally"
    "|within the company|within the organization|private|privately"
)
PUBLIC_TRIGGERS = (_PUBLIC.triggers | _SHARED.triggers) - word_set(
    "provide provided report reported release released board"
)
# Public by themselves: without them what stays is no longer public.
_ALONE = frozenset({"publicly", "openly", "transparently"})


def publicity_changes(edit: Edit) -> Iterable[Signal]:
    """Public words that gave way to words for fewer readers, or were dropped; and the other way round."""
    public_gone, public_come = lost_and_won(_PUBLIC, edit)
    shared_gone, shared_come = lost_and_won(_SHARED, edit)
    if public_gone and not public_come:
        yield from _moved("publicity-narrowed", public_gone, shared_come, edit.new, narrower=True)
    if public_come and not public_gone:
        yield from _moved("publicity-widened", public_come, shared_gone, edit.old, narrower=False)


def _moved(
    rule: str, public: list[Found], shared: list[Found], other: str, *, narrower: bool
) -> Iterable[Signal]:
    before, after = (public, shared) if narrower else (shared, public)
    if shared and not _PUBLIC.found(other):
        message = f"“{before[0].text}” became “{after[0].text}”."
        yield Signal(rule, message, before[0].text, after[0].text)
        return
    alone = next((one for one in public if one.term in _ALONE and _same_act(one, other)), None)
    if alone and narrower:
        yield Signal(rule, f"“{alone.text}” is gone.", alone.text, "")
    elif alone:
        yield Signal(rule, f"“{alone.text}” is new.", "", alone.text)


def _same_act(found: Found, other: str) -> bool:
    """Whether what was done publicly is done in the other wording too."""
    words = {word for word in (found.previous, found.following) if len(word) > 3}
    return any(word in other.casefold() for word in words)
