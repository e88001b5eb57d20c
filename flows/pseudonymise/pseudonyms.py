"""What stands in a copy in place of what tells who somebody is: the same for the same. Pure but for its memory.

Words, numbers and addresses keep their length where they may, so that what points into a text still fits.
"""

import re
from collections.abc import Collection, Iterator
from hashlib import blake2b

from rules.words import fold, word_set

TOKEN = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+|\d+")
"""A word, with the accents that stand behind their letters, or a number."""
SMALL_WORDS = word_set(
    """
    a au aux d da de del della der des di du e el en et ibn l la las le les los van von y m mr mm mme mmes mlle mle monsieur madame
    mademoiselle dr me maitre docteur
    """
)
"""Words of names that say nothing by themselves, and titles."""
STREET_WORDS = word_set(
    """
    rue ruelle avenue av bd boulevard place pl impasse imp allee allees chemin che route rte quai cours square passage venelle
    sente sentier lieu dit lieudit hameau residence res batiment bat appartement appt apt app etage esc escalier porte bis ter
    quater chez bp cs cedex lot lotissement zone za zi zac sur sous saint sainte st ste hlm rdc rez chaussee cite villa maison clos
    cour
    """
)
"""Words of postal addresses that say nothing by themselves."""
_CONSONANTS, _VOWELS = "bdfgjklmnprstvz", "aeiou"
_SHORTEST_MAIL, _DOMAIN, _END = 20, 5, ".example"
_MOBILE, _FIXED = "63998", "26191"
_NUMBERS = 10_000
_CHANCES = 32
"""A number of one digit may have no other one that is nobody's."""
_TELLING = 3
"""Letters from which on a word is a name to be told by."""


class Pseudonyms:
    """Pseudonyms by a secret ``key``. What is ``taken``, folded words and digits that are somebody's, is never given as one."""

    def __init__(self, key: bytes, taken: Collection[str]) -> None:
        self._key = key
        self._taken = taken
        self._phones: dict[str, str] = {}
        self._given: set[str] = set()

    def word(self, word: str) -> str:
        """Return a word of the same length and case for a word."""
        folded = fold(word)
        for chance in range(len(self._taken) + 2):
            found = "".join(self._letters(f"{chance}:{folded}", len(word)))
            if found != folded and (len(found) < _TELLING or found not in self._taken):
                break
        if word.isupper() and len(word) > 1:
            return found.upper()
        return found.capitalize() if word[:1].isupper() else found

    def name(self, text: str) -> str:
        """Return a name with all its words replaced, but for titles and particles."""
        return TOKEN.sub(self._named, text)

    def number(self, digits: str) -> str:
        """Return as many other digits, the first of which is no zero where theirs is none."""
        for chance in range(_CHANCES):
            found = self._digits(f"{chance}:n:{digits}", len(digits))
            if digits[0] != "0" and found[0] == "0":
                found = f"{1 + int(digits[-1]) % 9}{found[1:]}"
            if found != digits and found not in self._taken:
                break
        return found

    def digits(self, text: str) -> str:
        """Return a text with all its digits replaced, as one number."""
        return _filled(text, self.number(only) if (only := _only_digits(text)) else "")

    def mail(self, address: str) -> str:
        """Return an address of nobody, as long as the address or of 20 characters."""
        length = max(len(address), _SHORTEST_MAIL)
        letters = "".join(self._letters(f"m:{address.lower()}", length - 1 - len(_END)))
        return f"{letters[:-_DOMAIN]}@{letters[-_DOMAIN:]}{_END}"

    def phone(self, text: str) -> str:
        """Return a number of nobody (ARCEP, numbers for fiction), written as the other was, with as many digits."""
        written = _only_digits(text)
        plain = canonical(text)
        ours = self._phone(plain)
        if written == plain:
            return _filled(text, (ours + self._digits(f"p:{plain}", 16))[: len(written)])
        return _filled(text, (written[: len(written) - 9] if plain.startswith("33") else "0") + ours[2:])

    def phone_alone(self, text: str) -> str:
        """Return a number of nobody for a number that stands alone: no two get the same."""
        plain = canonical(text)
        ours = self._phone(plain)
        if text.startswith("+"):
            return f"+{ours}"
        return f"0{ours[2:]}" if text.startswith("0") and not text.startswith("00") else ours

    def digest(self, value: str) -> str:
        """Return another digest of the same length, up to 64 characters."""
        return blake2b(value.encode(), key=self._key, digest_size=32).hexdigest()[: len(value)]

    def code(self, code: str, alphabet: str) -> str:
        """Return another code of an alphabet; what is not of it stays."""
        number = int.from_bytes(self._hash(f"c:{code}"))
        found = []
        for letter in code:
            number, place = divmod(number, len(alphabet))
            found.append(alphabet[place] if letter in alphabet else letter)
        return "".join(found)

    def _named(self, found: re.Match[str]) -> str:
        word = found[0]
        if word.isdigit():
            return self.number(word)
        return word if fold(word) in SMALL_WORDS else self.word(word)

    def _phone(self, plain: str) -> str:
        known = self._phones.get(plain)
        if known is not None:
            return known
        start = int.from_bytes(self._hash(f"p:{plain}")[:4])
        base = _FIXED if plain.startswith("33") and plain[2:3] not in ("6", "7") else _MOBILE
        for step in range(_NUMBERS):
            found = f"33{base}{(start + step) % _NUMBERS:04d}"
            if found not in self._given and found not in self._taken:
                break
        else:
            # There are no more of them: two digits more, which no telephone takes.
            found = f"33{base}{self._digits(f'q:{plain}', 8)}"
        self._given.add(found)
        self._phones[plain] = found
        return found

    def _letters(self, seed: str, length: int) -> Iterator[str]:
        for place in range(length):
            if place % 32 == 0:
                block = self._hash(f"{place}:{seed}")
            letters = _VOWELS if place % 2 else _CONSONANTS
            yield letters[block[place % 32] % len(letters)]

    def _digits(self, seed: str, length: int) -> str:
        number = int.from_bytes(b"".join(self._hash(f"{part}:{seed}") for part in range(1 + length // 60)))
        return str(number).zfill(length)[-length:]

    def _hash(self, seed: str) -> bytes:
        return blake2b(seed.encode("utf-8", "surrogatepass"), key=self._key, digest_size=32).digest()


def canonical(phone: str) -> str:
    """Return the digits of a telephone number with its country, 33 where none is said."""
    digits = _only_digits(phone)
    if digits.startswith("00"):
        return digits[2:]
    return f"33{digits[1:]}" if digits.startswith("0") and not phone.lstrip().startswith("+") else digits


def _only_digits(text: str) -> str:
    return "".join(one for one in text if one.isascii() and one.isdigit())


def _filled(text: str, digits: str) -> str:
    """Return a text with its digits replaced by others, one by one."""
    left = iter(digits)
    return "".join(next(left, "0") if one.isascii() and one.isdigit() else one for one in text)
