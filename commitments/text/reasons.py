"""Why a clause is no commitment although it may use a commitment's verbs.

A reason by place (a changelog, a sample task, a sketch of later ideas) holds whatever the clause says. A reason
by wording yields to a promise made in the first person.
"""

from functools import lru_cache

from commitments.text.spotting import Sentence, at_word, rule, rx

US_WORDS = "we company team teams staff organization organisation leadership board"
US = r"(?:we|our\s+(?:company|teams?|staff|organi[sz]ation|leadership|board)|the\s+company)"
ADVERBS = (
    r"(?:(?:also|always|already|continually|continuously|currently|first|further|generally|"
    r"now|only|[a-z]+ly|then|still|both|each|all|not)\s+){0,3}"
)

_HEADINGS = (
    (
        "report",
        rx(
            r"\b(?:change\s?log|version\s+history|acknowledge?ments|revision\s+history|references)\b"
        ),
    ),
    ("speculation", rx(r"\b(?:early\s+thoughts|speculations?)\b")),
)
# Only the lists under such a heading: around them stands how the samples are used.
_SAMPLES = rx(r"^(?:[\d.]+\s+)?(?:sample\s+|example\s+)?(?:tasks?|prompts?|examples?)$")
_LEAD_INS = (
    (
        "example",
        rx(
            r"^(?:prompts?|details|resolution\s+criteria|scoring|(?:for\s+)?examples?)\b[^.]{0,20}$"
        ),
    ),
    ("speculation", rx(r"\b(?:possible\s+sketch|early\s+guess|speculat\w+)\b")),
)
_HEADER = rule(
    "commit commitment commitments make measures criteria procedure procedures steps themes practices follow",
    r"\b(?:commit\s+to|make|commitments?|measures|criteria|procedures?|steps|themes|practices)\b"
    r"[^.:]{0,40}\b(?:following|includ(?:e|ing)|are|as\s+follows)\b[^.:]{0,40}:$"
    r"|\b(?:commit\s+to|make|follow)\s+the\s+following\b[^.:]{0,40}[:.]$",
)
_REMARK = rule(
    "note this",
    r"^(?:note\s+(?:that|also|however)|this\s+(?:\w+\s+)?(?:means|reflects))\b(?!.*\bwe\s+will\b)",
)
_DISCLAIMER = rule(
    "liable responsible warranty warranties disclaim disclaims liability",
    r"\b(?:not|never)\s+be\s+(?:held\s+)?(?:liable|responsible)\b|\bwithout\s+(?:any\s+)?warrant(?:y|ies)\b"
    r"|\bdisclaims?\b|\bno\s+(?:\w+\s+)?(?:warranty|warranties|liability)\b",
)
_REPORT = rule(
    "added adopted adjusted clarified changed decided disaggregated found introduced learned made published "
    "recognized recognised released removed replaced reviewed updated weighed developed identified conducted "
    "was were been in",
    rf"\b{US}(?:\s+|'ve\s+|\s+have\s+|\s+had\s+){ADVERBS}(?:have\s+)?(?:added|adopted|adjusted|clarified|"
    r"changed|decided|disaggregated|found|introduced|learned|made|published|recognized|recognised|released|"
    r"removed|replaced|reviewed|updated|weighed|developed|identified|conducted|been)\b"
    r"|\b(?:was|were|had\s+been|have\s+been|has\s+been)\b|\bin\s+(?:19|20)\d\d,\s",
)
_FIRST_REPORT = rule(
    "in",
    rf"^in\s+(?:\w+\s+)?(?:19|20)\d\d,\s+{US}\s+(?:[a-z]+ly\s+)?[a-z]+ed\b",
)  # "In 2023, we released a commitment to ..."
_DEFINITION = rule(
    "defined operationalised operationalized refer refers referring mean means denotes",
    r"\b(?:is|are)\s+(?:defined|operationali[sz]ed)\s+as\b|\b(?:refers?|referring)\s+to\b"
    r"|\bby\s+\"?[^,]{1,60},?\"?\s+we\s+mean\b"
    r"|^(?:an?\s+)?[\w\s()-]{2,50}\s+(?:means|denotes)\b",
)
_OUR_DEFINITION = rule(
    US_WORDS, rf"\b{US}\s+(?:define|mean|use\s+\"|intend\s+\"|use\s+the\s+terms?)"
)
_TERM = rule(
    "is are mean means capture captures", r"^\"[^\"]{2,60}\"\s+(?:is|are|means?|captures?)\b"
)
_REFERENCE = rule(
    "see noted more available listed described summarised summarized specified detailed provided posted "
    "read find contact",
    r"^(?:see|as\s+noted|more\s+(?:information|details?))\b.{0,120}$"
    r"|\b(?:is|are)\s+(?:available|listed|described|summari[sz]ed|specified|detailed|provided|posted)\b.{0,40}"
    r"\b(?:in|here|at|below|above)\b[^.]{0,60}\.?$"
    r"|\byou\s+can\s+(?:read|find)\b|\bplease\s+contact\b",
)
_OTHERS = rule(
    "hope wish welcome encourage urge call advocate invite companies labs developers organizations "
    "organisations industry governments government policymakers regulators society users customers",
    r"\bwe\s+(?:also\s+|actively\s+)?(?:hope(?!\s+to\b)|wish|welcome|encourage|urge|call\s+on|advocate|invite)\b"
    r"|\b(?:other\s+)?(?:companies|labs|developers|organi[sz]ations|the\s+industry|governments?|policymakers|"
    r"regulators|society|users|customers)\s+(?:should|must|will|may|can|could)\b",
)
_PREDICTION = rule(
    "will could may might can would should believe think know recognize recognise acknowledge suspect unclear "
    "unknown uncertain",
    at_word(
        r"(?:ai(?:\s+(?:systems?|models?|safety))?|frontier(?:\s+ai)?\s+models?|technolog(?:y|ies)|capabilit(?:y|ies)|"
        r"risks?|progress|attackers?|adversar(?:y|ies)|it|this|there|they|these(?:\s+\w+){0,2}|such(?:\s+\w+){0,2})\s+"
        r"(?:will|could|may|might|can|would)\s+(?:likely\s+|be\s+(?:hard|difficult|challenging|possible|able|capable|increasingly|more)|"
        r"bring|become|have|pose|cause|lead|increase|accelerate|enable|create|change|evolve|scale|warrant)",
        r"(?:will|should|would)\s+(?:also\s+|most\s+|very\s+)*(?:likely|probably|almost\s+certainly|inevitably|"
        r"rarely\s+be|not\s+be\s+necessary)|will\s+(?:also\s+)?(?:take\s+time|result\s+in|need\s+to\s+be)",
        r"so\s+will\b|^we\s+(?:also\s+|currently\s+)?(?:believe|think|know|recogni[sz]e|acknowledge|suspect)\b",
        r"(?:unclear|unknown|uncertain)\s+(?:whether|if|how|what)\b",
    ),
)
_ASPIRATION = rule(
    "should committed",
    r"\b(?:our|the)\s+(?:approach|risk\s+governance)\b[^.]{0,60}\bshould\s+be\b"
    rf"|\b{US}\s+(?:are|remain)\s+committed\s+to\s+(?:developing|building|advancing|refining|improving|ensuring\s+that\s+ai)\b",
)
_OUTRIGHT = (
    ("lead-in", _HEADER),
    ("remark", _REMARK),
    ("aspiration", _ASPIRATION),
    ("disclaimer", _DISCLAIMER),
    ("report", _FIRST_REPORT),
)
_WORDINGS = (
    ("definition", _DEFINITION),
    ("definition", _OUR_DEFINITION),
    ("definition", _TERM),
    ("cross-reference", _REFERENCE),
    ("others", _OTHERS),
    ("report", _REPORT),
    ("prediction", _PREDICTION),
)


@lru_cache(maxsize=256)  # many sentences stand in one place
def reason_by_place(path: tuple[str, ...], lead_in: str) -> str | None:
    """Why nothing in this place is a commitment: "report", "example" or "speculation"; whatever its case."""
    lead_in = lead_in.lower()
    for heading in map(str.lower, path):
        for name, pattern in _HEADINGS:
            if pattern.search(heading):
                return name
        if lead_in and _SAMPLES.search(heading):
            return "example"
    return next((name for name, pattern in _LEAD_INS if pattern.search(lead_in)), None)


def outright_reason(sentence: Sentence) -> str | None:
    """Why a clause is none whatever it promises: a lead-in, aspiration, remark, disclaimer or report."""
    return next((name for name, rule in _OUTRIGHT if rule.search(sentence)), None)


def reason_by_wording(sentence: Sentence) -> str | None:
    """Why a clause without a firm promise is none, or None; linear in the text."""
    return next((name for name, rule in _WORDINGS if rule.search(sentence)), None)
