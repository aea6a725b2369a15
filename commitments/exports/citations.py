"""References to what the tracker shows, in the styles that papers and reference managers ask for.

Styles after the publication manual of the APA (7th edition) and the Chicago manual (18th edition), each in its
form for a web page; BibTeX, RIS and CSL-JSON for reference managers.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from commitments.exports.papers import Edition, Paper, Stamp, Subject

SITE = "RSP commitment tracker"
_LATEX = str.maketrans(
    {c: f"\\{c}" for c in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\~{}", "^": r"\^{}"}
)
_KINDS = {
    Subject.COMPARISON: "Comparison of two versions",
    Subject.ACROSS: "Comparison of two policies",
    Subject.COMMITMENT: "Commitment over all versions",
    Subject.CHANGES: "List of changes",
}
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Reference:
    """What is cited. ``author`` is who wrote it; ``kind`` is said in words: "Comparison of versions"."""

    author: str
    title: str
    issued: date
    kind: str
    address: str
    accessed: date

    @property
    def key(self) -> str:
        """All words of the title: two works under one key break a bibliography."""
        author = "" if self.author == SITE else self.author
        words = _WORD.findall(f"{author} {self.title}".lower())
        return "-".join([*words, str(self.issued.year)])


def of_paper(paper: Paper) -> Reference:
    return of_page(paper.subject, paper.title, paper.address, paper.stamp)


def of_page(subject: Subject, title: str, address: str, stamp: Stamp) -> Reference:
    """What the tracker shows is its own work, as of the edition of its data set.

    The address shows the record as it was on that day, whatever is published later.
    """
    told = f"{_KINDS[subject]}; data set {stamp.edition}, {stamp.codebook}"
    known_on = stamp.known_at.date() if stamp.known_at else stamp.made_on
    dated = f"{address}{'&' if '?' in address else '?'}known_at={known_on}"
    return Reference(SITE, title, date.fromisoformat(stamp.edition), told, dated, stamp.made_on)


def of_edition(edition: Edition, accessed: date) -> Reference:
    """A version is its publisher's work, which the tracker keeps a capture of."""
    seen = edition.evidence
    captured = f", captured {seen.captured_at:%Y-%m-%d}, SHA-256 {seen.sha256[:12]}" if seen else ""
    issued = edition.effective_on or edition.published_on or edition.first_seen_on or accessed
    title = f"{edition.policy}, {edition.label}"
    kind = f"Policy; kept by the {SITE}{captured}"
    return Reference(edition.organization, title, issued, kind, edition.address, accessed)


def apa(reference: Reference) -> str:
    issued = f"{reference.issued.year}, {reference.issued:%B} {reference.issued.day}"
    accessed = f"{reference.accessed:%B} {reference.accessed.day}, {reference.accessed.year}"
    site = "" if reference.author == SITE else f" {SITE}."
    return (
        f"{reference.author}. ({issued}). {reference.title} [{reference.kind}].{site}"
        f" Retrieved {accessed}, from {reference.address}"
    )


def chicago(reference: Reference) -> str:
    issued = f"{reference.issued:%B} {reference.issued.day}, {reference.issued.year}"
    accessed = f"{reference.accessed:%B} {reference.accessed.day}, {reference.accessed.year}"
    return (
        f"{reference.author}. “{reference.title}.” {reference.kind}. {SITE}, {issued}."
        f" Accessed {accessed}. {reference.address}."
    )


def credit(reference: Reference) -> str:
    """One line beside a quotation or a picture."""
    via = "" if reference.author == SITE else f", via {SITE}"
    return f"{reference.author}, “{reference.title}”{via} (data: CC BY 4.0), {reference.address}"


def bibtex(reference: Reference) -> str:
    fields = {
        "author": f"{{{_latex(reference.author)}}}",
        "title": f"{{{_latex(reference.title)}}}",
        "year": str(reference.issued.year),
        "month": str(reference.issued.month),
        "howpublished": _latex(SITE),
        "note": _latex(reference.kind),
        "url": reference.address,
        "urldate": reference.accessed.isoformat(),
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{reference.key},\n{body}\n}}\n"


def _latex(text: str) -> str:
    return " ".join(text.translate(_LATEX).split())


def ris(reference: Reference) -> str:
    fields = [
        ("TY", "ELEC"), ("AU", reference.author), ("TI", reference.title), ("T2", SITE),
        ("DA", f"{reference.issued:%Y/%m/%d/}"), ("PY", str(reference.issued.year)), ("N1", reference.kind),
        ("UR", reference.address), ("Y2", f"{reference.accessed:%Y/%m/%d/}"), ("ER", ""),
    ]  # fmt: skip
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields)


def csl_json(reference: Reference) -> str:
    item = {
        "id": reference.key,
        "type": "webpage",
        "author": [{"literal": reference.author}],
        "title": reference.title,
        "container-title": SITE,
        "issued": {"date-parts": [_parts(reference.issued)]},
        "accessed": {"date-parts": [_parts(reference.accessed)]},
        "note": reference.kind,
        "URL": reference.address,
    }
    fields = ",\n".join(
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in item.items()
    )
    return f"[{{\n{fields}\n}}]\n"


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]


@dataclass(frozen=True, slots=True)
class Style:
    name: str  # as asked for: ?format=bibtex
    title: str  # for people
    suffix: str
    media_type: str
    write: Callable[[Reference], str]

    @property
    def is_for_programs(self) -> bool:
        return self.suffix != "txt"


STYLES = {
    style.name: style
    for style in (
        Style("credit", "One line", "txt", "text/plain; charset=utf-8", credit),
        Style("apa", "APA", "txt", "text/plain; charset=utf-8", apa),
        Style("chicago", "Chicago", "txt", "text/plain; charset=utf-8", chicago),
        Style("bibtex", "BibTeX", "bib", "application/x-bibtex; charset=utf-8", bibtex),
        Style("ris", "RIS", "ris", "application/x-research-info-systems; charset=utf-8", ris),
        Style("csl", "CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json),
    )
}


def written(reference: Reference) -> dict[str, object]:
    """For a page: the ``credit`` in one line, and ``citations``, (style, text) of every other style."""
    others = [style for style in STYLES.values() if style.write is not credit]
    return {
        "credit": credit(reference),
        "citations": [(style, style.write(reference)) for style in others],
    }
