"""Who speaks on an answering machine, as a machine writes down what it hears: names that are said, and spelt letter by letter."""

import re

from ingest.form.fields import word_set
from ingest.found import Found, in_text
from ingest.given_names import GIVEN_NAMES
from ingest.names import PARTICLES, Person, title
from ingest.plain import fold

_TITLE = r"(?:madame|monsieur|mademoiselle|mme|m\.|mr|mlle)\s+"
_WORD = r"[^\W\d_][\w'’-]+"
_LETTER = r"(?:[^\W\d_](?![\w'’])|tiret|apostrophe)"
_LIKE = r"(?: comme (?:(?:le|la|les|un|une) |l['’])?[^\W\d_]{3,})?"
_APART = r"(?:plus loin|espace|nouveau mot|autre mot|deuxi[eè]me mot|en deux mots)"
"""Said between the letters of two words."""
_SPELT = re.compile(
    rf"(?<![\w'’])({_LETTER}{_LIKE}(?:[ ,.\-]{{1,2}}(?:{_APART} |(?:(?:deux|double) )?){_LETTER}{_LIKE}){{2,25}})(?![\w'’])", re.IGNORECASE
)
_LEADS_ON = re.compile(
    r"[ ,]+(?:(?:en (?:deux|trois|un seul) mots?|(?:ça|ca|qui) s['’]?[ée]crit|j['’]?[ée]pelle|je (?:vous )?l['’]?[ée]pelle|"
    r"je vous [ée]pelle|"
    r"alors|euh|donc)[ ,:]*)+$",
    re.IGNORECASE,
)
"""What is said between a name and its letters."""
_IS_NAME = re.compile(
    r"(?:c'est|ici|je (?:m'appelle|suis)|mon nom (?:c'est|est)|de la part de|au nom de|nom de famille|my name is|this is)\s+"
    rf"(?:{_TITLE})?$"
)
_INTRODUCED = re.compile(
    rf"(?:\bje m'appelle|\b(?:ici|c'est|je suis)(?=\s+{_TITLE})|\bmon nom (?:c'est|est)|\bde la part de|\bmy name is)\s+"
    rf"(?P<name>(?:{_TITLE})?{_WORD}(?:\s+{_WORD}){{0,2}})",
    re.IGNORECASE,
)
_GIVEN_FIRST = re.compile(rf"\b(?:c'est|ici|bonjour|oui|je suis)(?=\s+(?P<first>{_WORD})\s+(?P<second>{_WORD}))", re.IGNORECASE)
_AT_THE_PHONE = re.compile(rf"(?P<name>(?:{_TITLE})?{_WORD}(?:\s+{_WORD})?)\s+(?:a|à) l['’]appareil", re.IGNORECASE)
_CIVILITY = re.compile(_TITLE, re.IGNORECASE)
_LOOKED_BACK, _MOST_SAID = 6, 3
"""Words before the letters that may say the name, and of how many a surname is made."""
_SHORTEST, _MOST_APART, _ALIKE = 3, 3, 2
"""Letters of a word written by ear: how many at least, how many more or fewer than were spelt, how many alike at the beginning."""
_TITLED = re.compile(
    rf"\b(?:bonjour|bonsoir|allô|allo|oui|c['’]est|ici|euh)[ ,]+{_TITLE}(?P<name>{_WORD}(?:\s+{_WORD})?(?:\s+{_WORD})?)(?=\s*(\S*))",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:je|j'\w+|pourriez|pouvez|pourrais|peux|c|c'\w+|habite|au|vous|mon|ma|il|y|voila|merci|du|rappelez|appelle|allo|bonjour|euh|donc|"
    r"rue|avenue|impasse|place|boulevard|a|toujours|encore|ici|tel|pour|concernant|numero)(?:-\w+)*[,.]?"
)
"""How a caller goes on behind his name; « bonjour madame petite question » names nobody."""
_OFFICES = word_set(
    "maire mairie adjoint adjointe president presidente directeur directrice secretaire prefet prefete conseiller conseillere depute "
    "deputee "
    "responsable standardiste agent agente madame monsieur mademoiselle messieurs mesdames voila excusez excuse pardon pourriez pouvez "
    "pourrais peux peut auriez avez savez serait sera est-ce est etes comment pourquoi quand combien comme si mon ma mes me moi toujours "
    "encore bien cela ceci voulez voudrais voudrait aimerais rappelez rappeler merci suite concernant toi lui eux ils elles sont etait "
    "faut faudrait attention juste rapport ce cette ces cet son sa ses leur leurs notre votre nos vos ne ni mais ou et donc or car avec "
    "sans sous dans chez depuis apres avant tout toute tous rien plus moins tres trop deja aussi alors puis enfin quelqu bref desole "
    "desolee "
    "juge cure principal proviseur ministre docteur commissaire chef capitaine gardien gardienne technicien technicienne petite petit"
)
"""Who is greeted by his office, and how a sentence goes on behind « bonjour madame »."""
_NO_NAME = word_set(
    "je et euh bonjour bonsoir donc alors pour de du la le les j vous nous c ici oui ben bah voila merci habite habitante habitant suis ai "
    "appelle appelais voulais au a à en dans une un locataire proprietaire riverain riveraine rue oui par sur que qui ca qu y il elle on"
)


def spoken_name(text: str) -> tuple[Person, Found] | None:
    """Return who says his name on the answering machine, and his words. A spelt surname is the surest."""
    head = text[:1_500]
    return _spelt(head) or _introduced(head) or _by_given_name(head) or _by_title(head)


