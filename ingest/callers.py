"""Who called or came, as a note of it begins: « 24/11 11h35 / M. Vasselin 02 61 91 48 30 », the name right before the number."""

import re
from dataclasses import dataclass

from ingest import phones
from ingest.found import Found, in_text
from ingest.names import person

_LEAD = (
    r"(?:(?:note|message|msg|appel\w*+|t[ée]l\w*+|vocal\w*+|standard|accueil|guichet|visite|passage|re[çc]ue?|de|du|le|la|à|a|par|"
    r"[\d/.:h]++)[\s:,/–—-]*+){0,10}+"
)
_NAME = (
    r"(?P<name>(?:m\.|mr?\.?|mme|mlle|monsieur|madame|mademoiselle)\s+"
    r"(?-i:[A-ZÀ-Ý][\w'’-]+(?:[ ][A-ZÀ-Ý][\w'’-]+){0,3}))(?:,? r?appelle)?"
)
_NUMBER = (
    r"[ ,;:/(–—-]{1,5}(?:(?:t[ée]l(?:[ée]phone)?|port(?:able)?|mob(?:ile)?|n°|au)\b[\s:.]*+){0,2}"
    r"(?P<number>[+(0][\d .()/-]{8,24}\d)"
)
_CALLER = re.compile(rf"(?m)^[ \t*•-]*+{_LEAD}{_NAME}{_NUMBER}", re.IGNORECASE)
_MOST_CHARACTERS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who a note says called: ``NOM Prénom`` and the telephone in E.164, each with its place in the text."""

    name: Found
    phone: Found


def noted_caller(text: str, region: str) -> Caller | None:
    """Return the first person whose telephone stands right behind the name at the head of a line; None where there is none.

    Only for a note without a sender of its own: in a mail, the caretaker and his number are somebody else's.
    """
    for match in _CALLER.finditer(text[:_MOST_CHARACTERS]):
        found, number = person(match["name"]), phones.e164(match["number"], region)
        written = found.written() if found is not None and found.surname else None
        if written is not None and number is not None:
            return Caller(name=in_text(written, text, *match.span("name")), phone=in_text(number, text, *match.span("number")))
    return None
