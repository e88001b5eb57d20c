"""Texts and documents with pseudonyms in them instead of persons. Pure.

A text keeps its length, so that what was found in it still stands where it says.
"""

import re
from collections.abc import Callable
from typing import Any

from flows.pseudonymise.known import NAMES, PERSON, PROFILE, PROVENANCE, REQUESTER, SIGNED, Known
from flows.pseudonymise.pseudonyms import SMALL_WORDS, STREET_WORDS, TOKEN, Pseudonyms, canonical
from rules.words import STOPWORDS, fold, word_set
from store.town_atlas import LOGINS
from store.tracking import ALPHABET

MASK = "█"
_MAIL = r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+"
_PHONE = r"(?<![\d.,])(?:\+\d{1,3}|00\d{2}|0)(?:[ .\u00a0\u202f/()-]{0,2}\d){8,12}(?!\d)"
_LONG = r"(?<![\d.,])\d(?:[ .\u00a0\u202f]?\d){8,}(?:[ ]?\d{2})?(?!\d)"
_NIR = r"(?<!\d)[12][ .]?\d{2}[ .]?(?:0\d|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[AB])[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?(?!\d)"
_IBAN = (
    r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){3,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b"
    r"|\b[fF][rR]\d{2}(?:[ \u00a0]?[0-9A-Za-z]{4}){5}[ \u00a0]?[0-9A-Za-z]{3}\b"
)
_PLATE = (
    r"\b[A-HJ-NP-TV-Z]{2}[ -]?\d{3}[ -]?[A-HJ-NP-TV-Z]{2}\b|\b\d{2,4}[ -][A-Z]{2,3}[ -](?:\d{2}|2[AB])\b"
    r"|\b[a-hj-np-tv-z]{2}-?\d{3}-?[a-hj-np-tv-z]{2}\b"
)
_CODE = r"\b[2-9BCDFGHJKMNPQRSTVWXYZbcdfghjkmnpqrstvwxyz]{4}[- ]?[2-9BCDFGHJKMNPQRSTVWXYZbcdfghjkmnpqrstvwxyz]{4}\b"
_PATTERNS = re.compile(
    rf"(?P<mail>{_MAIL})|(?P<iban>{_IBAN})|(?P<plate>{_PLATE})|(?P<nir>{_NIR})|(?P<phone>{_PHONE})|(?P<long>{_LONG})|(?P<code>{_CODE})"
)
_DATE = re.compile(r"\d{2}[./ -]\d{2}[./ -](?:19|20)\d{2}(?!\d)|(?:19|20)\d{2}[./ -]\d{2}[./ -]\d{2}(?!\d)")
_CAPITAL = r"[A-ZÀ-Ý][\w\u0300-\u036f'’-]+"
_TITLED = re.compile(
    r"\b(?:M\.|MM\.|Mr|[Mm]mes?|Mlle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|Dr|[Dd]octeur|Me|[Mm]aître|[Vv]oisine?|[Mm]ari|[Éé]pou(?:x|se)"
    r"|[Ff]ils|[Ff]ille|[Pp]ère|[Mm]ère|[Ff]rère|[Ss]œur|[Aa]mie?|[Ll]ocataire|[Gg]ardienn?e?|[Nn]ommée?|[Ss]oussignée?|m[’']appelle)"
    rf"\s+((?:{_CAPITAL}[ \t]?){{1,4}})"
)
_WHOLE_MAIL = re.compile(_MAIL)
_WHOLE_PHONE = re.compile(r"\+\d{7,15}|0\d{9}")
_PLAIN = re.compile(r"[a-z_]{1,32}|\d{4}-\d\d-\d\d(?:[T ][\d:.,+Z-]*)?|[\d:.+-]{0,6}")
_DIGEST = re.compile(r"[0-9a-f]{32,64}")
_ALONE = 3
_PLACE = frozenset(("number", "street", "point"))
_DROPPED = frozenset(
    ("in_reply_to", "source_id", "their_reference", "registered", "audio", "call_id", "siren", "siret", "rna", "vat", "client")
)
_EMPTIED = frozenset(("references", "attachments", "layout"))