def _spelt(text: str) -> tuple[Person, Found] | None:
    for match in _SPELT.finditer(text):
        spelt = _letters(match[1])
        lead = _LEADS_ON.search(text[: match.start()])
        before = [(word[0], word.start()) for word in re.finditer(_WORD, text[: lead.start() if lead else match.start()])][-_LOOKED_BACK:]
        surname, said = _said_before([word for word, _ in before], spelt)
        if not said and not _IS_NAME.search(fold(text[: match.start()])):
            continue
        given = _given_before([word for word, _ in before[: len(before) - said]])
        first = len(before) - said - len(given)
        start = before[first][1] if first < len(before) else match.start()
        person = Person(surname=surname.upper(), given=" ".join(given) or None)
        return person, in_text(person.written() or surname, text, start, match.end())
    return None


def _said_before(words: list[str], spelt: str) -> tuple[str, int]:
    """Return the surname and how many of the last words said it: « le guen, l e g u e n » is LE GUEN."""
    for count in range(_MOST_SAID, 0, -1):
        last = words[-count:] if len(words) >= count else []
        if last and "".join(map(fold, last)) == fold(spelt).replace(" ", ""):
            return " ".join(last), count
    if " " in spelt:
        return spelt, len(spelt.split()) if [fold(word) for word in words[-1:]] == [fold(spelt.rsplit(maxsplit=1)[-1])] else 0
    return (spelt, 1) if words and _sounds_like(words[-1], spelt) else (spelt, 0)


def _given_before(words: list[str]) -> list[str]:
    """Return the given names at the end of some words."""
    given: list[str] = []
    for word in reversed(words):
        if fold(word).split("-")[0] not in GIVEN_NAMES:
            break
        given.insert(0, title(word))
    return given


def _letters(spelt: str) -> str:
    letters = ""
    doubled = False
    for word in re.findall(r"[^\W\d_]+", re.sub(_APART, " mot ", re.sub(_LIKE[:-1], "", spelt, flags=re.IGNORECASE), flags=re.IGNORECASE)):
        folded = fold(word)
        if folded in {"deux", "double"}:
            doubled = True
        elif folded == "mot":
            letters += " "
        elif folded == "tiret":
            letters += "-"
        elif folded == "apostrophe":
            letters += "'"
        else:
            letters += word * (2 if doubled else 1)
            doubled = False
    return letters


def _sounds_like(word: str, surname: str) -> bool:
    """Whether a word said just before may be the one that is spelt: the machine writes by ear."""
    one, other = fold(word), fold(surname)
    is_alike = one[:_ALIKE] == other[:_ALIKE] and abs(len(one) - len(other)) <= _MOST_APART
    return len(one) >= _SHORTEST and (one == other or is_alike)


def _introduced(text: str) -> tuple[Person, Found] | None:
    match = _INTRODUCED.search(text) or _AT_THE_PHONE.search(text)
    if match is None:
        return None
    words = [word for word in _CIVILITY.sub("", match["name"], count=1).split()]
    kept: list[str] = []
    for word in words:
        if (fold(word) in _NO_NAME and not (kept == [] and fold(word) in PARTICLES)) or fold(word).startswith(("j'", "qu'", "d'une", "l'")):
            break
        kept.append(word)
    if not kept:
        return None
    person = _person(kept)
    if person is None:
        return None
    return person, in_text(person.written() or "", text, match.start("name"), match.end("name"))


def _by_given_name(text: str) -> tuple[Person, Found] | None:
    """Return « c'est geneviève anquetil »: a known given name and a word behind it that is none of every day."""
    for match in _GIVEN_FIRST.finditer(text):
        first, second = match["first"], match["second"]
        if fold(first).split("-")[0] in GIVEN_NAMES and fold(second) not in _NO_NAME and not fold(second).startswith(("j'", "qu'")):
            person = Person(surname=second.upper(), given=title(first))
            return person, in_text(person.written() or "", text, match.start("first"), match.end("second"))
    return None


def _by_title(text: str) -> tuple[Person, Found] | None:
    """Return « bonjour madame lehodey »: who is greeted so is the caller himself, unless « madame » alone or an office is greeted."""
    for match in _TITLED.finditer(text):
        said = match["name"].split()
        count = 2 if fold(said[0]) in PARTICLES or any(fold(word).split("-")[0] in GIVEN_NAMES for word in said[:2]) else 1
        words, after = said[:count], [*said[count:], match[2]][0]
        named = words[1:] if fold(words[0]) in PARTICLES else words
        is_name = named and not any(
            fold(word) in _NO_NAME | _OFFICES or re.match(r"[a-ce-zà-ÿ]{1,2}['’]", word, re.IGNORECASE) or len(word) < _SHORTEST
            for word in named
        )
        if not is_name or not _GOES_ON.fullmatch(fold(after)):
            continue
        if (person := _title_person(words)) is not None:
            end = match.start("name") + len(" ".join(words))
            return person, in_text(person.written() or "", text, match.start("name"), end)
    return None


def _title_person(words: list[str]) -> Person | None:
    """Return the person of words behind « madame »: with a particle it is all surname."""
    return Person(surname=" ".join(words).upper(), given=None) if fold(words[0]) in PARTICLES or len(words) == 1 else _person(words)


def _person(words: list[str]) -> Person | None:
    if len(words) > 1 and fold(words[0]).split("-")[0] in GIVEN_NAMES:
        return Person(surname=" ".join(words[1:]).upper(), given=title(words[0]))
    if len(words) > 1 and fold(words[-1]).split("-")[0] in GIVEN_NAMES:
        return Person(surname=" ".join(words[:-1]).upper(), given=title(words[-1]))
    return (
        Person(surname=words[0].upper(), given=None)
        if fold(words[0]).split("-")[0] not in GIVEN_NAMES
        else Person(surname=None, given=title(words[0]))
    )
