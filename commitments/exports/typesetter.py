"""Typst with fonts that come with the tracker, so that the same paper gives the same file on every machine."""

from functools import cache
from importlib.resources import files

import typst

# Noto for the scripts and signs that Typst's own fonts lack.
_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")


@cache
def typesetter() -> typst.Compiler:
    """Some 10 ms the first time. Never the machine's fonts."""
    places = [str(files(package)) for package in _PACKAGES]
    return typst.Compiler(font_paths=places, ignore_system_fonts=True)
