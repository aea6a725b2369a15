import random

from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.text.align import align, longest_increasing
from commitments.text.blocks import PairKind
from commitments.text.matching import LINK_IN_EDIT, LINK_IN_REWRITE, least_link
from tests.text.builders import POLICY, clauses


def _kinds(old, new):
    return [pair.kind for pair in align(clauses(old), clauses(new))]


def _one(old, new, kind):
    """The only pair of a kind, with the texts of both its sides."""
    a, b = clauses(old), clauses(new)
    left, right = {c.id: c.text for c in a}, {c.id: c.text for c in b}
    [pair] = [p for p in align(a, b) if p.kind is kind]
    return pair, [left[i] for i in pair.old], [right[j] for j in pair.new]


def test_what_stayed_is_retained():
    assert set(_kinds(POLICY, POLICY)) == {PairKind.RETAINED}


def test_typography_and_footnote_numbers_are_no_edit():
    old = "## A\n\nIt’s our “model” that poses a risk.12 We watch it … closely ( 50 % of it )."
    new = '## A\n\nIt\'s our "model" that poses a risk.14 We watch it ... closely (50% of it).'

    assert set(_kinds(old, new)) == {PairKind.RETAINED}


def test_a_renumbered_list_and_spaced_dashes_are_no_edit():
    old = "We say:\n\n- a. We test models – all of them.\n- b. We publish what we find in full."
    new = "We say:\n\n- We test models—all of them.\n- 2. We publish what we find in full."

    assert set(_kinds(old, new)) == {PairKind.RETAINED}


def test_loose_ties_are_for_commitments_only():
    old = "## A\n\nThe history of evaluation at labs is long and winding. We will run evaluation suites weekly."
    new = "## A\n\nThe future of evaluation belongs to nobody yet. We will share evaluation outcomes broadly."

    assert _kinds(old, new).count(PairKind.EDITED) <= 1


def test_an_edited_clause_keeps_its_counterpart_and_its_reasons():
    pair, _, _ = _one(POLICY, POLICY.replace("every 6 months", "every year"), PairKind.EDITED)

    assert pair.reasons == ("nearly the same words", "same heading", "same neighbours")
    assert 0.6 < pair.score < 1
    assert not pair.moved


def test_a_clause_under_another_heading_has_moved():
    moved = "We will evaluate each model before deployment. "
    pair, old, _ = _one(
        POLICY,
        POLICY.replace(moved, "").replace("The Board of", f"{moved}The Board of"),
        PairKind.MOVED,
    )

    assert old == [moved.strip()]
    assert pair.moved
    assert pair.score == 1


def test_a_clause_in_another_order_has_moved():
    old = "## A\n\nWe test all models. We publish every result. We fix what we find."
    new = "## A\n\nWe publish every result. We fix what we find. We test all models."
    pair, texts, _ = _one(old, new, PairKind.MOVED)

    assert texts == ["We test all models."]
    assert "another order" in pair.reasons


def test_a_renamed_heading_moves_nothing():
    kinds = _kinds(POLICY, POLICY.replace("2. Governance", "7. Oversight of It"))

    assert set(kinds) == {PairKind.RETAINED}


def test_removed_and_added_are_told_from_edited():
    old = POLICY
    new = POLICY.replace(" We will not train models without safeguards.", "") + (
        "\nEmployees can report concerns to an ombudsperson anonymously.\n"
    )
    kinds = _kinds(old, new)

    assert kinds.count(PairKind.REMOVED) == 1
    assert kinds.count(PairKind.ADDED) == 1


def test_a_removal_stands_at_its_old_place():
    kinds = _kinds(
        "## A\n\nWe test all models. We pay each auditor. We publish.",
        "## A\n\nWe test all models. We publish.",
    )

    assert kinds == [PairKind.RETAINED, PairKind.REMOVED, PairKind.RETAINED]


def test_a_removed_commitment_gets_suggestions_best_first():
    filler = " ".join(f"Sentence number {w} stands for the rest of it." for w in "abcdefgh")
    old = f"## A\n\n{filler} We will publish model cards for each of the new models."
    new = f"## A\n\n{filler}\n\n## B\n\nUsers see cards and dashboards about pricing, uptime and support."
    pair, _, _ = _one(old, new, PairKind.REMOVED)

    assert 1 <= len(pair.suggestions) <= 5
    assert [s.score for s in pair.suggestions] == sorted(
        (s.score for s in pair.suggestions), reverse=True
    )
    assert all(s.score < LINK_IN_EDIT for s in pair.suggestions)


def test_a_sentence_cut_in_two_is_a_split_and_back_a_merge():
    whole = (
        "## A\n\nFirst we say hello. We will commission an independent security audit every year and "
        "publish its findings on our website. Last we say goodbye."
    )
    parts = (
        "## A\n\nFirst we say hello. We will commission an independent security audit every year. "
        "We will publish the audit's findings on our website. Last we say goodbye."
    )

    assert _kinds(whole, parts) == [PairKind.RETAINED, PairKind.SPLIT, PairKind.RETAINED]
    assert _kinds(parts, whole) == [PairKind.RETAINED, PairKind.MERGED, PairKind.RETAINED]


