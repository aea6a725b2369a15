"""Files as one ZIP, the same bytes for the same files."""

import io
import zipfile
from collections.abc import Iterable

OLDEST = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # that a ZIP can name: when it was made says nothing of what is in it


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """In the order given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, date_time=OLDEST)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()
