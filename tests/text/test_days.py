import pytest

from commitments.text.days import days_in

DAY = "2025-05-04"


@pytest.mark.parametrize(
    "text",
    [
        "2025-05-04",
        "2025/5/4",
        "rsp_2025_05_04.pdf",
        "20250504",
        "May 4, 2025",
        "4 May 2025",
        "May 4th 2025",
        "the 4th of May, 2025",
        "policy-may-4-2025.pdf",
    ],
)
def test_a_day_is_read_however_it_is_written(text):
    assert [day for _, day in days_in(text)] == [DAY]


@pytest.mark.parametrize(
    "text", ["May 2025", "2025-13-41", "version 2.2", "1234567890", "May 44, 2025"]
)
def test_what_is_no_day_is_left_out(text):
    assert days_in(text) == []


def test_days_come_in_the_order_of_the_text():
    assert [at for at, _ in days_in("May 4, 2025, before 2025-05-04")] == [0, 20]
