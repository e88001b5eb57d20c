"""What a message says beside what it asks: what it encloses, and how its sender wants to hear of it. Neither is a request of its own."""

import re
from collections.abc import Iterator, Sequence

from domain.evidence import READ_CHARACTERS
from rules.guarded import Guarded

_REST = r"[^.!?;\n]*"
_OWN_ASKING = (
    r"(?:ma|mon|notre|la|le|une?|aussi|également|sa|son|leur|de|d['’])\s?(?:\w+\s){0,2}?(?:demande|dossier"
    r"|candidature|inscription|formulaire|réclamation|requête)\b"
)
"""What is enclosed is itself what is asked: « ma demande de », « mon dossier d'inscription »."""
_ENCLOSES = Guarded(
    rf"(?:\bdont\s|\bdont j['’])?\b(?:je|nous)\s(?:vous\s)?(?:joins|joignons|(?:transme\w+|remets|remettons|adress\w+|envo\w+)"
    rf"\s(?:en annexe|ci-joint\w*|sous ce pli))\b(?!\s(?:aussi\s|également\s)?{_OWN_ASKING}){_REST}"
    rf"|\b(?:vous trouverez|veuillez trouver|trouvez)\s[^.!?;\n]{{0,30}}?(?:ci-joint\w*|ci-inclus\w*|en annexe"
    rf"|sous ce pli|en pi[eè]ces? jointes?)\b"
    rf"(?!\s{_OWN_ASKING}){_REST}"
    rf"|(?<![\w-])ci-joint\w*\b(?!\s{_OWN_ASKING}){_REST}"
    r"|(?<!\w)(?:pi[eè]ces?[ -]jointes?|p\.?\s?-?\s?j\.?|(?:photo(?:graphie)?s?|copies?|documents?)[ -]jointe?s?)\s?:[^.!?\n]*"
    rf"|(?<!\w)(?:est|sont)\s(?:ci-)?(?:jointe?s?|annex[ée]+s?)\b{_REST}"
    rf"|(?<!\w)en\spi[eè]ces?\sjointes?\b{_REST}",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"(?:est|sont)\s", re.IGNORECASE)
_ATTACHED = re.compile(r"en\s", re.IGNORECASE)
_LONGEST_TITLE = 50
"""Characters before « en pièce jointe » that only say what it is: « Devis signé du client »."""
_INTRODUCES = Guarded(
    r"\b(?:je suis|nous sommes)\s(?:une?\s|des\s)?(?:commer[cç]ante?|artisane?|m[eé]decin|infirmi(?:er|ère)|kin[eé]|g[eé]rante?"
    r"|restaurat(?:eur|rice)|boulang(?:er|ère)|agricult(?:eur|rice)|enseignante?|professeure?|assistantes? maternelle|retrait[eé]e?"
    r"|livreu(?:r|se)|[eé]tudiante?|lyc[eé]enne?)s?\b[^.!?;,\n]{0,30}?(?=\set\s|[.!?;,\n])",
    re.IGNORECASE,
)
"""What somebody is, before what he asks or tells: « Je suis commerçant sur le marché et … »."""
_STILL_ASKS = re.compile(
    r"\b(?:conteste|demand(?:e|ons|ant)|souhait|voudr|merci de|pour que|afin|pouvez|pourriez|sollicit|réclam)\w*", re.IGNORECASE
)
_HEARS = Guarded(
    r"(?:^|(?<=\n))\s*(?:[-–•*·]|\(?\d{1,2}\s?[).°/–-]|[a-d]\))\s*(?:et\s|enfin\s)?(?:de\s|d['’])?(?:bien vouloir\s)?(?:"
    r"(?:(?:me|nous|m['’])\s?)(?:tenir\s(?:\w+\s)?(?:au courant|inform)"
    r"|(?:informer|indiquer|communiquer|faire (?:connaître|savoir|part)|aviser|avertir|prévenir)\s(?:de\s|des\s"
    r"|d['’])?(?:la\s|les\s|le\s|l['’]|votre\s|vos\s)?"
    r"(?:suites?|décision|position|réponse|date|délai|intentions)\b"
    r"|rendre compte|recevoir\b|rappeler\b|répondre\s(?:avant|dans|par|sous|rapidement|vite|au plus|[ée]crit|de façon))"
    r"|accuser (?:bonne )?réception|(?:une|votre) réponse\b)[^\n]*",
    re.IGNORECASE,
)
"""An item of a list by which the sender only wants to hear what came of the others."""

_FIELDS = re.compile(r"(?:(?:^|(?<=\n))[ \t]*[A-ZÀ-Ý][^:.!?\n\d]{2,40}\s?:[ \t]?\S[^\n]*(?:\n|$)){3,}")
"""Lines each behind a label, « Lieu : », « Motif : »: together they tell one thing."""
_LABEL = re.compile(r"\n[ \t]*[A-ZÀ-Ý][^:.!?\n\d]{2,40}\s?:")
"""Begins a field on any line but the first."""
_FEWEST_LABELS = 2
_FEWEST_BESIDE = 60
"""Characters beside the fields from which it is these that ask."""


def said_beside(text: str) -> Sequence[tuple[int, int]]:
    """Return the stretches (start, end) of a text that ask nothing by themselves, in order."""
    looked_at = text[:READ_CHARACTERS]
    has_fields = looked_at.count(":") > _FEWEST_LABELS and len(_LABEL.findall(looked_at)) >= _FEWEST_LABELS
    fields = [match.span() for match in _FIELDS.finditer(looked_at)] if has_fields else []
    told = len(looked_at) - sum(end - start for start, end in fields)
    kept = fields if told >= _FEWEST_BESIDE else []
    aside = (match.span() for expression in (_HEARS, _INTRODUCES) for match in expression.finditer(looked_at))
    return tuple(sorted((*_enclosed(looked_at), *aside, *kept)))


def _enclosed(text: str) -> Iterator[tuple[int, int]]:
    for match in _ENCLOSES.finditer(text):
        start = match.start()
        if _PASSIVE.match(match[0]) is not None:
            start = 1 + max(text.rfind(sign, 0, start) for sign in ".!?;\n")
        elif _ATTACHED.match(match[0]) is not None:
            start = max(start - _LONGEST_TITLE, 1 + max(text.rfind(sign, 0, start) for sign in ".!?;,:(\n"))
        if _STILL_ASKS.search(text, start, match.end()) is None:
            yield start, match.end()
