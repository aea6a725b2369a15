"""A server that never quite finishes."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest


class Dripper:
    """Says ``start`` at once, then one byte of ``rest`` every 20 ms until nobody listens."""

    def __init__(self, start: bytes, rest: bytes) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        self.thread = threading.Thread(target=self._serve, args=[start, rest], daemon=True)
        self.thread.start()

    def _serve(self, start: bytes, rest: bytes) -> None:
        connection, _ = self.listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(start)
            for number in range(len(rest)):
                time.sleep(0.02)
                connection.sendall(rest[number : number + 1])

    def stop(self) -> None:
        with contextlib.suppress(OSError):  # whoever nobody has asked yet still waits for a visitor
            socket.create_connection(self.listener.getsockname()).close()
        self.listener.close()
        self.thread.join(2)


@pytest.fixture
def drip(settings) -> Iterator[Callable[[bytes, bytes], str]]:
    """``drip(start, rest)`` is the URL of a server that never quite finishes."""
    settings.FETCH_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    drippers: list[Dripper] = []

    def start(start: bytes, rest: bytes) -> str:
        drippers.append(Dripper(start, rest))
        return drippers[-1].url

    yield start
    for dripper in drippers:
        dripper.stop()
