"""A field for large JSON that nothing is looked for in."""

from base64 import b64encode
from typing import Any

from django.db import models

from commitments.text.packing import packed, unpacked


class PackedJSONField(models.BinaryField):  # type: ignore[type-arg]  # takes none when it runs
    """JSON that is packed here; bytes are taken for a value that was packed already.

    PostgreSQL's own ``jsonb`` was rejected: to parse and compress a comparison took it six times as long, and
    the connection carried eight times as much.
    """

    def get_prep_value(self, value: Any) -> bytes:
        return bytes(value) if isinstance(value, bytes | memoryview) else packed(value)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        return unpacked(value)

    def value_to_string(self, obj: models.Model) -> str:
        """For ``dumpdata``: the bytes, as BinaryField writes them."""
        return b64encode(packed(self.value_from_object(obj))).decode()
