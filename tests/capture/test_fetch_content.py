"""What is no document though it came as one has a name of its own; what is a document is left alone."""

import pytest

from commitments import fetching
from commitments.errors import FetchError
from commitments.fetching import FAILURES, refuse_stand_ins

SENTENCE = "We will test every frontier model before it is deployed, and publish what we found. "
POLICY = f"<p>{SENTENCE * 25}</p>"  # 2,100 characters: a short policy
NOTICE = f"<p>{SENTENCE * 3}</p>"  # 250: a short page that is a page all the same
HEADER_LOGIN = (
    "<header><form><label>Password</label><input type=password>"
    "<button>Sign in</button></form></header>"
)
LIVE_SCRIPT = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
TURNSTILE = '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>'


def page(body: str, title: str = "Policy") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def refusal(body: bytes, declared: str = "text/html", headers=None, *addresses: str) -> str:
    """The failure's code, or "" for a document."""
    try:
        refuse_stand_ins(body, declared, headers, *addresses)
    except FetchError as error:
        assert str(error).endswith(".")
        assert error.permanent == FAILURES[error.code].permanent
        return error.code
    return ""


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\xef\xbb\xbf\n", b"\0\0"])
def test_nothing_is_empty(body):
    assert refusal(body, "application/pdf") == "empty"


POINTER = (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9\nsize 12345\n"
)


@pytest.mark.parametrize(
    "declared", ["application/pdf", "text/plain", "application/octet-stream", ""]
)
def test_a_git_lfs_pointer_is_the_wrong_type(declared):
    assert refusal(POINTER, declared) == "wrong_type"


def test_a_text_about_git_lfs_is_a_text():
    assert refusal(b"About pointers.\n" + POINTER, "text/plain") == ""
    assert refusal(POINTER + SENTENCE.encode() * 50, "text/plain") == ""


@pytest.mark.parametrize(
    ("declared", "addresses"),
    [
        ("application/pdf", ()),
        ("Application/PDF; qs=0.1", ()),
        ("text/html", ("https://policy.example/rsp.pdf",)),
        ("text/html", ("https://policy.example/RSP.PDF?v=2#p",)),
        ("text/html", ("https://policy.example/rsp", "https://policy.example/blob/rsp.pdf")),
    ],
)
def test_a_page_where_a_pdf_was_promised_is_the_wrong_type(declared, addresses):
    assert refusal(page(POLICY), declared, None, *addresses) == "wrong_type"


@pytest.mark.parametrize(
    "declared", ["application/pdf", "text/html", "application/octet-stream", ""]
)
def test_a_pdf_is_a_document_whatever_it_is_called(declared):
    assert refusal(b"%PDF-1.7\n...", declared, None, "https://policy.example/rsp.pdf") == ""


def test_a_page_is_a_document_under_any_other_name():
    assert refusal(page(POLICY), "text/html", None, "https://policy.example/pdf?as=.pdf") == ""


def test_json_is_for_programs():
    assert refusal(b'{"error": "not found"}', "application/json; charset=utf-8") == "wrong_type"
    assert refusal(b"{}", "application/problem+json") == "wrong_type"


CHALLENGES = {
    "Cloudflare": page(
        "<div class=main><h1>policy.example</h1><noscript>Enable JavaScript and cookies to continue</noscript>"
        "</div><script>(function(){window._cf_chl_opt={cvId:'3'}})()</script>",
        "Just a moment...",
    ),
    "Cloudflare, another tongue": page("<p>Bitte warten</p>", "Nur einen Moment…"),
    "Cloudflare, blocked": page(
        "<h1>Sorry, you have been blocked</h1><p>You are unable to access policy.example</p>",
        "Attention Required! | Cloudflare",
    ),
    "Cloudflare, the words only": page(
        LIVE_SCRIPT + "<p>policy.example needs to review the security of your connection before proceeding.</p>"
    ),
    "Turnstile": page(TURNSTILE + "<p>Verify you are human by completing the action below.</p>"),
    "Incapsula": page('<iframe src="/_Incapsula_Resource?SWUDNSAI=31">Request unsuccessful.</iframe>', ""),
    "DataDome": page('<script src="https://geo.captcha-delivery.com/captcha/"></script>', "policy.example"),
    "PerimeterX": page('<div id="px-captcha"></div><p>Press & Hold to confirm you are a human</p>'),
    "AWS": page('<script>window.awsWafCookieDomainList = [];</script><div id="challenge-container"></div>', ""),
    "Akamai": page("<p>Powered and protected by</p><script src='/_sec/cp_challenge/x.js'></script>", ""),
    "Anubis": page('<script id="anubis_challenge"></script>', "Making sure you&#39;re not a bot!"),
    "Vercel": page("<p>We're verifying your browser</p>", "Vercel Security Checkpoint"),
    "Imperva": page("<p>Something about your browser made us think</p>", "Pardon Our Interruption"),
    "a search engine": page("<p>We have detected unusual traffic from your network.</p>", "Sorry..."),
}  # fmt: skip


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_test_for_bots_is_named(name):
    assert refusal(CHALLENGES[name]) == "bot_challenge"


