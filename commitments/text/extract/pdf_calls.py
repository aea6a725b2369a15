"""PDFium's functions for single characters, called with as little ado as ctypes allows.

A page has thousands of characters. pypdfium2 declares what each argument is, and to check that takes more
than half of a call's time. So here nothing is checked: pass a ``pointer``, numbers that fit a C int, and
``byref`` or ctypes values for the rest.
"""

import ctypes
from typing import Any

import pypdfium2.raw as raw


def pointer(handle: object) -> ctypes.c_void_p:
    """A handle of PDFium's as these functions take it."""
    return ctypes.cast(handle, ctypes.c_void_p)  # type: ignore[arg-type]


def _bare(function: Any, result: Any) -> Any:
    """The same C function without a declaration of its arguments, called without giving up the interpreter."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result)(address)


get_unicode = _bare(raw.FPDFText_GetUnicode, ctypes.c_uint)
get_text_object = _bare(raw.FPDFText_GetTextObject, ctypes.c_void_p)
get_loose_char_box = _bare(raw.FPDFText_GetLooseCharBox, ctypes.c_int)
get_char_origin = _bare(raw.FPDFText_GetCharOrigin, ctypes.c_int)
get_matrix = _bare(raw.FPDFText_GetMatrix, ctypes.c_int)
get_font_size = _bare(raw.FPDFText_GetFontSize, ctypes.c_double)
get_font_weight = _bare(raw.FPDFText_GetFontWeight, ctypes.c_int)
get_font_info = _bare(raw.FPDFText_GetFontInfo, ctypes.c_ulong)
is_generated = _bare(raw.FPDFText_IsGenerated, ctypes.c_int)
is_hyphen = _bare(raw.FPDFText_IsHyphen, ctypes.c_int)
