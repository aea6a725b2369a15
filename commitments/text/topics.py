"""What a clause is about, in the field's terms: the acts, actors and risks that safety policies speak of.

A rewrite keeps the subject and changes the words: "pause" becomes "restrict further scaling", "containment
measures" become "safeguards". Words that stand for one subject share a topic here, so that such clauses meet.
The list is of the field, not of any one document; a word may have several topics, most words have none.
"""

from collections.abc import Iterable
from functools import lru_cache

# A trailing star takes every ending.
_TOPICS = {
    "evaluation": (
        "evaluat* eval evals assess* test testing tests tested red-team* redteam* elicit* benchmark* "
        "examin* measur* determin* demonstrat* trial* experiment*"
    ),
    "threshold": (
        "threshold* capabilit* warning trigger* asl asl-* ccl* tripwire* level levels surpass* exceed* "
        "pass passes reach reaches critical high"
    ),
    "safeguard": (
        "safeguard* mitigat* containment protect* measure measures control controls standard standards "
        "countermeasure* defen* guardrail* harden*"
    ),
    "security": (
        "secur* weight weights theft steal* exfiltrat* insider* attacker* intru* harden* honeypot* "
        "breach* vulnerabilit* adversar* access compartment* pen-test* penetration"
    ),
    "deployment": "deploy* releas* launch* serv* re-deploy* de-deploy* customer* api product* ship* availab*",
    "training": (
        "train* scal* pretrain* pre-train* compute flop* fine-tun* finetun* checkpoint* mid-training rl"
    ),
    "pause": (
        "paus* halt* delay* stop* restrict* suspend* withhold* de-deploy* delet* discontinu* block* "
        "downgrad* prevent* cease* rollback* withdraw* unless until"
    ),
    "publication": (
        "publish* publication* public* disclos* transparen* announc* report* releas* shar* summar* "
        "inform* communicat* redact*"
    ),
    "governance": (
        "board director* ltbt trust ceo officer rso executive* leadership govern* approv* committee* "
        "sign-off decision* decid* advisory trustee* management senior"
    ),
    "compliance": (
        "whistleblow* noncomplian* non-complian* complain* anonym* concern* retaliat* raise escalat* "
        "disparag* complian*"
    ),
    "outsiders": (
        "external* third-part* third independent* expert* audit* outside partner* arc metr institute* "
        "contractor* civil society academ* researcher*"
    ),
    "weapons": "cbrn biolog* chemical* nuclear radiolog* bioweapon* weapon* pathogen* virus*",
    "cyber": "cyber* hack* malware exploit* zero-day",
    "autonomy": (
        "autonom* replicat* self-* agent* r&d ai-r&d automat* accelerat* recursiv* misalign* deceptiv* "
        "scheming sabotag* control"
    ),
    "misuse": "misus* abus* malicious* harm* attack* catastroph* dangerous jailbreak* risk* bad",
    "monitoring": (
        "monitor* detect* log logs logged logging retain* retention trace* surveil* classif* filter* "
        "flag* track* anomal*"
    ),
    "revision": "updat* amend* revis* chang* review* iterat* refin* improv* adjust* version* replac*",
    "staff": "employee* staff personnel team teams hir* workforce role* job* vendor* supplier*",
    "government": (
        "government* regulat* authorit* state law legal policymaker* law-enforcement enforcement agenc* "
        "institute*"
    ),
    "incident": "incident* emergenc* respon* patch* remediat* rapid* recover* drill* crisis",
    "users": (
        "vet* kyc customer* user users trusted tier* account* internal credential* usage permission* "
        "use-case*"
    ),
    "frequency": (
        "every quarterly month* annual* year yearly regular* periodic* routin* interval* ongoing "
        "continual* continuous* frequen* six three 3 6 cadence"
    ),
    "timing": "before prior advance ahead pre-deployment after once unless",
    "industry": "industr* competitor* developer* companies lab labs peer* frontier marginal",
    "justification": (
        "affirmativ* case evidence argument* justif* rationale document* show showing report* assurance "
        "confiden* rule out writing written"
    ),
    "definition": (
        "defin* specif* operationali* criteria criterion identif* describ* develop* design* establish* "
        "propos*"
    ),
    "resources": "resourc* invest* fund* budget* capacity compute spend* headcount percent",
    "forecast": "forecast* predict* anticipat* expect* extrapolat* surpris* buffer* margin* gap*",
    "values": "benefi* align* interest* mission responsib* ethic* welfare constitution*",
}
_WHOLE: dict[str, list[str]] = {}
_PREFIX: dict[str, list[str]] = {}
for _topic, _entries in _TOPICS.items():
    for _entry in _entries.split():
        _index = _PREFIX if _entry.endswith("*") else _WHOLE
        _index.setdefault(_entry.rstrip("*"), []).append(_topic)
_SHORTEST, _LONGEST = min(map(len, _PREFIX)), max(map(len, _PREFIX))


def topics(words: Iterable[str]) -> list[str]:
    """The topics of folded words, once for every word that has them; linear in the words."""
    return [topic for word in words for topic in _topics_of(word)]


@lru_cache(maxsize=50_000)
def _topics_of(word: str) -> tuple[str, ...]:
    found = list(_WHOLE.get(word, ()))
    for length in range(_SHORTEST, min(len(word), _LONGEST) + 1):
        found += _PREFIX.get(word[:length], ())
    return tuple(dict.fromkeys(found))
