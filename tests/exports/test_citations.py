"""Citations: who wrote it, what it is, where it stands, when it was seen; readable by reference managers."""

import json
import re
from datetime import date

import pytest

from commitments.exports.citations import STYLES, of_edition, of_paper
from tests.exports.made import edition, paper

SEEN_ON = date(2026, 11, 26)


def written(style: str, reference) -> str:
    return STYLES[style].write(reference)


def test_a_comparison_is_cited_as_the_trackers_work():
    assert written("apa", of_paper(paper())) == (
        "RSP commitment tracker. (2026, November 23). Example Lab, Careful Policy: v1 to v2 [Comparison of"
        " two versions; data set 2026-11-23, codebook 0.2]. Retrieved November 26, 2026, from"
        " https://tracker.example/policies/example-lab/careful-policy/compare/v1...v2/?known_at=2026-11-26"
    )


def test_a_version_is_cited_as_its_publishers_work_with_its_capture():
    text = written("chicago", of_edition(edition("v2"), SEEN_ON))
    assert text.startswith(
        "Example Lab. “Careful Policy, v2.” Policy; kept by the RSP commitment tracker"
    )
    assert "captured 2025-05-14, SHA-256 abababababab" in text
    assert "May 14, 2025. Accessed November 26, 2026." in text


def test_two_comparisons_of_a_policy_have_keys_of_their_own():
    titles = [f"Example Lab, Careful Policy: v{n} to v{n + 1}" for n in (1, 2)]
    keys = [of_paper(paper(title=title)).key for title in titles]
    assert keys[0] == "example-lab-careful-policy-v1-to-v2-2026"
    assert keys[1] != keys[0]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("reference", [of_paper(paper()), of_edition(edition("v2"), SEEN_ON)])
def test_every_style_leads_back_to_the_page(style, reference):
    text = written(style, reference)
    assert reference.address in text
    assert reference.author in text


def test_bibtex_survives_what_latex_takes_for_commands():
    hostile = edition("v2", policy=r"50% & {more} $x_1$ \input{/etc/passwd} #1 ~^")
    text = written("bibtex", of_edition(hostile, SEEN_ON))
    assert r"50\% \& \{more\} \$x\_1\$ \textbackslash{}input\{/etc/passwd\} \#1 \~{}\^{}" in text
    assert text.count("{") == text.count("}")
    assert re.match(r"@misc\{[a-z0-9-]+,\n", text)


def test_ris_is_one_line_a_field_and_ends_its_record():
    lines = written("ris", of_edition(edition("v2", policy="two\nlines"), SEEN_ON)).split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2] == "ER  - "
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])


def test_csl_is_json_with_dates_in_parts():
    [item] = json.loads(written("csl", of_paper(paper())))
    assert item["accessed"] == {"date-parts": [[2026, 11, 26]]}
    assert item["author"] == [{"literal": "RSP commitment tracker"}]


def test_one_line_beside_a_picture_names_the_site_once():
    ours, theirs = (
        written("credit", ref) for ref in (of_paper(paper()), of_edition(edition("v2"), SEEN_ON))
    )
    assert ours.startswith(
        "RSP commitment tracker, “Example Lab, Careful Policy: v1 to v2” (data: CC BY 4.0), https://"
    )
    assert theirs.startswith(
        "Example Lab, “Careful Policy, v2”, via RSP commitment tracker (data: CC BY 4.0), https://"
    )
