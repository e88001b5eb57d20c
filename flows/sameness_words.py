"""What is said of requests that may be of one fact: why, and what they are to each other."""

from collections.abc import Mapping

from domain.dossier import Likelihood
from domain.sameness import Ground, SameKind, Sign
from flows.wording import Message, say

KINDS: Mapping[SameKind, Message] = {
    SameKind.DUPLICATE: say("the same request once more"),
    SameKind.CHASER: say("the requester asks again"),
    SameKind.INCIDENT: say("somebody else tells of the same fact"),
    SameKind.RECURRENCE: say("the fact has come back since"),
}
LEVELS: Mapping[Likelihood, Message] = {
    Likelihood.TO_CONFIRM: say("possible"),
    Likelihood.LIKELY: say("likely"),
    Likelihood.SURE: say("sure"),
}
_SIGNS: Mapping[Sign, Message] = {
    Sign.PERSON_SURE: say("the same person"),
    Sign.PERSON_LIKELY: say("probably the same person"),
    Sign.PERSON_TO_CONFIRM: say("perhaps the same person"),
    Sign.SAME_ADDRESS: say("the same address"),
    Sign.SAME_LANDMARK: say("the same place"),
    Sign.NEAR: say("next to it"),
    Sign.SAME_STREET: say("the same street"),
    Sign.SAME_SECTOR: say("the same sector"),
    Sign.SAME_SUBJECT: say("the same subject"),
    Sign.SAME_THEME: say("a neighbouring subject"),
    Sign.SAME_TEXT: say("the same text"),
    Sign.OTHER_NUMBER: say("but another house"),
    Sign.OTHER_PLACE: say("but another place"),
    Sign.OTHER_HOUSEHOLD: say("but each speaks of his own house"),
    Sign.OTHER_SUBJECT: say("but another subject"),
    Sign.OTHER_THING: say("but something else there"),
    Sign.OTHER_EXTENT: say("but one speaks of the whole street"),
    Sign.FEW_WORDS: say("but few words in common"),
}


def ground_words(ground: Ground) -> Message:
    """Return what an observation says."""
    words = ", ".join(ground.words)
    match ground.sign:
        case Sign.DAYS:
            return _days(ground.days or 0)
        case Sign.NEAR | Sign.OTHER_NUMBER | Sign.OTHER_PLACE if ground.metres is not None:
            return say("{metres} m apart", metres=ground.metres)
        case Sign.SAME_OBJECT:
            return say("the same number: {words}", words=words)
        case Sign.OTHER_OBJECT:
            return say("but other numbers: {words}", words=words)
        case Sign.SHARED_WORDS:
            return say("words in common: {words}", words=words)
        case _:
            return _SIGNS[ground.sign]


def _days(days: int) -> Message:
    if days == 0:
        return say("the same day")
    return say("one day apart") if days == 1 else say("{days} days apart", days=days)
