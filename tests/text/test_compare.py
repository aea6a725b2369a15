import json

from commitments.text.blocks import Op, PairKind
from commitments.text.compare import ENGINE, as_data, compare
from tests.text.builders import POLICY, clauses

NEW = (
    POLICY.replace("We will evaluate each model", "We aim to evaluate each model")
    .replace("every 6 months", "every 12 months")
    .replace(" We will not train models without safeguards.", "")
)


def _comparison():
    return compare(clauses(POLICY), clauses(NEW))


def test_counts_name_every_kind():
    counts = _comparison().counts

    assert counts == {
        "retained": 4,
        "edited": 2,
        "moved": 0,
        "split": 0,
        "merged": 0,
        "removed": 1,
        "added": 0,
        "guesses": 0,
    }


def test_an_edit_has_spans_and_signals():
    edits = [c for c in _comparison().changes if c.pair.kind is PairKind.EDITED]

    assert [[s.rule for s in c.signals] for c in edits] == [
        ["obligation-softened"],
        ["number-changed"],
    ]
    assert [s.text for s in edits[0].spans if s.op is Op.DELETE] == ["will"]


def test_what_the_lead_in_says_is_not_gone():
    old = clauses(
        "## Use\n\nWe don’t mislead the public or a court about any model, not for 3 days.\n"
    )
    item = "● mislead the public or a court about any model, not for 9 days.\n"

    def rules(lead_in):
        changes = compare(old, clauses(f"## Use\n\n{lead_in}\n\n{item}")).changes
        return [signal.rule for change in changes for signal in change.signals]

    assert rules("We do not:") == ["number-changed"]
    assert rules("Such uses are:") == ["prohibition-dropped", "number-changed"]


def test_what_stayed_or_went_has_no_spans():
    others = [c for c in _comparison().changes if c.pair.kind is not PairKind.EDITED]

    assert all(c.spans == () and c.signals == () for c in others)


def test_changes_follow_the_new_version():
    comparison = _comparison()
    order = {clause.id: clause.ordinal for clause in comparison.new}
    places = [order[c.pair.new[0]] for c in comparison.changes if c.pair.new]

    assert places == sorted(places)
    assert comparison.changes[-1].pair.kind is PairKind.REMOVED


def test_a_guess_gives_no_signals():
    old = "We will pause training whenever containment falls short. The keeper has two dogs. Ships pass."
    new = "We may halt scaling whenever safeguards are inadequate. The keeper has three dogs. Ships stay."
    change = compare(clauses(old), clauses(new)).changes[0]

    assert change.pair.kind is PairKind.EDITED
    assert change.pair.is_guess
    assert change.signals == ()


def test_a_version_against_itself_has_no_changes():
    comparison = compare(clauses(POLICY), clauses(POLICY))

    assert {c.pair.kind for c in comparison.changes} == {PairKind.RETAINED}


def test_the_data_is_json_with_the_named_parts():
    data = json.loads(json.dumps(as_data(_comparison())))

    assert data["engine"] == ENGINE
    assert set(data) == {"engine", "old", "new", "pairs", "counts"}
    clause = data["old"]["clauses"][0]
    assert clause["text"] == "We will evaluate each model before deployment."
    assert (clause["is_commitment"], clause["strength"], clause["rule"]) == (True, "must", "will")
    assert clause["path"] == ["1. Evaluation"]
    pair = data["pairs"][0]
    assert set(pair) == {
        "kind",
        "old",
        "new",
        "score",
        "reasons",
        "moved",
        "is_guess",
        "suggestions",
        "spans",
        "signals",
    }
    assert pair["spans"][1] == ["delete", "will"]
    assert pair["signals"][0]["rule"] == "obligation-softened"


def test_the_same_versions_give_the_same_data():
    assert as_data(_comparison()) == as_data(_comparison())
