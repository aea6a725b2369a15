"""PDFium's functions for single characters, called with as little ado as ctypes allows.

A page has thousands of characters. pypdfium2 declares what each argument is, and to check that takes more
than half of a call's time. So here nothing is checked: pass a ``pointer``, numbers that fit a C int, and
``byref`` or ctypes values for the rest.
"""

import ctypes
from array import array
from collections import deque
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import pypdfium2.raw as raw


def pointer(handle: object) -> ctypes.c_void_p:
    """A handle of PDFium's as these functions take it."""
    return ctypes.cast(handle, ctypes.c_void_p)  # type: ignore[arg-type]


def _bare(function: Any, result: Any) -> Any:
    """The same C function without a declaration of its arguments, called without giving up the interpreter."""
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result)(address)


get_text = _bare(raw.FPDFText_GetText, ctypes.c_int)
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

# --- many characters at once --------------------------------------------------------------------------------

_MOST = 2048  # characters that are asked for together
_Floats, _Doubles = ctypes.c_float * (4 * _MOST), ctypes.c_double * (2 * _MOST)
_boxes, _origins = array("f", bytes(16 * _MOST)), array("d", bytes(16 * _MOST))
# Made once: to make such a pointer takes as long as a call. PDFium itself can serve one thread only.
_to_box = [ctypes.byref(_Floats.from_buffer(_boxes), 16 * place) for place in range(_MOST)]
_to_x = [ctypes.byref(_Doubles.from_buffer(_origins), 16 * place) for place in range(_MOST)]
_to_y = [ctypes.byref(_Doubles.from_buffer(_origins), 16 * place + 8) for place in range(_MOST)]


def text(handle: ctypes.c_void_p, count: int) -> str:
    """The page's ``count`` characters, one letter each: what is beyond U+FFFF comes in halves."""
    units = ctypes.create_string_buffer(2 * count + 2)
    given = get_text(handle, 0, count, units)
    found = units.raw[:-2].decode("utf-16-le", "surrogatepass")
    if given - 1 == len(found) == count:
        return found
    return "".join(map(chr, map(get_unicode, repeat(handle), range(count))))


def text_objects(handle: ctypes.c_void_p, indices: Sequence[int]) -> list[int | None]:
    """Which text object each of these characters belongs to, if any."""
    return list(map(get_text_object, repeat(handle), indices))


def places(
    handle: ctypes.c_void_p, indices: Sequence[int]
) -> tuple["array[float]", "array[float]"]:
    """The origins of characters, x and y of each, and their loose boxes: left, top, right, bottom of each."""
    origins, boxes = array("d"), array("f")
    for start in range(0, len(indices), _MOST):
        asked = indices[start : start + _MOST]
        deque(map(get_char_origin, repeat(handle), asked, _to_x, _to_y), maxlen=0)
        deque(map(get_loose_char_box, repeat(handle), asked, _to_box), maxlen=0)
        origins += _origins[: 2 * len(asked)]
        boxes += _boxes[: 4 * len(asked)]
    return origins, boxes
