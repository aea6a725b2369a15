"""The Word file in LibreOffice: its own commands to accept and to reject give the two texts."""

import pytest

from bench import office
from bench.readback import settled
from commitments.exports import word
from tests.exports.test_word import made, texts
from tests.text.test_redline import NEW, OLD

ODD = """

A 🚀, 中文, שלום עולם, \u202eflip\u202c and Ünïcode.

- one
- two
  - three

| a | b |
|---|---|
| c | d |
"""


@pytest.mark.office
def test_accepting_there_gives_the_new_text_and_rejecting_the_old_one():
    before, after, made_paper = made(OLD + ODD, ODD.replace("two", "too") + NEW)
    accepted, rejected = office.settled(word.render(made_paper))
    assert settled(accepted, accept=True) == texts(after.blocks)
    assert settled(rejected, accept=False) == texts(before.blocks)
