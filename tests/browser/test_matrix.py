"""The matrix in a real browser: its slider, by keyboard."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_the_slider_asks_for_its_day_and_the_address_keeps_it(page):
    page.goto("/matrix/")
    slider = page.get_by_role("slider", name="Day")
    slider.focus()
    slider.press("Home")  # the record's first day, by keyboard
    page.wait_for_url(re.compile(r"as_of=2023-09-19"))
    page.get_by_role("columnheader", name="OpenAI").wait_for(state="detached")
    assert page.locator(".clocks").inner_text().startswith("This page shows the record in force on")
    page.get_by_role("slider", name="Day").press("End")
    page.get_by_role("columnheader", name="OpenAI").wait_for()
    assert page.get_by_label("On", exact=True).input_value() == ""
