"""Where somebody on an answering machine says that something is, his number in words: « au dix-neuf rue des lilas »."""

import re

from ingest.form.fields import word_set
from ingest.form.spoken_numbers import house_number_said
from ingest.plain import fold

_KIND = re.compile(
    r"\b(?:rue|avenue|boulevard|place|impasse|allee|chemin|route|quai|square|residence|cite|cours|passage|sente|venelle|ruelle|hameau|"
    r"faubourg|esplanade|lotissement|villa|cour)\b"
)
_WORD = re.compile(r"[^\W_][\w’'-]*")
_SUFFIXES = word_set("bis ter quater")
_SMALL = word_set("de du des d la le les l saint sainte st ste")
_ENDS = word_set(
    "que qui quoi dont ou alors c ce ca cela je j il elle on nous vous ils elles ma mon mes ta ton sa son ses notre votre et mais donc car "
    "si quand comme depuis pour par avec sans sur sous dans chez vers merci voila ben bah euh hein a au aux en y n ne pas plus est sont "
    "etait ont ai avez suis mardi lundi mercredi jeudi vendredi samedi dimanche hier demain aujourd pres devant derriere face entre "
    "toute tout tous il-y-a bonne bonjour rappelez mademoiselle madame monsieur mon qu s m t"
)
_LIVES = re.compile(r"\b(?:habit\w+|demeur\w+|domicili\w+|j'?\s?suis)\b[^.!?]{0,12}$")
_MOST_WORDS, _MOST_BEFORE = 5, 7


def said_place(text: str) -> str | None:
    """Return number and street where a number is said in words before the name of a street, in figures; None where none is, or several."""
    folded = fold(text)
    streets = [(match, _name(text, match.start())) for match in _KIND.finditer(folded)] if len(folded) == len(text) else []
    found: dict[str, bool] = {}
    for match, name in streets:
        before = list(_WORD.finditer(folded[: match.start()]))[-_MOST_BEFORE:]
        words = [piece for word in before for piece in re.split(r"[-’']", word[0]) if piece]
        suffix = words.pop() if words and words[-1] in _SUFFIXES else ""
        number = house_number_said(words)
        if number is not None and name:
            at = before[0].start() if before else match.start()
            found[" ".join(filter(None, (number, suffix, name)))] = bool(_LIVES.search(folded[at : match.start()]))
    away = [place for place, is_home in found.items() if not is_home]
    chosen = away if len(away) == 1 else list(found)
    if len(chosen) != 1:
        return None
    place, is_home = chosen[0], found[chosen[0]]
    others = {fold(name) for _, name in streets if name and not fold(place).endswith(fold(name)) and len(name.split()) > 1}
    return None if is_home and others else place


def _name(text: str, start: int) -> str:
    """Return the name of a street that begins at a place of a text: its kind and the words that go on with it."""
    words: list[str] = []
    for word in _WORD.finditer(text[start : start + 80]):
        bare = re.split(r"[’']", fold(word[0]))[0] if len(word[0]) > 1 else fold(word[0])
        is_elided = bare in {"d", "l"} and len(word[0]) > 1
        if words and bare in _ENDS and not is_elided:
            break
        words.append(word[0])
        if len(words) > _MOST_WORDS:
            break
    while words and fold(words[-1]) in _SMALL:
        words.pop()
    return " ".join(words) if len(words) > 1 else ""
