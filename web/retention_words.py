"""What is kept for how long, in the words of the desk."""

from collections.abc import Mapping

from domain.person_rights import IdentityProof, MentionKind, Right, RightsState
from domain.retention import HeldWhy, HoldKind, Kept
from web.translations import Language
from web.words import N_

KEPT: Mapping[str, str] = {
    Kept.REQUESTS: N_("Closed requests: anonymised"),
    Kept.REJECTED: N_("Rejected in review: anonymised"),
    Kept.ARRIVALS: N_("Spam and machine mail: emptied"),
    Kept.CALLS: N_("Calls: numbers and notes deleted"),
    Kept.READINGS: N_("Who opened what: deleted"),
}
HELD: Mapping[str, str] = {
    HeldWhy.OPEN: N_("Still open"),
    HeldWhy.LETTER: N_("A letter is still to leave"),
    HeldWhy.DISPUTE: N_("In dispute"),
    HeldWhy.LEGAL: N_("To be kept by law"),
    HeldWhy.LIMITATION: N_("Limitation asked for"),
}
HOLDS: Mapping[str, str] = {
    HoldKind.DISPUTE: HELD[HeldWhy.DISPUTE],
    HoldKind.LEGAL: HELD[HeldWhy.LEGAL],
    HoldKind.LIMITATION: HELD[HeldWhy.LIMITATION],
}
COUNTED: Mapping[str, str] = {
    "request": N_("requests"),
    "arrival": N_("arrivals"),
    "log": N_("call logs"),
}
MENTIONS: Mapping[str, str] = {
    MentionKind.QUERY: N_("Saved query"),
    MentionKind.FILTER: N_("Saved filter"),
    MentionKind.QUESTION: N_("Saved question to the figures"),
    MentionKind.EXAMPLE: N_("Example of rules"),
}
RIGHTS: Mapping[str, str] = {
    Right.ACCESS: N_("Access (article 15)"),
    Right.RECTIFICATION: N_("Rectification (article 16)"),
    Right.ERASURE: N_("Erasure (article 17)"),
    Right.LIMITATION: N_("Limitation (article 18)"),
    Right.PORTABILITY: N_("Portability (article 20)"),
    Right.OBJECTION: N_("Objection (article 21)"),
}
PROOFS: Mapping[str, str] = {
    IdentityProof.UNCHECKED: N_("Not checked yet"),
    IdentityProof.ASKED: N_("Proof was asked for"),
    IdentityProof.PROVEN: N_("Proven"),
}
STATES: Mapping[str, str] = {
    RightsState.OPEN: N_("To be answered"),
    RightsState.GRANTED: N_("Granted"),
    RightsState.REFUSED: N_("Refused"),
}
RULES: Mapping[str, str] = {
    Kept.REQUESTS: N_("closed requests, %(count)s months"),
    Kept.REJECTED: N_("rejected in review, %(count)s months"),
    Kept.ARRIVALS: N_("spam and machine mail, %(count)s days"),
    Kept.CALLS: N_("calls, %(count)s months"),
    "right": N_("right of a person, no. %(count)s"),
}
"""By which rule something went (`flows.retention.rule_of`)."""


def rule_words(rule: str, language: Language) -> str:
    """Return by which rule something went, in words; one nobody knows as it is written."""
    kind, _, rest = rule.partition(" ")
    words = RULES.get(kind)
    return rule if words is None else language.gettext(words) % {"count": rest.partition(" ")[0]}
