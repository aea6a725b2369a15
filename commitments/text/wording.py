"""Signals: named, deterministic observations on how a wording changed. Never a verdict."""

from commitments.text.blocks import Signal


def signals(old: str, new: str) -> tuple[Signal, ...]:
    return ()
