"""read_document: whatever a document does to its reader, the worker lives on and is told what happened."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from commitments import capture
from commitments.errors import ExtractError
from commitments.fetching import Fetched
from commitments.models import Extraction, Source
from commitments.reading import (
    Document,
    Limits,
    asking,
    created_on,
    glance,
    read_document,
)
from commitments.reading.samples import samples
from commitments.reading.wire import MOST_SAID, Result
from commitments.text import extract, leads
from commitments.text.extract.pdf_metadata import pdf_created_on
from commitments.text.pages import read_page
from commitments.text.segment import segment, text_sha256
from tests.capture.hostile import laughs, pdf, word
from tests.processes import lives
from tests.text import builders

ROOT = Path(__file__).parents[2]
ROOMY = Limits(seconds=20, memory_mb=1024)
BRIEF = Limits(seconds=0.2, memory_mb=1024)
NARROW = Limits(seconds=10, memory_mb=256)
TEXT = b"We will test every model before release."


@pytest.fixture(scope="module")
def obey():
    """``obey(code)``: what becomes of a document whose reader does what it says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))

        def obey(code: str, limits: Limits = ROOMY) -> str:
            document = Document(code.encode())
            return read_document(document, limits, reader="obedient_reader").reading.text

        yield obey
        asking.stop_helpers()


def refused(read, *args) -> str:
    with pytest.raises(ExtractError) as caught:
        read(*args)
    return caught.value.code


def helper_process(reader: str = "obedient_reader") -> psutil.Process:
    """The helper of the last document, idle now."""
    return psutil.Process(asking._idle[reader][-1].process.pid)


def glanced(page: Document, limits: Limits) -> list[psutil.Process]:
    """The children of the helper that has just glanced at a page."""
    glance(page, limits)
    return helper_process(asking.READER).children()


# --- it reads as the reader reads -------------------------------------------------------------


SAMPLES = list(samples())


@pytest.mark.parametrize(("data", "media_type"), SAMPLES, ids=range(len(SAMPLES)))
def test_it_reads_what_the_reader_reads_without_a_process(data, media_type):
    reading = extract.read(data, media_type)
    expected = Result(reading, segment(reading), text_sha256(reading))
    assert read_document(Document(data, media_type), ROOMY) == expected


@pytest.mark.parametrize(
    "charset", ["cp1250", "cp1251", "koi8-r", "iso8859-7", "shift_jis", "gb18030", "euc-kr", "big5"]
)
def test_a_charset_is_known_though_no_file_can_be_opened(charset):
    text = {"cp1251": "Мы", "koi8-r": "Мы", "iso8859-7": "Θα", "cp1250": "Žluť"}.get(charset, "文")
    page = f"<p>We will test. {text * 9}</p>".encode(charset)
    found = read_document(Document(page, f"text/html; charset={charset}"), ROOMY)
    assert text * 9 in found.reading.text


def test_whatever_else_is_asked_of_a_document_is_asked_in_the_child_too():
    page = b'<title>Log in</title><p>See the <a href="a.pdf">policy</a> of 14 May 2025.</p>'
    document = Document(page, "text/html", address="https://lab.example/")
    assert glance(document, ROOMY) == read_page(page, "text/html")
    assert read_document(document, ROOMY).leads == leads.leads_of(page, "https://lab.example/")
    made = builders.pdf(lambda canvas: None)
    assert created_on(Document(made), ROOMY) == pdf_created_on(made) == "2000-01-01"


def test_a_page_that_was_glanced_at_is_read_by_the_same_child_which_ends_then():
    page, limits = Document(b"<p>We will test every model.</p>", "text/html"), Limits(seconds=0.3)
    (child,) = glanced(page, limits)
    child.suspend()
    assert refused(read_document, page, limits) == "too_slow"
    assert not psutil.pid_exists(child.pid)


def test_no_child_sees_two_documents():
    (child,) = glanced(Document(b"<p>We will test every model.</p>", "text/html"), ROOMY)
    assert read_document(Document(TEXT), ROOMY).reading.text == TEXT.decode()
    assert not psutil.pid_exists(child.pid)


def test_a_child_that_was_killed_while_it_waited_is_replaced():
    page = Document(b"<p>We will test every model.</p>", "text/html")
    (child,) = glanced(page, ROOMY)
    child.kill()
    assert read_document(page, ROOMY).clauses


def test_a_page_that_takes_too_long_to_look_at_is_refused():
    page = Document(b"<p>We will test.</p>" * 80_000, "text/html")
    with pytest.raises(ExtractError) as caught:
        glance(page, Limits(seconds=0.01))
    assert caught.value.code == "too_slow"


