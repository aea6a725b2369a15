"""A bar on a terminal, for commands that take a while; silence where nobody watches."""

from types import TracebackType
from typing import Self, TextIO

WIDTH = 30


class Progress:
    """``with Progress(stream, total) as progress: progress.advance(1)``; ``clear()`` before another line."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream = stream
        self._total = max(total, 1)
        self._done = 0
        self._shown = ""
        self._is_watched = stream.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def advance(self, by: int) -> None:
        """So much more is done; the bar is drawn anew when it looks different."""
        self._done += by
        share = min(self._done / self._total, 1.0)
        bar = "#" * int(share * WIDTH)
        self._show(f"[{bar:<{WIDTH}}] {share:4.0%}")

    def clear(self) -> None:
        """Take the bar off the line it stands on."""
        self._show("")

    def _show(self, line: str) -> None:
        if not self._is_watched or line == self._shown:
            return
        self._stream.write(f"\r{line:<{len(self._shown)}}\r{line}")
        self._stream.flush()
        self._shown = line
