"""What is no document though it came as one: each kind a failure of its own, with what to do about it.

All from bytes and declared type, without a look at the network. A real policy may mention any of the words
below, carry a login form in its header or a challenge's script in its source: so no sign counts alone, only
together with hardly any text.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from commitments.errors import ExtractError, FetchError
from commitments.fetching import signs
from commitments.fetching.failures import failed
from commitments.reading import Document, glance
from commitments.reading.limits import granted
from commitments.text.extract.sniffing import HTML, PDF, PLAIN, sniff
from commitments.text.pages import Page

SHORT = 1500  # characters of running text: fewer than any policy, more than most error pages
TINY = 600
STUB = 200

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_LONGEST_POINTER = 1024
_BLANK = b" \t\r\n\f\0\xef\xbb\xbf"


def refuse_stand_ins(
    body: bytes, declared: str = "", headers: Mapping[str, str] | None = None, *addresses: str
) -> None:
    """Raises FetchError if these bytes stand in for a document instead of being one.

    ``declared`` is the server's content type, ``headers`` have names in lower case, ``addresses`` are what was
    asked for and where it was found: one that ends in ``.pdf`` promises a PDF. Codes: ``empty``,
    ``wrong_type``, ``bot_challenge``, ``login``, ``consent_wall``, ``moved``, ``soft_404``, ``maintenance``,
    ``no_text``. Costs a look at HTML in a process of its own, nothing else to speak of.
    """
    if not body.strip(_BLANK):
        raise failed(
            "empty", "The server sent an empty document: look at the address in a browser."
        )
    _refuse_pointer(body)
    kind = _kind(body, declared)
    page = _page(body, declared) if kind == HTML else None
    _refuse_challenge(page, headers or {}, None)
    if kind == HTML:
        _refuse_page_for_pdf(declared, addresses)
    if page:
        _refuse_page(page)
    elif kind == PLAIN:
        _refuse_text(body, declared)


def refuse_challenges(
    body: bytes, declared: str, headers: Mapping[str, str], *, http_status: int | None = None
) -> None:
    """Raises FetchError ``bot_challenge`` if an error page is a test for bots, and nothing for another one."""
    page = _page(body, declared) if _kind(body, declared) == HTML else None
    _refuse_challenge(page, headers, http_status)


def _kind(body: bytes, declared: str) -> str:
    try:
        return sniff(body, declared)
    except ExtractError:
        return ""  # the reader will say what is wrong with it


def _page(body: bytes, declared: str) -> Page | None:
    """None for what cannot be looked at: the reader will say why."""
    try:
        return glance(Document(body, declared), granted())
    except ExtractError:
        return None


# --- bytes ------------------------------------------------------------------------------------


def _refuse_pointer(body: bytes) -> None:
    if len(body) <= _LONGEST_POINTER and body.lstrip(_BLANK).startswith(_LFS_POINTER):
        message = (
            "This is a Git LFS pointer and not the document: watch the address of the file itself."
        )
        raise failed("wrong_type", message)


def _refuse_page_for_pdf(declared: str, addresses: tuple[str, ...]) -> None:
    names = [urlsplit(address).path.lower() for address in addresses]
    if declared.partition(";")[0].strip().lower() == PDF or any(n.endswith(".pdf") for n in names):
        message = "A web page came where a PDF was promised: find out where the PDF lies now."
        raise failed("wrong_type", message)


def _refuse_text(body: bytes, declared: str) -> None:
    """A text of a few words may be an error's; JSON is for programs."""
    media_type = declared.partition(";")[0].strip().lower()
    if media_type == "application/json" or media_type.endswith("+json"):
        message = "This is JSON, data for programs: watch the page or file that readers are given."
        raise failed("wrong_type", message)
    if len(body) < STUB and signs.GONE_LINE.search(body.decode("utf-8", errors="replace")):
        raise _gone("It is a line of text that says so")


# --- pages ------------------------------------------------------------------------------------


def _refuse_challenge(
    page: Page | None, headers: Mapping[str, str], http_status: int | None
) -> None:
    if headers.get("cf-mitigated", "").strip().lower() == "challenge" or _is_challenge(page):
        message = (
            "The publisher's site tests for bots and gave no document: ask the publisher for access, "
            "or import a copy by hand."
        )
        raise failed("bot_challenge", message, http_status=http_status)


def _is_challenge(page: Page | None) -> bool:
    if page is None or len(page.running) >= SHORT:
        return False
    if _names(page, signs.CHALLENGE_TITLE) or signs.CHALLENGE_MARK.search(page.source):
        return True
    return len(page.running) < TINY and bool(signs.CHALLENGE_SENTENCE.search(page.shown))


def _refuse_page(page: Page) -> None:
    """The most particular first: a challenge has already been ruled out."""
    if len(page.running) >= SHORT:
        return
    for is_one, error in _STAND_INS:
        if is_one(page):
            raise error(page)


def _names(page: Page, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.search(page.title) or pattern.search(page.heading))


def _is_moved(page: Page) -> bool:
    return bool(page.leads_to) and len(page.running) < STUB


def _is_gone(page: Page) -> bool:
    if _names(page, signs.GONE_TITLE):
        return True
    return len(page.running) < STUB and not page.is_drawn and _says(page, signs.GONE_SENTENCE)


def _is_later(page: Page) -> bool:
    if _names(page, signs.LATER_TITLE):
        return True
    return len(page.running) < STUB and not page.is_drawn and _says(page, signs.LATER_TITLE)


def _is_login(page: Page) -> bool:
    if len(page.running) >= TINY or page.is_drawn:
        return False
    return page.asks_password or _names(page, signs.LOGIN_TITLE)


def _is_consent(page: Page) -> bool:
    return _names(page, signs.CONSENT_TITLE) and bool(signs.CONSENT_CHOICE.search(page.shown))


def _is_undrawn(page: Page) -> bool:
    wants_script = bool(signs.SCRIPT_WANTED.search(page.shown))
    return len(page.running) < STUB and not page.is_drawn and wants_script


def _says(page: Page, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.search(page.running))


def _gone(how: str = "Its title or its few words say so") -> FetchError:
    message = f"It says 'not found' or 'not available' in a document's place. {how}: find the new address."
    return failed("soft_404", message)


def _moved(page: Page) -> FetchError:
    where = page.leads_to[:200]
    return failed("moved", f"The page only leads on to {where}: watch that address instead.")


def _later() -> FetchError:
    return failed(
        "maintenance", "The site says that it is out of order for now: it is tried again later."
    )


def _login() -> FetchError:
    message = (
        "A form to log in came instead of the document: watch an address that is open to everybody."
    )
    return failed("login", message)


def _consent() -> FetchError:
    message = "A request for consent came instead of the document: watch another address or import a copy."
    return failed("consent_wall", message)


def _undrawn() -> FetchError:
    message = "A script draws this page, and it is empty without: give the PDF or a saved copy."
    return failed("no_text", message)


_STAND_INS: list[tuple[Callable[[Page], bool], Callable[[Page], FetchError]]] = [
    (_is_moved, _moved),
    (_is_gone, lambda page: _gone()),
    (_is_later, lambda page: _later()),
    (_is_consent, lambda page: _consent()),
    (_is_login, lambda page: _login()),
    (_is_undrawn, lambda page: _undrawn()),
]
