"""Words of a request without those that say who wrote it, or name somebody: for an example, which others read than the request."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.draft import Requester
from ingest import phones
from ingest.form.one_answer import MAIL
from ingest.form.spoken_mail import spoken_mail
from ingest.form.spoken_numbers import spoken_phones
from ingest.given_names import GIVEN_NAMES
from ingest.names import PARTICLES, ROLE, person
from rules.words import STOPWORDS, fold, fold_text

MARK = "…"
_REGION = "FR"
_SHORTEST = 3
"""Letters of a name that is looked for by itself: « de » and « Li » stand in other words' place too often."""
_AROUND = 60
"""Characters before a name in which it is said that a street is called so."""
_POSTCODE = re.compile(r"[\s,]*\b\d{5}\b")
_NAME = r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*"
_TITLED = re.compile(
    rf"\b(?:(?:[Mm](?:r|me|lle|mes|lles)|Dr|Me|MM)\.?|M\.|(?i:monsieur|madame|mademoiselle|docteur|ma[iî]tre|veuve|famille))[ ]{{1,3}}"
    rf"((?:{_NAME})(?:[ ](?:{_NAME})){{0,3}})"
)
_CAPITAL = r"(?![LJNSCQ]['’])[A-ZÀ-ÖØ-ÞŒ](?:[^\W\d_]|['’-](?=[^\W\d_]))*"
_CAPITALISED = re.compile(rf"(?<![\w'’-])({_CAPITAL})[ ]({_CAPITAL})(?:[ ]{_CAPITAL})?")
_OF_A_PLACE = re.compile(
    r"\b(?:rue|avenue|av|boulevard|bd|place|pl|allee|impasse|square|quai|chemin|route|cours|passage|sentier|residence|cite|pont|parc|stade|"
    r"gymnase|ecole|college|lycee|creche|salle|espace|centre|maison|bibliotheque|mediatheque|hopital|jardin|rond-point|lotissement|"
    r"batiment|saint|sainte)(?:\W+(?:de|du|des|la|le|l|d|general|marechal|docteur|president|abbe|professeur|commandant|colonel))*\W*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stripped:
    """A text without what says who wrote it, and the words that were left out, each once, as they stood."""

    text: str
    left_out: tuple[str, ...]


def without_people(text: str, requester: Requester) -> Stripped:
    """Return a text without what is known of its requester however it is written, numbers, addresses of mail, and people it names."""
    spans = sorted({*_known(text, requester), *_numbers(text), *_mails(text), *_people(text)})
    pieces: list[str] = []
    left: dict[str, None] = {}
    at = 0
    for start, end in _joined(spans, text):
        pieces += (text[at:start], MARK)
        left[text[start:end]] = None
        at = end
    return Stripped(text="".join((*pieces, text[at:])), left_out=tuple(left))


def _known(text: str, requester: Requester) -> Iterator[tuple[int, int]]:
    folded = fold_text(text)
    for value in _values(requester):
        words = [re.escape(word) for word in re.findall(r"[^\W_]+", fold(value))]
        if words:
            for match in re.finditer(r"(?<![^\W_])" + r"[\W_]{1,4}".join(words) + r"(?![^\W_])", folded.text):
                yield folded.span(match.start(), match.end())


def _values(requester: Requester) -> Iterator[str]:
    """Yield what is known of a requester, and each name of his that says who he is."""
    address = requester.address or ""
    for one in (requester.name, requester.email, requester.organisation, address, _POSTCODE.split(address, maxsplit=1)[0]):
        if one and len(one) >= _SHORTEST:
            yield one
    for word in re.findall(r"[^\W\d_]+", requester.name or ""):
        if len(word) >= _SHORTEST and fold(word) not in STOPWORDS | PARTICLES:
            yield word


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    for found in (*phones.all_numbers(text, _REGION), *spoken_phones(text, _REGION)):
        if found.where is not None:
            yield found.where.start, found.where.end


def _mails(text: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in MAIL.finditer(text))
    spoken = spoken_mail(text)
    if spoken is not None and spoken.where is not None:
        yield spoken.where.start, spoken.where.end


def _people(text: str) -> Iterator[tuple[int, int]]:
    """Yield whom the text calls by a name: behind a title, or a given name with another; not where a street or a hall is called so."""
    for match in _TITLED.finditer(text):
        end = _end_of_name(text, match.start(1), match.end(1))
        if end is not None:
            yield match.start(), end
    for match in _CAPITALISED.finditer(text):
        is_name = any(fold(match[group]) in GIVEN_NAMES for group in (1, 2)) and person(f"{match[1]} {match[2]}") is not None
        if is_name and not _OF_A_PLACE.search(fold(text[max(0, match.start() - _AROUND) : match.start()])):
            yield match.span()


def _end_of_name(text: str, start: int, end: int) -> int | None:
    """Return where the name of capitalised words ends that begins at ``start``; None for an office (« Monsieur le Maire »)."""
    last = None
    for match in re.finditer(_NAME, text[start:end]):
        word = match[0]
        if word[0].isupper() and not ROLE.match(fold(word)):
            last = start + match.end()
        elif fold(word) not in PARTICLES:
            break
    return last


def _joined(spans: list[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Yield stretches that overlap, or have nothing but blanks between them, as one."""
    now: tuple[int, int] | None = None
    for start, end in spans:
        if now is None:
            now = start, end
        elif start <= now[1] or not text[now[1] : start].strip(" "):
            now = now[0], max(now[1], end)
        else:
            yield now
            now = start, end
    if now is not None:
        yield now
