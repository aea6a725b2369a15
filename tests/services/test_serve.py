"""``manage.py serve``, which `make run` executes: the whole tracker as one tree of processes."""

import gc
import http.client
import re
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from django.core.management.base import CommandError

from commitments.management.commands import serve
from rsp_tracker import gunicorn
from tests.processes import lives
from tests.services.embedded_users import kill_servers
from tests.services.trackers import Tracker

pytestmark = pytest.mark.enable_socket  # one page is asked for over loopback

ADDRESS = re.compile(r"RSP commitment tracker: http://127\.0\.0\.1:(\d+)/  \(Ctrl-C stops it\)")


Start = Callable[[], Tracker]


@pytest.fixture
def tracker(used_dir: Path) -> Iterator[Start]:
    """Starts trackers on one DATA_DIR and one free port; none outlives the test."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started: list[Tracker] = []

    def start() -> Tracker:
        started.append(Tracker(used_dir, port, FETCH_ENABLED="false"))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.terminate()
            one.ended()
        one.process.stdout.close()
    kill_servers(used_dir)


def page(port: int, path: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def left_after(seconds: float, processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those of the processes that still live when the time is over; none as soon as there are none."""
    deadline = time.monotonic() + seconds
    while (
        left := [process for process in processes if lives(process)]
    ) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def test_a_kill_of_the_supervisor_ends_its_children(tracker: Start) -> None:
    one = tracker().read_until("Starting the web server and the worker")
    children = one.children()
    one.process.kill()
    one.ended()
    if sys.platform == "linux":  # elsewhere nothing ends children with their parent
        assert left_after(60, children) == []


def test_it_serves_until_ctrl_c_and_leaves_no_process(tracker: Start) -> None:
    one = tracker().read_until("Ctrl-C stops it")
    assert ADDRESS.search(one.lines[-1]).group(1) == str(one.port)
    assert page(one.port, "/admin/login/") == 200
    second = tracker()
    assert second.ended() == 1
    assert f"The tracker runs already on {one.data}" in second.lines[-1]
    everything = one.everything()
    assert len(everything) > 8
    one.process.send_signal(signal.SIGINT)
    assert one.ended() == 0
    assert left_after(0, everything) == []
    assert "Traceback" not in "".join(one.lines)


def test_a_port_in_use_is_named_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"^Port {port} is in use: stop what uses it, or"):
            serve._insist_port_free("127.0.0.1", port, patience=0)


def test_what_is_loaded_before_workers_are_forked_opens_no_connection() -> None:
    gunicorn.when_ready(None)  # pytest-django lets nothing near the database
    gc.unfreeze()


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "８０００"])
def test_a_port_that_is_none_is_named(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match="it must be a number from 1 to 65535"):
        serve._address()
