"""The search page: what is found, the same words once, choices with counts, and help where nothing is found."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.errors import TrackerError
from commitments.lexicon import LONGEST, learn, like, words_of
from commitments.searching import places
from commitments.searching.suggesting import written
from commitments.searching.terms import Term, parse

SEARCH = "/search/"
POLICY = "anthropic/responsible-scaling-policy"


@pytest.fixture
def get(client, dataset):
    def get(q="", **query) -> str:
        response = client.get(SEARCH, {"q": q, **query})
        assert response.status_code == 200
        return response.content.decode().split("<main")[1].split("<footer")[0]

    return get


@pytest.fixture
def lights(bring):
    """A sentence that stays in three versions, and one that is reworded in the last."""
    stays = "We will keep the lighthouse lit at all times."
    for label, on, words in [
        ("v2.0", "2024-10-15", "We must polish the lantern."),
        ("v2.1", "2025-03-31", "We must polish the lantern."),
        ("v2.2", "2025-05-14", "We may polish the lantern."),
    ]:
        bring(label, f"1. Lights\n\n{stays} {words}\n", on)


def total(html: str) -> int:
    found = re.search(r"<h2[^>]*>\d+–\d+ of (\d+)", html)
    return int(found[1]) if found else 0


def counts(html: str, facet: str) -> dict[str, int]:
    found = re.findall(
        rf'[?&;]{facet}=([^&"]+)[^"]*"[^>]*>(?:(?!</a>).)*?class="number">(\d+)', html
    )
    return {value: int(number) for value, number in found}


def test_the_same_sentence_in_three_versions_is_one_find_that_says_so(get, lights):
    html = get("lighthouse lit")
    assert total(html) == 1
    assert "in v2.0, v2.1 and v2.2" in html
    assert "<mark>lighthouse</mark> <mark>lit</mark>" in html
    assert re.search(r"/versions/v2.2/#c[0-9a-f]+", html)


def test_what_is_in_force_and_what_ever_was(get, lights):
    assert total(get("polish lantern")) == 2
    assert total(get("polish lantern", in_force="true")) == 0  # v3.4 says nothing of it
    assert "look <a" in get("polish lantern", in_force="true")
    html = get("polish lantern", as_of="2025-01-01")
    assert total(html) == 1
    assert "in v2.0" in html and "must" in html
    assert "/versions/v2.0/?as_of=2025-01-01#c" in html


def test_phrase_beginning_exclusion_and_choice(get, lights):
    assert total(get('"lit lighthouse"')) == 0
    assert total(get('"lighthouse lit"')) == 1
    assert total(get("lanter*")) == 2
    assert total(get("lantern -must")) == 1
    assert total(get("lighthouse or lantern")) == 3


def test_every_count_is_what_its_choice_shows(get, lights):
    html = get("lantern or lighthouse or safeguards")
    for facet in ("kind", "organization", "policy", "strength", "year", "topic"):
        for value, number in counts(html, facet).items():
            chosen = {facet: value.replace("%2F", "/")}
            assert total(get("lantern or lighthouse or safeguards", **chosen)) == number, chosen


def test_of_a_policy_its_versions_can_be_chosen(get, lights):
    assert counts(get("lantern", policy=POLICY), "version") == {"v2.0": 1, "v2.1": 1, "v2.2": 1}
    html = get("lantern", policy=POLICY, version="v2.1")
    assert "/versions/v2.1/#c" in html and "in v2.1 ·" not in html
    assert total(html) == 1


def test_a_misspelt_word_is_led_to_the_record_s_own(get, lights):
    html = get("polihs lihgthouse or lanetrn")
    assert "Did you mean" in html and "<strong>polish lighthouse or lantern</strong>" in html
    assert "Nothing found" in html
    assert "q=lighthouse" in get("lighthuose")


def test_a_draft_lends_no_word(get, bring, editor):
    from commitments import review

    version = bring("v9.0", "We will feed the zebra.", "2026-10-01", publish=False)
    assert "zebra" not in get("zebar")
    review.publish_version(version=version, by=editor)
    assert "<strong>zebra" in get("zebar")
    review.withdraw_version(version=version, by=editor, reason="test")
    assert "zebra" not in get("zebar")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("of the", "stands in nearly every sentence"),
        ("-model", "besides those to leave out"),
        ("!!", "Name a word to look for"),
        ("a" * 501, "longer than 500 characters"),
        (" ".join("abcdefghijklmnopqrstuvwxyz" * 2), "more than 40 words"),
        ("xylophone", "Try fewer or other words"),
        ("", "in all versions"),
    ],
)
def test_a_query_that_finds_nothing_gets_a_sentence(get, query, sentence):
    assert sentence in get(query)


def test_what_is_common_is_capped_and_says_so(get, lights, monkeypatch):
    monkeypatch.setattr(places, "MOST", 1)
    html = get("lantern")
    assert "of 1+" in html
    assert "A further word" in html


def test_htmx_gets_the_part_that_changes(client, lights):
    part = client.get(SEARCH, {"q": "lantern"}, headers={"HX-Request": "true"}).content.decode()
    assert "<h1" not in part and 'id="found"' in part


@pytest.mark.parametrize("query", ["lighthouse", "safeguards"])
def test_the_number_of_queries_does_not_grow_with_the_finds(
    get, lights, query, django_assert_max_num_queries
):
    get(query)
    with django_assert_max_num_queries(30):
        get(query)


# --- what is typed ------------------------------------------------------------------------------------------


def test_what_is_typed_is_read_as_it_is_meant():
    assert parse('pause "of training" -model safe*') == (
        (
            Term("pause", "word", is_excluded=False),
            Term("of training", "phrase", is_excluded=False),
            Term("model", "word", is_excluded=True),
            Term("safe", "prefix", is_excluded=False),
        ),
    )
    assert len(parse("a1 or b1 OR c1 d1")) == 3
    assert parse("- ** -no or") == ()


@given(st.text(max_size=120))
def test_anything_can_be_typed_and_what_is_written_back_means_the_same(query):
    try:
        terms = parse(query)
    except TrackerError:
        return
    assert all(any(not term.is_excluded for term in group) for group in terms)
    if not any(
        '"' in t.text or "*" in t.text or t.text.casefold() == "or" for g in terms for t in g
    ):
        assert parse(written(terms)) == terms


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slip", "meant"),
    [("saftey", "safety"), ("treshold", "threshold"), ("evalaution", "evaluation"), ("xqzw", "")],
)
def test_slips_of_the_pen_are_recognised(dataset, slip, meant):
    learn(["Safety thresholds need a threshold and an evaluation."])
    assert (like(slip)[:1] or [""]) == [meant]


@given(st.text())
def test_words_are_letters_in_small_and_not_too_long(text):
    for word in words_of(text):
        assert word.isalpha() and len(word) <= LONGEST
