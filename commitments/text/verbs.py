"""The verbs with which policies say what their publisher does."""

from commitments.text.folding import word_set

# Base forms that open an imperative or follow "we" in a practice.
ACTIONS = word_set(
    "accept achieve act add address adhere adjust adopt advance alert align allow analyze analyse "
    "announce apply appoint approve arrange assess assign audit authorize ban block brief build cap "
    "carry categorize check coordinate collaborate collect commission communicate compare compile "
    "complete comply conduct confirm consult contact continue contract cooperate create define delay "
    "delete demonstrate deny deploy design designate detect determine develop disclose discontinue "
    "disseminate document draft educate elicit employ enable encrypt enforce engage enhance ensure "
    "escalate establish evaluate examine exclude expand explain explore extend facilitate factor "
    "filter fix flag follow forecast form give grant halt handle harden help hire hold identify "
    "implement impose improve incentivize include incorporate increase inform inspect institute "
    "integrate invest investigate involve isolate issue keep label launch limit list log maintain "
    "make manage map measure meet minimize mitigate model monitor note notify obtain offer operate "
    "oversee partner patch pause perform permit pilot plan post prepare prespecify preserve prevent "
    "prioritize proceed process produce prohibit promote protect prove provide publish pursue put "
    "rate reach react receive record red-team redact reduce refine refrain refuse regulate reject "
    "release remediate remove report request require research resolve respond restrict retain return "
    "review revise run safeguard scale scan screen secure segment select separate set share show sign "
    "solicit staff standardize start stop store strengthen submit support suspend take test track "
    "train treat understand undertake update use utilize validate verify vet warn watermark withdraw "
    "withhold work"
)
# What we think is no practice.
MENTAL = word_set("act exclude extend help include list model note rate show use")
GERUNDS = word_set(
    "aligning assessing auditing building conducting configuring creating defining deploying "
    "developing disclosing documenting empowering enforcing engaging ensuring establishing evaluating "
    "following hardening identifying implementing investing limiting logging maintaining making "
    "managing mapping meeting monitoring notifying performing preventing proactively protecting "
    "providing publishing reporting requiring restricting reviewing running securing setting sharing "
    "sourcing storing testing tracking training using validating verifying"
)
NOUNS = word_set(
    "publication enforcement implementation maintenance establishment disclosure assessment "
    "evaluation monitoring use application involvement adoption"
)
# Verbs that are nouns as often: at the beginning they command only where an object follows.
AMBIGUOUS = word_set(
    "access act audit block cap check form hire label limit list log measure model monitor note offer patch "
    "plan post process rate record release report research review run scale screen set share sign staff start "
    "store support take test track train trust update use work"
)
OBJECTS = word_set(
    "a all an and another any both each every for in it its new on our out that the their them these this to "
    "up us whether with"
)