def test_selectors_reach_the_reader():
    page = Document(b"<p>We will.</p><aside>We may not.</aside>", "text/html", (), ("aside",))
    assert read_document(page, ROOMY).reading.text == "We will."


def test_a_refusal_of_the_reader_comes_through():
    with pytest.raises(ExtractError, match="empty") as caught:
        read_document(Document(b""), ROOMY)
    assert (caught.value.code, caught.value.permanent) == ("empty", True)


# --- faults of readers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "limits", "error"),
    [
        pytest.param("import time; time.sleep(60)", BRIEF, "too_slow", id="hangs"),
        pytest.param("while True: pass", BRIEF, "too_slow", id="spins"),
        pytest.param(
            "import os; os.close(3)\nwhile True: pass", BRIEF, "reader_crashed", id="deaf"
        ),
        pytest.param("x = bytearray(1 << 30)", NARROW, "too_large", id="allocates"),
        pytest.param("x = [0]\nwhile True: x += x", NARROW, "too_large", id="grows"),
        pytest.param("title = 'a' * (33 << 20)", ROOMY, "too_large", id="talks"),
        pytest.param(
            "import ctypes; ctypes.string_at(1)", ROOMY, "reader_crashed", id="wild pointer"
        ),
        pytest.param("import os; os.abort()", ROOMY, "reader_crashed", id="aborts"),
        pytest.param("import os; os._exit(3)", ROOMY, "reader_crashed", id="leaves"),
        pytest.param("1 / 0", ROOMY, "reader_crashed", id="raises"),
        pytest.param("def f(): f()\nf()", ROOMY, "reader_crashed", id="recurses"),
        pytest.param("raise SystemExit", ROOMY, "reader_crashed", id="exits"),
    ],
)
def test_a_reader_out_of_order_is_a_named_error_and_the_next_document_is_read(
    obey, code, limits, error
):
    assert refused(obey, code, limits) == error
    helper = helper_process()
    assert obey("") == "We will test."
    assert helper_process() == helper
    assert not helper.children()


def test_a_lack_of_memory_that_a_reader_takes_for_a_damaged_file_is_told(obey):
    code = """
from commitments.errors import ExtractError
try:
    x = bytearray(1 << 30)
except Exception as error:
    raise ExtractError("truncated", "Damaged.") from error
"""
    assert refused(obey, code, NARROW) == "too_large"


@pytest.mark.parametrize(
    "act",
    [
        "import socket; socket.socket()",
        "open('/etc/hostname')",
        "open('/tmp/left-behind', 'w')",
        "import os; os.memfd_create('x')" if hasattr(os, "memfd_create") else "open('/x')",
    ],
)
def test_a_reader_can_open_neither_file_nor_socket(obey, act):
    code = f"try: {act}\nexcept OSError as e: text = f'Refused: {{e.strerror}}'"
    assert obey(code).startswith("Refused: Too many open files")


def test_a_reader_learns_no_secret(obey, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush")
    asking.stop_helpers()
    assert "hush" not in obey("import os; text = str(os.environ)")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[1",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"found": {"blocks": [[1]], "clauses": [], "text_sha256": ""}}',
        b'{"found": {"blocks": [], "clauses": [], "extractor": 1, "media_type": ""}}',
        b'{"code": 1}',
    ],
    ids=lambda answer: answer.decode()[:12],
)
def test_nonsense_from_a_child_is_a_named_error(obey, answer):
    code = f"import os; os.write(3, len({answer!r}).to_bytes(8, 'big') + {answer!r}); os._exit(0)"
    assert refused(obey, code) == "reader_crashed"


# --- documents made to do harm ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "errors"),
    [
        pytest.param(lambda: word(document=b" " * (41 << 20)), {"too_large"}, id="zip bomb"),
        pytest.param(lambda: word(document=laughs()), {"no_text", "truncated"}, id="laughs"),
        pytest.param(lambda: pdf(10_000, b"BT ET"), {"too_large"}, id="10,000 pages"),
        pytest.param(
            lambda: pdf(1, b"BT /F 1 Tf (We) Tj ET\n" * (2 << 20)),
            {"too_large", "too_slow", "reader_crashed"},
            id="endless page",
        ),
    ],
)
def test_a_document_made_to_do_harm_is_refused_in_time(make, errors):
    data = make()
    began = time.monotonic()
    limits = Limits(seconds=1, memory_mb=512)
    assert refused(read_document, Document(data, ""), limits) in errors
    assert time.monotonic() - began < 20