def test_a_test_for_bots_is_named_first():
    assert refusal(CHALLENGES["Cloudflare"], "application/pdf") == "bot_challenge"
    body = page(NOTICE)
    assert refusal(body, "text/html", {"cf-mitigated": "challenge"}) == "bot_challenge"


LOGINS = {
    "a form": page("<h1>Welcome back</h1><form><input name=u><input type=password></form>"),
    "in a form that holds it all": page(
        "<form><p>Enter your details</p><input type='password'></form>"
    ),
    "the name first": page("<form><input type=email></form>", "Sign in - Accounts"),
    "somebody else's": page("<p>Continue with your company's account</p>", "Example | Log in"),
    "by heading": page("<h1>Log in to continue</h1>", "Example"),
}


@pytest.mark.parametrize("name", LOGINS)
def test_a_form_to_log_in_is_named(name):
    assert refusal(LOGINS[name]) == "login"


CONSENTS = {
    "before": page(
        "<h1>Before you continue</h1><p>We use cookies.</p><button>Accept all</button>", ""
    ),
    "by title": page(
        "<p>Partners store data.</p><button>Reject all</button>", "We value your privacy"
    ),
}


@pytest.mark.parametrize("name", CONSENTS)
def test_a_request_for_consent_is_named(name):
    assert refusal(CONSENTS[name]) == "consent_wall"


GONE = {
    "title": page(NOTICE, "Page not found | Example"),
    "404": page("<p>Search our site</p>", "404"),
    "error": page("<p>Search our site</p>", "Example: Error 404"),
    "heading": page("<h1>Oops! We can't find that page</h1>" + NOTICE, "Example"),
    "sentence": page("<p>The page you asked for could not be found.</p>", "Example"),
    "region": page("<p>This content is not available in your country.</p>", "Example"),
    "gone": page("<p>This document is no longer available.</p>", "Example"),
    "with an apostrophe": page(
        "<h2>This page isn’t available</h2><p>Come back later.</p>", "Example"
    ),
    "with an apostrophe in the title": page(NOTICE, "This content isn’t available right now"),
    "denied": page("<h1>Access Denied</h1><p>Reference #18</p>", "Example"),
    "with navigation": page(
        "<nav>" + "<a href=/x>Products</a> " * 300 + "</nav><h1>Not found</h1>"
    ),
}


@pytest.mark.parametrize("name", GONE)
def test_a_page_that_says_not_found_is_named(name):
    assert refusal(GONE[name]) == "soft_404"


@pytest.mark.parametrize(
    "text", [b"Not Found", b"404 page not found\n", b"Forbidden.", b"Access Denied"]
)
def test_a_line_that_says_not_found_is_named(text):
    assert refusal(text, "text/plain") == "soft_404"


@pytest.mark.parametrize(
    "title",
    [
        "We are under maintenance",
        "503 Service Unavailable",
        "Something went wrong",
        "Too Many Requests",
    ],
)
def test_a_page_that_says_not_now_is_named(title):
    assert refusal(page("<p>Try again.</p>", title)) == "maintenance"
    assert refusal(page(f"<p>{title}</p>", "Example")) == "maintenance"


def test_a_page_that_only_leads_elsewhere_is_named():
    moved = (
        '<html><head><meta http-equiv="Refresh" content="0; URL=\'/new\'"></head>Redirecting</html>'
    )
    with pytest.raises(FetchError, match=r"leads on to /new: watch that"):
        refuse_stand_ins(moved.encode(), "text/html")


def test_a_page_that_reloads_itself_is_a_page():
    assert refusal(b"<html><head><meta http-equiv=refresh content=300></head>" + page(NOTICE)) == ""
    assert refusal(b"<html><meta http-equiv=refresh content='300;url=/x'>" + page(POLICY)) == ""