class Scrubber:
    """Replaces persons by pseudonyms. ``logins`` are the new ones of agents."""

    def __init__(self, known: Known, pseudonyms: Pseudonyms, logins: dict[str, str]) -> None:
        self._known, self._new, self._logins = known, pseudonyms, logins
        self._known_kinds: tuple[tuple[frozenset[str], Callable[[dict[str, Any]], dict[str, Any]]], ...] = (
            (PROFILE, self._profile),
            (REQUESTER, self._person),
            (PROVENANCE, self._provenance),
            (SIGNED, self._signed),
            (PERSON, self._searched),
            (_PLACE, self._place),
        )

    def text(self, text: str) -> str:
        """Return a text, as long as it was."""
        return self._words(_PATTERNS.sub(self._pattern, text))

    def leaf(self, text: str) -> str:
        """Return what stands alone in a column or under a key: an address, a number, a word of ours, or a text."""
        if _WHOLE_MAIL.fullmatch(text):
            return self._new.mail(text)
        if _WHOLE_PHONE.fullmatch(text):
            return self._new.phone_alone(text)
        if _DIGEST.fullmatch(text):
            return self._new.digest(text)
        if _PLAIN.fullmatch(text) and text not in self._known.words:
            return text
        return self.text(text)

    def name(self, text: str) -> str:
        """Return a name."""
        return self._new.name(text)

    def address(self, text: str) -> str:
        """Return a postal address: other numbers, and other names where they are of no street of the town."""
        return TOKEN.sub(self._of_address, text)

    def login(self, login: str) -> str:
        """Return who does something: an agent by his new login."""
        return self._logins.get(login) or self.leaf(login)

    def digest(self, value: str) -> str:
        """Return another digest."""
        return self._new.digest(value)

    def code(self, code: str) -> str:
        """Return a tracking code."""
        return self._new.code(code, ALPHABET)

    def document(self, value: Any, key: str = "") -> Any:  # Any: a JSON document
        """Return a document."""
        match value:
            case dict():
                change = next((change for keys, change in self._known_kinds if value.keys() >= keys), None)
                return self._each(value) if change is None else {**self._each(value), **change(value)}
            case list():
                return [] if key in _EMPTIED else [self.document(part, key) for part in value]
            case str():
                return self._said(key, value)
            case _:
                return value

    def _each(self, value: dict[str, Any]) -> dict[str, Any]:
        return {name: None if name in _DROPPED and isinstance(part, str) else self.document(part, name) for name, part in value.items()}

    def _said(self, key: str, text: str) -> str:
        if key in LOGINS and text in self._logins:
            return self._logins[text]
        return self.name(text) if key in NAMES else self.leaf(text)

    def _profile(self, value: dict[str, Any]) -> dict[str, Any]:
        address = value["address"]
        if not isinstance(address, dict):
            return self._person(value)
        return {"name": self.name(value["name"]), "address": {name: self.address(part) for name, part in address.items()}}

    def _person(self, value: dict[str, Any]) -> dict[str, Any]:
        name, address = value["name"], value["address"]
        return {"name": name and self.name(name), "address": address and self.address(address)}

    def _provenance(self, value: dict[str, Any]) -> dict[str, Any]:
        return {"value": self._value(value["trait"], value["value"])}

    def _signed(self, value: dict[str, Any]) -> dict[str, Any]:
        return {"name": value["name"] and self.name(value["name"])}

    def _searched(self, value: dict[str, Any]) -> dict[str, Any]:
        return {"names": [self.name(one) for one in value["names"]]}

    def _value(self, trait: str, value: str) -> str:
        match trait:
            case "name" | "organisation":
                return self.name(value)
            case "address":
                return self.address(value)
            case "siren" | "siret" | "rna" | "vat":
                return self._new.digits(value)
            case _:
                return self.leaf(value)

    def _place(self, value: dict[str, Any]) -> dict[str, Any]:
        """Return what is other of a place: nothing, but where somebody lives there the street alone stays."""
        if value["number"] and self._known.is_home(value["number"], value["street"]):
            return {"street": value["street"], "number": self._new.digits(value["number"]), "point": None}
        return {"street": value["street"]}

    def _pattern(self, found: re.Match[str]) -> str:
        whole = found[0]
        match found.lastgroup:
            case "mail":
                new = self._new.mail(whole)
                return new if len(new) == len(whole) else MASK * len(whole)
            case "phone" | "long":
                return self._long_number(whole, is_phone=found.lastgroup == "phone")
            case "code":
                return self._code_in_text(whole)
            case _:
                return re.sub(r"[^\W_]", "X", whole)

    def _long_number(self, whole: str, *, is_phone: bool) -> str:
        if _DATE.match(whole):
            return whole
        return self._new.phone(whole) if is_phone or canonical(whole) in self._known.numbers else self._new.digits(whole)

    def _code_in_text(self, whole: str) -> str:
        plain = re.sub("[- ]", "", whole).upper()
        if plain not in self._known.codes:
            return whole
        new = self.code(f"{plain[:4]}-{plain[4:]}")
        return new if len(whole) == len(new) else new.replace("-", "")

    def _words(self, text: str) -> str:
        tokens = list(TOKEN.finditer(text))
        folded = [fold(one[0]) for one in tokens]
        titled = _behind_titles(text)
        parts: list[str] = []
        end = 0
        for place, token in enumerate(tokens):
            new = self._token(tokens, folded, place, is_titled=token.start() in titled)
            if new is not None:
                parts += (text[end : token.start()], new)
                end = token.end()
        return "".join((*parts, text[end:])) if parts else text

    def _token(self, tokens: list[re.Match[str]], folded: list[str], place: int, *, is_titled: bool) -> str | None:
        word, written = folded[place], tokens[place][0]
        if word.isdigit():
            if word in self._known.homes and self._known.lives(word, folded[place + 1 : place + 11]):
                return self._new.number(written)
            return None
        if word in SMALL_WORDS:
            return None
        if is_titled and word not in _OFFICES and word not in STOPWORDS:
            return self._new.word(written)
        is_alone = word in self._known.words and word not in self._known.spared
        return self._new.word(written) if is_alone or self._is_paired(tokens, folded, place) else None

    def _is_paired(self, tokens: list[re.Match[str]], folded: list[str], place: int) -> bool:
        """Tell whether a word stands beside another one of the same name; particles may lie between."""
        word = folded[place]
        for step in (-1, 1):
            other = place + step
            while 0 <= other < len(folded) and abs(other - place) < _ALONE and folded[other] in SMALL_WORDS:
                other += step
            if 0 <= other < len(folded) and (word, folded[other]) in self._known.pairs:
                first, last = sorted((place, other))
                if tokens[last].start() - tokens[first].end() <= 2 * _ALONE * (last - first):
                    return True
        return False

    def _of_address(self, found: re.Match[str]) -> str:
        word = fold(found[0])
        if word.isdigit():
            return self._new.number(found[0])
        is_common = len(word) < _ALONE or word in STREET_WORDS or word in STOPWORDS or word in self._known.spared
        return found[0] if is_common else self._new.word(found[0])


def _behind_titles(text: str) -> frozenset[int]:
    """Return where the words begin that stand behind a title."""
    return frozenset(one.start() for found in _TITLED.finditer(text) for one in TOKEN.finditer(text, found.start(1), found.end(1)))


_OFFICES = word_set(
    """
    maire adjoint adjointe directeur directrice president presidente conseiller conseillere bonjour xx xxx
    """
)
"""What stands behind « Madame la » and is nobody's name."""
