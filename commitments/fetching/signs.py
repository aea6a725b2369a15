"""The words by which pages that are no document give themselves away; ``content`` says when they count."""

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def _begins(*words: str) -> str:
    return rf"^\W*(?:{'|'.join(words)})\b"


CHALLENGE_TITLE = _any(
    _begins("just a moment", "one moment,? please", "please wait", "attention required"),
    _begins("nur einen moment", "einen moment,? bitte", "un instant", "un momento"),
    _begins("checking your browser", "security check", "(?:vercel )?security checkpoint"),
    _begins("human verification", "bot verification", "client challenge", "captcha", "ddos-guard"),
    _begins("pardon our interruption", "robot or human", "are you (?:a robot|human)"),
    _begins("verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?human"),
    _begins("making sure you(?:'re| are) not a bot", "(?:sorry, )?you have been blocked"),
)
CHALLENGE_SENTENCE = _any(
    r"enable javascript and cookies to continue",
    r"needs to review the security of your connection",
    r"checking (?:your browser before|if the site connection is secure)",
    r"performing security verification",
    r"verif(?:y|ying) (?:that )?you(?:'re| are) (?:a )?(?:human|not a (?:ro)?bot)",
    r"not a robot\b",
    r"unusual (?:traffic|activity) (?:from|has been detected)",
    r"(?:complete|solve) the (?:captcha|security check|challenge)",
    r"press (?:&|and) hold to confirm",
    r"you have been blocked",
)
# In the source. Not "/cdn-cgi/challenge-platform/" and not Turnstile's address: ordinary pages have them too.
CHALLENGE_MARK = _any(
    r"_cf_chl_opt|cf_chl_prog|cf-browser-verification|cf-challenge-",
    r"/_incapsula_resource|distil_r_captcha",
    r"px-captcha|captcha-delivery\.com|sgcaptcha|kpsdk-",
    r"awswafcookiedomainlist|\.awswaf\.com",
    r"ddos-guard/js-challenge|anubis_challenge|_sec/cp_challenge",
    r"/\.well-known/vercel/security",
)

LOGIN_TITLE = _any(
    _begins("(?:sign|log)[ -]?in", "single sign-?on", "authentication required"),
    r"\b(?:sign|log)[ -]?in$",
)

CONSENT_TITLE = _any(
    _begins("before you continue", "we value your privacy", "your privacy choices"),
    _begins("we (?:use|need your consent)", "cookies? consent", "consent required"),
    _begins("manage (?:your )?(?:consent|cookies)", "privacy (?:gate|wall)"),
)
CONSENT_CHOICE = _any(
    r"\b(?:accept|reject|allow) all\b",
    r"\b(?:accept|agree) (?:and|&) continue\b",
    r"\bi (?:agree|accept)\b",
)

GONE_TITLE = _any(
    _begins(
        r"(?:error:?\s*)?404", "not found", "oops", "whoops", "access denied", "forbidden", "403"
    ),
    r"\b(?:error|http) 404\b|\b404 (?:error|not found)\b",
    r"\b(?:page|file|document|content) not found\b",
    r"\bpage (?:does not|doesn't) exist\b",
    r"\b(?:page|content|document) (?:isn't |(?:is )?(?:not |no longer |un))(?:currently )?available\b",
    r"\bpage (?:has been )?removed\b",
    r"\b(?:can't|cannot|couldn't|could not) (?:find|be found)\b",
)
_THING = r"\b(?:page|file|document|content|resource|article|url|key)\b[^.]{0,60}?"
GONE_LINE = _any(
    _begins("(?:error:? )?404", "(?:file |page )?not found", "access denied", "forbidden")
)
GONE_SENTENCE = _any(
    _THING + r"(?:\bnot|n't) (?:be )?(?:found|available|exist)\b",
    _THING + r"\b(?:no longer (?:exists?|available)|has been removed|is unavailable)\b",
    _begins("404", "not found", "access denied", "forbidden"),
    r"\bnot available in your (?:country|region)\b",
)

LATER_TITLE = _any(
    r"\b(?:under|scheduled|undergoing) maintenance\b",
    r"\btemporarily (?:unavailable|down|closed)\b",
    r"\bservice unavailable\b|\bbe right back\b",
    r"\binternal server error\b|\bbad gateway\b|\bgateway time-?out\b",
    r"\bunexpected error\b|\btoo many requests\b|\brate limit(?:ed)? exceeded\b",
    _begins("something went wrong", "application error", "maintenance"),
)

SCRIPT_WANTED = _any(
    r"\b(?:enable|turn on|activate|requires?|without|needs?) javascript\b",
    r"\bjavascript (?:is|must be|has to be|needs to be|to run|to use|to view)\b",
    r"\bjavascript (?:aktivieren|activé)\b",
)
