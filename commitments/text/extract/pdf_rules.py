"""The rules printed on a PDF page: straight level and upright lines, and the edges of boxes."""

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from commitments.text.extract.pdf_chars import turned
from commitments.text.extract.pdf_types import Rule

_MOST_OBJECTS = 5000
_MOST_SEGMENTS = 20000
_MOST_IN_PATH = 400  # a path of more is a drawing
_THIN = 2.5
_SHORT = 4.0
_WHITE = 250
_Corners = tuple[float, float, float, float]


def page_rules(page: pdfium.PdfPage, turn: int) -> list[Rule]:
    """The rules of a page as they stand once text of that turn is upright; none for a page of drawings."""
    handle = page.raw
    count = raw.FPDFPage_CountObjects(handle)
    if count > _MOST_OBJECTS:
        return []
    rules: list[Rule] = []
    segments = 0
    for index in range(count):
        thing = raw.FPDFPage_GetObject(handle, index)
        if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_PATH:
            continue
        found = raw.FPDFPath_CountSegments(thing)
        segments += max(found, 0)
        if segments > _MOST_SEGMENTS:
            return []
        if found <= _MOST_IN_PATH:
            for corners in _strokes(thing, found):
                rules += _sides(_upright(corners, turn))
    return rules


def _strokes(path: object, count: int) -> list[_Corners]:
    """The straight strokes of a path; none of a white ground, which word processors print below text."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    strokes: list[_Corners] = []
    first = last = (0.0, 0.0)
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            strokes.append((*last, *point))
        if raw.FPDFPathSegment_GetClose(segment):
            strokes.append((*point, *first))
        last = point
    return strokes if _is_thin(strokes) or _is_seen(path) else []


def _is_seen(path: object) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if stroke.value:
        return True
    channels = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(path, *channels)
    return bool(fill.value) and min(channel.value for channel in channels[:3]) < _WHITE


def _is_thin(strokes: list[_Corners]) -> bool:
    xs = [x for stroke in strokes for x in stroke[::2]]
    ys = [y for stroke in strokes for y in stroke[1::2]]
    return bool(xs) and min(max(xs) - min(xs), max(ys) - min(ys)) <= _THIN


def _upright(corners: _Corners, turn: int) -> _Corners:
    return (*turned(turn, *corners[:2]), *turned(turn, *corners[2:]))


def _sides(corners: _Corners) -> list[Rule]:
    x0, y0, x1, y1 = corners
    if abs(x1 - x0) <= _THIN and abs(y1 - y0) >= _SHORT:
        return [Rule(upright=True, at=(x0 + x1) / 2, start=min(y0, y1), end=max(y0, y1))]
    if abs(y1 - y0) <= _THIN and abs(x1 - x0) >= _SHORT:
        return [Rule(upright=False, at=(y0 + y1) / 2, start=min(x0, x1), end=max(x0, x1))]
    return []
