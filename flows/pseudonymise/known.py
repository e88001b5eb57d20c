"""What an installation knows of persons, gathered before it is copied; and words that are not to be taken for names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flows.pseudonymise.pseudonyms import SMALL_WORDS, STREET_WORDS, TOKEN, canonical
from rules.words import STOPWORDS, fold, word_set

REQUESTER = frozenset(("name", "email", "phone", "organisation", "address", "siren"))
PROFILE = frozenset(("title", "name", "first_name", "phone", "address"))
PROVENANCE = frozenset(("trait", "value", "quote"))
SIGNED = frozenset(("name", "emails", "issuer"))
PERSON = frozenset(("names", "emails", "phones"))
NAMES = frozenset(("co_signatories", "fax_name", "organisation", "first_name", "signatory", "signatories"))
"""Keys of documents under which names stand, whatever the document."""
OF_TOWN_HALLS = word_set(
    """
    mairie accueil service services commune ville maire adjoint agent agente admin administrateur administratrice guichet standard
    secretariat direction demande demandes courrier urbanisme voirie communal communale municipal municipale
    """
)
"""Words of accounts that are called by an office."""
_OFFICE = frozenset(("name", "quality"))
_CALL = frozenset(("outside", "way", "name"))
_LEAST = 3
_WORDS_OF_STREET = 8


@dataclass(slots=True, kw_only=True)
class Known:
    """What tells persons, folded. ``pairs`` are words of one name; ``homes`` the words behind each number of somebody's address."""

    words: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    """Telephones with their country, digits alone."""
    homes: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    """Tracking codes."""
    spared: set[str] = field(default_factory=lambda: set(OF_TOWN_HALLS))
    """Words of rules, of streets and of ours: alone they tell nobody."""

    def spare(self, texts: Iterable[str]) -> None:
        """Learn words that alone tell nobody."""
        self.spared.update(fold(one) for text in texts for one in TOKEN.findall(text) if not one.isdigit())

    def name(self, text: object) -> None:
        """Learn a name."""
        if not isinstance(text, str):
            return
        words = [word for one in TOKEN.findall(text) if not one.isdigit() and (word := fold(one)) not in SMALL_WORDS]
        self.words.update(one for one in words if len(one) >= _LEAST and one not in STOPWORDS)
        self.pairs.update((one, other) for one in words for other in words if one != other and (len(one) > 1 or len(other) > 1))
        if 1 < len(words) <= _LEAST:
            self.words.update(("".join(words), "".join(reversed(words))))

    def phone(self, text: object) -> None:
        """Learn a telephone number."""
        if isinstance(text, str) and text:
            self.numbers.add(canonical(text))

    def address(self, text: object) -> None:
        """Learn a postal address: its words, and what stands behind its numbers."""
        if not isinstance(text, str):
            return
        tokens = [fold(one) for one in TOKEN.findall(text)]
        for place, token in enumerate(tokens):
            if token.isdigit():
                behind = _street(tokens[place + 1 :])
                if behind:
                    self.homes.setdefault(token, set()).add(behind)
            elif len(token) >= _LEAST and token not in STREET_WORDS and token not in STOPWORDS:
                self.words.add(token)

    def is_home(self, number: str, street: str | None) -> bool:
        """Tell whether a house number of a street is in an address of somebody."""
        digits = next((one for one in TOKEN.findall(number) if one.isdigit()), "")
        return bool(digits and street) and self.lives(digits, [fold(one) for one in TOKEN.findall(street or "")])

    def lives(self, number: str, behind: list[str]) -> bool:
        """Tell whether somebody's address has a number, and behind it these folded words; a quotation may end among them."""
        homes = self.homes.get(number)
        if not homes:
            return False
        words = _street(behind)
        return bool(words) and any(words[: len(one)] == one or one[: len(words)] == words for one in homes)

    def learn(self, value: Any) -> None:  # Any: a JSON document
        """Learn what a document says of persons, however deep."""
        match value:
            case dict():
                self._learn_person(value)
                for name, part in value.items():
                    if name in NAMES:
                        for one in part if isinstance(part, list) else (part,):
                            self.name(one)
                    self.learn(part)
            case list():
                for part in value:
                    self.learn(part)

    def _learn_person(self, value: Mapping[str, Any]) -> None:
        keys = value.keys()
        if keys >= REQUESTER or keys >= PROFILE or keys >= SIGNED or keys >= _OFFICE or keys >= _CALL:
            self.name(value["name"])
        if keys >= PROFILE and isinstance(value["address"], dict):
            address = value["address"]
            self.name(f"{value['first_name']} {value['name']}")
            self.address(f"{address.get('street', '')}, {address.get('postcode', '')} {address.get('town', '')}")
        elif keys >= REQUESTER:
            self.address(value["address"])
        if keys >= PERSON:
            for one in value["names"]:
                self.name(one)
        self._learn_phones(value)
        if keys >= PROVENANCE:
            self._learn_value(value["trait"], value["value"])

    def _learn_phones(self, value: Mapping[str, Any]) -> None:
        for name in ("phone", "fax", "outside"):
            self.phone(value.get(name))
        for name in ("other_phones", "phones"):
            for one in value.get(name) or ():
                self.phone(one)

    def _learn_value(self, trait: str, value: object) -> None:
        match trait:
            case "name" | "organisation":
                self.name(value)
            case "phone" | "fax":
                self.phone(value)
            case "address":
                self.address(value)


def _street(tokens: list[str]) -> tuple[str, ...]:
    """Return the words behind a house number up to the next number, without ``bis`` and single letters before them."""
    found: list[str] = []
    for token in tokens:
        if token.isdigit() or len(found) == _WORDS_OF_STREET:
            break
        if found or (len(token) > 1 and token not in ("bis", "ter", "quater")):
            found.append(token)
    return tuple(found)
