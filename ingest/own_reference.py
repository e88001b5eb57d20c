"""How whoever writes calls the matter himself: « N/Réf. : 2026-DT-118 » in the head of a firm's letter, to be named in the answer to it."""

import re

MOST_CHARACTERS, _MOST_WORDS = 40, 4
_OWN = re.compile(
    r"(?im)^[^\w\n]{0,3}(?P<whose>n\s?[/.]\s?r[ée]f\w{0,8}|(?:nos|notre)\s+r[ée]f\w{0,8}|(?:our|my)\s+ref\w{0,6}|"
    r"r[ée]f(?:[ée]rences?)?\b(?:\.?\s(?:de |du )?(?:notre )?(?:dossier|sinistre|affaire))?)[\s.]{0,3}(?::|n°)\s{0,3}(?P<said>[^\n]{1,120})"
)
_WORDS = re.compile(r"\w[\w/.\-\u2010-\u2015° ]*")
_APART = re.compile(r"\s{2,}|\t|[;,|]|\s[–—-]\s|\s(?=v\s?[/.]\s?r[ée]f|vos\s+r[ée]f|votre\s+r[ée]f)", re.IGNORECASE)
_OURS = re.compile(r"(?:19|20)\d\d\s?/\s?\d{1,6}|[A-Z0-9]{4}-[A-Z0-9]{4}")
"""Numbers and tracking codes of requests: « Réf. : 2026/0147 » means ours."""


def own_reference(text: str) -> str | None:
    """Return the writer's own reference, None where no line of the text says one. Cost is linear in the length of the text."""
    for found in _OWN.finditer(text):
        words = _WORDS.match(_APART.split(found["said"].strip(), maxsplit=1)[0])
        said = words[0].strip(" .-") if words else ""
        is_code = any(map(str.isdigit, said)) and len(said) <= MOST_CHARACTERS and len(said.split()) <= _MOST_WORDS
        is_theirs = not found["whose"].lower().startswith("r") or _OURS.fullmatch(said) is None
        if is_code and is_theirs:
            return said
    return None