def test_a_loose_tie_counts_in_a_rewrite_and_not_in_an_edit():
    assert least_link(0, 100) == LINK_IN_REWRITE
    assert least_link(100, 100) == LINK_IN_EDIT
    assert LINK_IN_REWRITE < least_link(50, 100) < LINK_IN_EDIT


def test_nothing_against_something():
    assert _kinds("", POLICY) == [PairKind.ADDED] * len(clauses(POLICY))
    assert _kinds(POLICY, "") == [PairKind.REMOVED] * len(clauses(POLICY))
    assert align((), ()) == ()


def test_the_longest_part_in_order_stays():
    links = [(0, 4), (1, 0), (2, 1), (3, 3), (4, 2)]

    kept = longest_increasing(links)
    assert len(kept) == 3
    assert (0, 4) not in kept


SENTENCES = [
    "We will test all models.",
    "We test models every month.",
    "We publish model cards.",
    "The board must approve it.",
    "See Appendix A for more.",
    "Users report harm to us.",
    "We will test all models.",
    "Nothing here is the same.",
]


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(SENTENCES), max_size=8),
    st.lists(st.sampled_from(SENTENCES), max_size=8),
)
def test_every_clause_is_in_exactly_one_pair(before, after):
    old, new = clauses("## A\n\n" + " ".join(before)), clauses("## B\n\n" + " ".join(after))
    pairs = align(old, new)

    assert sorted(i for pair in pairs for i in pair.old) == sorted(c.id for c in old)
    assert sorted(j for pair in pairs for j in pair.new) == sorted(c.id for c in new)
    assert all(0 <= pair.score <= 1 for pair in pairs)
    assert align(old, new) == pairs


def test_a_long_shuffled_document_is_all_found_again():
    texts = [
        f"We will perform task number {n} with tool {chr(97 + n % 26)}{n} for team {n * 7}."
        for n in range(120)
    ]
    shuffled = texts.copy()
    random.Random(7).shuffle(shuffled)
    pairs = align(clauses("## A\n\n" + " ".join(texts)), clauses("## A\n\n" + " ".join(shuffled)))

    assert {pair.kind for pair in pairs} == {PairKind.RETAINED, PairKind.MOVED}


def _rewritten(old, new):
    """Two versions that share hardly a clause, with the old and the new promise among others."""
    before = " The lamp was lit in 1823. The keeper has two dogs. Ships pass it by night."
    after = " The lamp was built in 1823. The keeper has three dogs. Ships pass it by day."
    return clauses(f"## A\n\n{old}{before}"), clauses(f"## B\n\n{new}{after}")


def test_a_rewrite_is_followed_by_what_it_is_about_and_called_a_guess():
    old, new = _rewritten(
        "We will pause training whenever our containment measures fall short.",
        "We will halt scaling whenever safeguards are inadequate.",
    )
    pair = align(old, new)[0]

    assert (pair.kind, pair.old, pair.new) == (PairKind.EDITED, (old[0].id,), (new[0].id,))
    assert pair.is_guess


def test_promises_that_became_one_are_merged():
    old, new = _rewritten(
        "We will report evaluation results to the board each quarter. "
        "We will share evaluation findings with the board and the trustees.",
        "We will inform the board of what each assessment shows.",
    )
    pair = align(old, new)[0]

    assert (pair.kind, pair.new) == (PairKind.MERGED, (new[0].id,))
    assert pair.old == (old[0].id, old[1].id)
    assert pair.is_guess and pair.reasons == ("nearest to the same clause",)


def test_a_removed_promise_keeps_the_likeliest_clauses_as_suggestions():
    old = clauses("We commit to pause training whenever containment fails. We paint the tower.")
    new = clauses("If safeguards are inadequate, we must halt scaling. We share a yearly summary.")
    [removed] = [pair for pair in align(old, new) if pair.old == (old[0].id,)]

    assert removed.kind is PairKind.REMOVED
    assert removed.suggestions[0].new == new[0].id


def test_one_sentence_that_became_three_is_one_split():
    old = clauses(
        "## A\n\nFor example, never compromise the privacy of others, engage in gambling without a licence, or "
        "promote the sale of dangerous weapons. The tower is white."
    )
    new = clauses(
        "## A\n\nDo not:\n\n- Compromise the privacy of others.\n- Engage in gambling without a licence.\n"
        "- Promote the sale of dangerous weapons.\n\nThe tower is white."
    )
    [split] = [pair for pair in align(old, new) if pair.kind is PairKind.SPLIT]

    assert (split.old, len(split.new)) == ((old[0].id,), 3)
    assert split.score > 0.8