def test_a_pdf_of_many_pages_is_read_within_its_limits():
    found = read_document(Document(pdf(300, b"BT /F 1 Tf (We will) Tj ET")), ROOMY)
    assert found.reading.page_count == 300


def test_a_refused_document_leaves_no_reading_and_its_evidence_stays(rsp, settings):
    settings.EXTRACT_SECONDS, settings.EXTRACT_MEMORY_MB = 0.001, 1024
    source = Source.objects.create(policy=rsp, kind="document", url="https://example.org/p")
    body = TEXT * 20_000
    fetched = Fetched(body, "text/plain", source.url, source.next_fetch_at, {})
    snapshot, _ = capture.record_snapshot(source=source, fetched=fetched, method="fetch")
    assert refused(capture.extract_snapshot, snapshot) == "too_slow"
    assert not Extraction.objects.exists()
    settings.EXTRACT_SECONDS = 60
    assert capture.extract_snapshot(snapshot).clause_count


# --- the helper process -----------------------------------------------------------------------


def test_a_helper_killed_in_between_is_replaced_and_leaves_no_zombie():
    read_document(Document(TEXT), ROOMY)
    helper = helper_process(asking.READER)
    helper.kill()
    assert read_document(Document(TEXT), ROOMY).clauses
    assert not psutil.pid_exists(helper.pid)


def test_a_helper_killed_at_work_is_replaced_and_takes_its_child_along(obey):
    obey("")
    helper = helper_process()
    code = f"import os, time\nif os.getppid() == {helper.pid}: time.sleep(60)\ntext = 'Second try.'"
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(obey, code)
        (child,) = until(helper.children)
        helper.kill()
        assert reading.result() == "Second try."
    until(lambda: not lives(child))


def test_a_document_that_kills_its_helper_is_refused_for_now(obey):
    with pytest.raises(ExtractError) as caught:
        obey("import os, signal, time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(9)")
    assert (caught.value.code, caught.value.permanent) == ("reader_crashed", False)


def test_a_helper_that_is_stopped_is_too_slow_and_replaced(obey, monkeypatch):
    obey("")
    monkeypatch.setattr(asking, "_GRACE", 0)
    helper = helper_process()
    helper.suspend()
    assert refused(obey, "", BRIEF) == "too_slow"
    assert not psutil.pid_exists(helper.pid)


def test_threads_read_at_the_same_time(obey):
    both = threading.Barrier(2)

    def read(word: str) -> str:
        both.wait()
        return obey(f"import time; time.sleep(0.05); text = '{word}'")

    with ThreadPoolExecutor(2) as pool:
        assert [*pool.map(read, ["one", "two"] * 4)] == ["one", "two"] * 4
    assert len({helper.process.pid for helper in asking._idle["obedient_reader"]}) == 2


def test_a_time_limit_of_the_job_leaves_no_answer_for_the_next_document(obey):
    """Celery's soft time limit raises where the worker waits."""

    class Overtime(Exception):
        pass

    def interrupt(*args: object) -> None:
        raise Overtime

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    try:
        with pytest.raises(Overtime):
            obey("import time; time.sleep(60); text = 'stale'")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert obey("text = 'fresh'") == "fresh"


def test_a_daemon_and_a_fork_of_a_reading_process_read_with_helpers_of_their_own():
    read_document(Document(TEXT), ROOMY)
    ours = helper_process(asking.READER)
    context = multiprocessing.get_context("fork")
    found = context.Queue()
    process = context.Process(target=_read_in_a_fork, args=(found,), daemon=True)
    process.start()
    clauses, theirs = found.get(timeout=60)
    process.join(60)
    assert clauses == 1
    assert theirs != ours.pid
    assert lives(ours)
    until(lambda: not lives(theirs))


def _read_in_a_fork(found: multiprocessing.Queue) -> None:
    result = read_document(Document(TEXT), ROOMY)
    found.put((len(result.clauses), helper_process(asking.READER).pid))


def test_a_helper_dies_with_its_worker():
    code = f"""
from commitments.reading import *
from commitments.reading import asking
import sys, time
read_document(Document({TEXT!r}), Limits())
print(asking._idle[asking.READER][0].process.pid, flush=True)
time.sleep(60)
"""
    worker = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    with worker.stdout:
        helper = psutil.Process(int(worker.stdout.readline()))
    worker.kill()
    worker.wait()
    until(lambda: not lives(helper))


def test_the_most_that_is_said_is_more_than_any_policy_and_less_than_a_worker_can_hold():
    assert 10_000_000 < MOST_SAID < 100_000_000


def until(condition):
    deadline = time.monotonic() + 60
    while not (found := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.005)  # between two looks at the state of another process
    return found