@pytest.mark.parametrize(
    "text", ["You need to enable JavaScript to run this app.", "This site requires JavaScript."]
)
def test_a_page_that_waits_for_its_script_has_no_text(text):
    assert refusal(page(f"<noscript>{text}</noscript><div id=root></div>")) == "no_text"
    assert refusal(page(f"<p>{text}</p>")) == "no_text"


def test_a_document_carried_for_a_script_is_a_document():
    data = f'<script type="application/json">{{"body": "<p>{SENTENCE * 5}</p>"}}</script>'
    noscript = "<noscript>You need to enable JavaScript to run this app.</noscript>"
    assert refusal(page(noscript + data + "<div id=root></div>")) == ""


# --- no false alarm -----------------------------------------------------------------------------------------

REAL = {
    "plain": page(POLICY),
    "a short notice": page(NOTICE),
    "a login in the header": page(HEADER_LOGIN + POLICY),
    "a login in the header of a short policy": page(HEADER_LOGIN + f"<p>{SENTENCE * 10}</p>"),
    "all in one form": page(f"<form><input type=password>{POLICY}</form>"),
    "the challenge's live script": page(LIVE_SCRIPT + NOTICE),
    "Turnstile in a contact form": page(TURNSTILE + NOTICE),
    "about bots": page(POLICY + "<p>Verify you are human. Complete the CAPTCHA. I am not a robot.</p>"),
    "about bots, in a notice": page(NOTICE * 3 + "<p>Complete the CAPTCHA when you write to us.</p>"),
    "about cookies": page(POLICY + "<h2>We value your privacy</h2><button>Accept all</button>"),
    "a cookie banner on a notice": page(NOTICE + "<h2>We value your privacy</h2><button>Accept all</button>"),
    "a cookie policy": page(POLICY, "We use cookies"),
    "about what is not found": page(POLICY + "<p>The page could not be found. Error 404.</p>", "Access policy"),
    "a title about errors": page(POLICY, "Page not found: our policy on removed content"),
    "about maintenance": page(f"<h1>Model security</h1>{NOTICE}<p>The document is kept under maintenance.</p>"),
    "what is available": page(NOTICE, "This document is available in six languages"),
    "about logging in": page(POLICY, "Sign in and account security policy"),
    "asks for scripts beside the text": page("<noscript>Please enable JavaScript.</noscript>" + NOTICE),
    "Korean": page("<p>" + "모든 프런티어 모델을 배포하기 전에 시험합니다. " * 70 + "</p>", "정책"),
    "a fragment": NOTICE.encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_a_real_page_is_left_alone(name):
    assert refusal(REAL[name]) == ""


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (SENTENCE.encode(), "text/plain"),
        (
            b"# Policy\n\nNot found here is any exception to what we will do, on any day.\n" * 5,
            "text/markdown",
        ),
        (b"\xff\xfe" + SENTENCE.encode("utf-16-le"), "text/plain"),
        (b"PK\x03\x04 not a zip", "application/zip"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"<div>" * 20_000, "text/html"),
        (b"\x00\xffwords", "application/x"),
    ],
    ids=["text", "Markdown", "UTF-16", "broken zip", "image", "hostile page", "bytes"],
)
def test_what_the_reader_judges_is_left_to_it(body, declared):
    assert refusal(body, declared) == ""


# --- in a fetch ---------------------------------------------------------------------------------------------


def test_a_fetch_refuses_stand_ins(site, page):
    site.pages["/a"] = page(LOGINS["a form"], headers={"Content-Type": "text/html"})
    with pytest.raises(FetchError) as caught:
        fetching.fetch(site.url("/a"))
    assert caught.value.code == "login"


def test_a_redirect_from_a_pdf_to_a_page_is_refused(site, page):
    site.pages["/rsp.pdf"] = page(status=301, headers={"Location": "/policies"})
    site.pages["/policies"] = page(REAL["plain"], headers={"Content-Type": "text/html"})
    with pytest.raises(FetchError) as caught:
        fetching.fetch(site.url("/rsp.pdf"))
    assert caught.value.code == "wrong_type"


def test_a_listing_may_be_anything(site, page):
    site.pages["/empty"] = page(b"")
    site.pages["/feed"] = page(b"[]", headers={"Content-Type": "application/json"})
    assert fetching.fetch(site.url("/empty"), is_document=False).body == b""
    assert fetching.fetch(site.url("/feed"), is_document=False).body == b"[]"


def test_every_failure_has_a_meaning():
    for code, failure in FAILURES.items():
        assert code.islower()
        assert failure.meaning.endswith(".")
