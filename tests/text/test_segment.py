import time

import pytest

from commitments.text.blocks import BlockKind
from commitments.text.extract import read
from commitments.text.extract.plain import read_text
from commitments.text.segment import clause_id, segment, text_sha256
from commitments.text.sentences import sentences
from tests.text.builders import POLICY, clauses


@pytest.mark.parametrize(
    "parts",
    [
        ["We will test models.", "Then we publish."],
        ["Use tools, e.g. Claude, i.e. the model.", "Then stop."],
        ["It costs 2.5 million.", "We pay."],
        ["See Section 3.2 for more.", "We follow it."],
        ["The U.S. Government is told.", "It is told first."],
        ["We operate in the U.S.", "We also operate elsewhere."],
        ["Dr. Smith of Example Inc. reviews it.", "She signs."],
        ["He said “We will stop.”", "And they did."],
        ["(By model we mean a system.)", "That is all."],
        ["We do this at level 2.5 Models only."],
        ["A risk remains.12", "In a footnote we say more.", "Really?", "Yes!"],
        ["The criteria: (1) it is safe; (2) it is cheap.", "Both count."],
        ["1. The first thing is this.", "It has two sentences."],
        ["Wait ... and then continue.", "Done."],
        ["Is “No.” an answer?", "No. 5 is alive."],
        ["We log the use of the app.", "They also see App. B and Sec. IV first."],
        ["It is made by Acme Corp.", "You may ask Acme Corp. Support for help."],
        ["We do this.[1]", "We do that.[^note]", "We keep on.¹", "This was 2020.[2]", "It ends."],
        ["See p. 5 of it.", "They plan for threshold B.", "We wait."],
        ["Smith v. Jones was decided.", "J. Smith lost."],
        ["Logs, dates, etc. Anthropic keeps.", "We list names, roles, etc.", "These stay."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts):
    text = " ".join(parts)

    assert [text[a:b] for a, b in sentences(text)] == parts


@pytest.mark.parametrize("piece", ["A. ", ".", "…", "?", "a", "é", ". ", '"'])
def test_a_text_without_ends_takes_no_longer_than_its_length(piece):
    text = piece * 20_000

    begin = time.process_time()
    clauses(f"We test models.\n\n{text} b.")
    assert time.process_time() - begin < 2


def test_clauses_are_where_they_say():
    reading = read_text(POLICY)
    found = segment(reading)

    assert [reading.text[c.start : c.end] for c in found] == [c.text for c in found]
    assert [c.ordinal for c in found] == list(range(len(found)))


def test_headings_are_paths_and_no_clauses():
    found = clauses(POLICY)

    assert found[0].path == ("1. Evaluation",)
    assert found[-1].path == ("2. Governance",)
    assert "2. Governance" not in [c.text for c in found]


def test_deeper_headings_stand_under_higher_ones():
    [first, second] = clauses("# A\n\n## B\n\nWe test.\n\n# C\n\nWe publish.")

    assert (first.path, second.path) == (("A", "B"), ("C",))


def test_items_keep_their_lead_in():
    items = [c for c in clauses(POLICY) if c.kind is BlockKind.LIST_ITEM]

    assert {c.lead_in for c in items} == {"We commit to the following:"}


def test_a_table_cell_is_one_clause_under_its_heads():
    html = (
        "<html><body><h1>P</h1><table><tr><th>Level</th><th>Measure</th></tr>"
        "<tr><td>ASL-2</td><td>Harden it. Then test it.</td></tr></table></body></html>"
    )
    found = segment(read(html.encode()))

    assert [(c.text, c.path) for c in found] == [
        ("ASL-2", ("P", "Level")),
        ("Harden it. Then test it.", ("P", "ASL-2", "Measure")),
    ]


def test_ids_depend_on_the_words_alone():
    before = {c.text: c.id for c in clauses(POLICY)}
    edited = POLICY.replace("every 6 months", "every year").replace(
        "## 2. Governance", "## 9. Rules"
    )
    after = {c.text: c.id for c in clauses(edited)}

    same = before.keys() & after.keys()
    assert len(same) == len(before) - 1
    assert all(before[text] == after[text] for text in same)
    assert clause_id("We  WILL test.") == clause_id("we will\ntest.")


def test_repeated_words_get_numbered_ids():
    found = clauses("## A\n\nWe test models. We test models.\n\n## B\n\nWe test models.")

    name = found[0].id
    assert [c.id for c in found] == [name, f"{name}-2", f"{name}-3"]
    assert len(name) == 11


def test_what_has_no_letters_is_no_clause():
    assert [c.text for c in clauses("We test models in full.\n\n12\n\n* * *")] == [
        "We test models in full."
    ]


def test_a_reflow_is_no_new_text():
    one = read_text("We will share an example of the model’s “card”.")
    other = read_text('We will share an exam-\nple of the model\'s "card".')

    assert text_sha256(one) == text_sha256(other)


def test_a_changed_word_or_capital_is_a_new_text():
    texts = ["We will test.", "We may test.", "We Will test.", "We will test"]

    assert len({text_sha256(read_text(text)) for text in texts}) == len(texts)
