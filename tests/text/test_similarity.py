import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from commitments.text.similarity import similarities
from commitments.text.topics import topics
from commitments.text.vectors import Columns, counts_of, stacked, weighted
from tests.text.builders import POLICY, clauses


def _rows(old, new):
    a, b = clauses(old), clauses(new)
    return similarities(a, b, range(len(a)), range(len(b)))


def test_nothing_is_likelier_than_the_same_clause_among_the_same_neighbours():
    rows = _rows(POLICY, POLICY)

    assert all(row[i] == max(row.values()) and row[i].wording > 0.999 for i, row in rows.items())


def test_surroundings_tell_twins_apart():
    rows = _rows(
        "We test models weekly. Results go to the board. Rain falls. Snow melts. Wind blows. Sun shines. "
        "Dogs bark. We test models weekly. Cats climb.",
        "Dogs bark. We test models weekly. Cats climb.",
    )

    assert rows[7][1].score > rows[0][1].score
    assert rows[7][1].wording == rows[0][1].wording


def test_a_title_is_not_the_new_wording_of_a_sentence():
    rows = _rows(
        "Governance and transparency.",
        "We will provide transparency and support to all impacted customers throughout the process. "
        "Governance, support and transparency.",
    )

    assert rows[0][1].score > 2 * rows[0][0].score


def test_one_subject_in_other_words_scores_higher_than_another_subject():
    rows = _rows(
        "We will pause training.", "We must halt further scaling. We publish a yearly budget."
    )

    assert rows[0][0].score > rows[0][1].score


def test_only_the_positions_asked_for_are_scored():
    a = clauses(POLICY)

    rows = similarities(a, a, [0, 2], [1])
    assert set(rows) == {0, 2}
    assert set(rows[0]) == {1}
    assert similarities(a, a, [0], []) == {0: {}}


@given(st.lists(st.text(max_size=12), max_size=6), st.lists(st.text(max_size=12), max_size=6))
def test_scores_stay_between_nothing_and_all(old, new):
    a, b = clauses("\n\n".join(old)), clauses("\n\n".join(new))
    rows = similarities(a, b, range(len(a)), range(len(b)))

    assert all(0 <= part <= 1 for row in rows.values() for pair in row.values() for part in pair)


def test_words_of_one_subject_share_a_topic():
    assert set(topics(["pause"])) & set(topics(["halting"])) == {"pause"}
    assert topics(["lighthouse", "the"]) == []
    assert topics(["tests", "tests"]) == ["evaluation", "evaluation"]
    assert topics(["evaluat" + "x" * 300_000]) == ["evaluation"]  # in no time


def test_common_and_rare_terms_are_multiplied_alike():
    texts = ["we test", "we publish", "we test models", "", *["we"] * 40]
    rows = weighted(counts_of([text.split() for text in texts]))

    products = Columns(rows).products(rows)
    assert np.allclose(products, (rows @ rows.T).toarray())
    halves = stacked([(rows, 0.5), (rows, 0.5)])
    assert np.allclose(Columns(halves).products(halves), products)
