import pytest

from commitments.text.extract.pdf_metadata import pdf_created_on
from commitments.text.guessing import What, Where, best, guesses
from tests.text.builders import pdf


@pytest.mark.parametrize(
    ("places", "value", "where"),
    [
        ({"title_page": "Responsible Scaling Policy\nVersion 2.2"}, "v2.2", Where.TITLE_PAGE),
        ({"link": "Read v3.1 here"}, "v3.1", Where.LINK),
        ({"beside": "Version 3 of the framework"}, "v3", Where.BESIDE),
        ({"file_name": "rsp-v2-1.pdf"}, "v2.1", Where.FILE_NAME),
        ({"file_name": "frontier_safety_framework_v2.pdf"}, "v2", Where.FILE_NAME),
    ],
)
def test_a_label_is_read_wherever_it_stands(places, value, where):
    guess = best(guesses(**places), What.LABEL)
    assert (guess.value, guess.where) == (value, where)


@pytest.mark.parametrize(
    "text", ["We have seen much", "ASL-3 v. the world", "valid in 2025", "v2025"]
)
def test_no_label_is_made_up(text):
    assert best(guesses(title_page=text, file_name=text), What.LABEL) is None


def test_days_are_told_apart_by_the_words_before_them():
    found = guesses(title_page="Policy. Last updated May 1, 2025. Effective as of May 14, 2025")
    assert best(found, What.EFFECTIVE_ON).value == "2025-05-14"
    assert best(found, What.PUBLISHED_ON).value == "2025-05-01"


def test_a_day_in_the_running_text_is_no_date_of_the_document():
    text = "x" * 100 + " and we promised on July 21, 2023 to the White House"
    assert guesses(title_page=text) == ()


def test_the_most_trustworthy_place_comes_first_and_every_guess_shows_its_words():
    found = guesses(title_page="Version 2.1", link="v2.2", created_on="2025-01-02")
    assert [guess.value for guess in found] == ["v2.1", "v2.2", "2025-01-02"]
    assert all(guess.words for guess in found)


def test_a_pdf_tells_when_it_was_made():
    made = pdf(lambda canvas: None)
    assert pdf_created_on(made) == "2000-01-01"  # as reportlab writes where nothing may vary
    assert pdf_created_on(b"%PDF-1.7 broken") == ""
