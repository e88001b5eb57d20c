"""French typography of letters on paper: what belongs together stays on one line, signs have their spaces, whoever wrote the text.

Source: Lexique des règles typographiques en usage à l’Imprimerie nationale: a no-break space before a colon and within guillemets, a
narrow one before a semicolon, an exclamation and a question mark.
"""

import re

_SPACE, _NARROW = "\u00a0", "\u202f"
_WAY = (
    "allée|allées|avenue|boulevard|chemin|cité|cours|esplanade|faubourg|impasse|lotissement|passage|place|promenade|quai|résidence|route|"
    "rue|ruelle|sentier|square|villa|voie"
)
_TIES = (
    (
        re.compile(rf"(?i)(?<=\d)(,?) (?:(bis|ter|quater) )?(?=(?:{_WAY})\b)"),
        lambda found: f"{found[1]}{_SPACE}{found[2] + _SPACE if found[2] else ''}",
    ),
    (re.compile(r"\b(\d{5}) (?=[A-ZÀ-Ý])"), lambda found: found[1] + _SPACE),
    (re.compile(r"\b(articles?) (?=[LRD]\.)|\b([LRD]\.) (?=\d)|\b(numéro|n°) (?=\d)"), lambda found: found[0][:-1] + _SPACE),
    (re.compile(r"« | »| (?=:(?:\s|$))"), lambda found: found[0].replace(" ", _SPACE)),
    (re.compile(r" (?=[;!?](?:[\s!?»]|$))"), lambda _: _NARROW),
)


def tied(text: str) -> str:
    """Return a text with no-break spaces where a line must not end. Cost is linear in its length."""
    for pattern, made in _TIES:
        text = pattern.sub(made, text)
    return text
