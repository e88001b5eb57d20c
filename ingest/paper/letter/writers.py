"""Who asks by a letter: who signs it, the firm or association on its head, or the person he writes for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.draft import Provenance, ReadIn, Requester, Trait
from domain.evidence import Part, Span
from domain.inbound import Reception
from ingest import addresses, identity, names, phones, registers, signers
from ingest.block_lines import NO_NAME
from ingest.found import Found, in_block, in_text, located
from ingest.given_names import GIVEN_NAMES
from ingest.names import CIVILITY, ROLE
from ingest.paper.letter.head import is_addressee
from ingest.paper.letter.prose import is_card
from ingest.plain import fold
from ingest.proxies import client_of
from ingest.requesters import requester_of

_MAIL = re.compile(r"[^\s<>()\[\],;:\"'«»|]{1,100}@[^\s<>()\[\],;:\"'«»|]{1,200}\.[a-z]{2,24}", re.IGNORECASE)
_OWN_MAIL = re.compile(
    r"\b(?:mon|ma|notre|nos|me|m['’]|nous)\b[^.!?@\n]{0,90}?(?P<mail>[^\s<>()\[\],;:\"'«»|]{1,100}@[^\s<>()\[\],;:\"'«»|]{1,200}\.[a-z]{2,24})",
    re.IGNORECASE,
)
_EVIDENCE_OF_FIRM = re.compile(
    r"\b(?:siret|siren|rcs|rna|w\d{9}|capital|association|loi (?:de )?1901|sarl|sas|sasu|eurl|sa|selarl|scp|sci|federation|syndicat|"
    r"syndic|avocats?|notaires?|assurances?|gerance|president|presidente|secretaire|tresori\w+|gerante?|directeur|directrice|direction|"
    r"fax|telecopie|siege|artisane?|entreprise|etablissements|ets|pharmacien\w*|titulaire|couverture|travaux|boulangerie|restaurant|transports?|services?|agence|bureau)\b"
)
_TRADE = re.compile(
    r"^(?:taxis?|ambulances?|garage|auto-ecole|menuiserie|plomberie|maconnerie|charpente|electricite|paysagiste|fleuriste|coiffure|laiterie|elagage|elagueurs?|terrassement|peinture|couvreurs?|serrurerie|transports?|"
    r"camping|traiteur|boucherie|imprimerie|pepiniere|hotel (?!de ville)|tabac|brasserie|cafe|librairie|foyer)\b",
    re.MULTILINE,
)
"""So begins the name of a shop or a home on its letterhead."""
_SLOGAN = re.compile(r"^(?P<name>[^a-zà-ÿ]{4,}?)\s[-–—]\s(?=[^-–—]*[a-zà-ÿ]{3})")
"""« GARAGE TESSON - mécanique toutes marques »."""
_SAYS_WHAT = re.compile(
    r"^\W*(?:association|societe|entreprise|syndic\b|administrat|direction|service|agence|avocat|notaire|gerance|couverture|boulangerie|"
    r"siege|membre|agre|depuis|fonde|specialist|vente|location|charpente|menuiserie|plomberie|maconnerie|federation d)"
)
_CRAFT = re.compile(r"\W*(?:couverture|boulangerie|charpente|menuiserie|plomberie|maconnerie)\b")
_LEGAL_NAME = re.compile(
    r"\b(?P<name>(?:SARL|SAS|SASU|EURL|SELARL|SELAS|SCP|SCI|SNC|SA|EARL|GAEC|EIRL)\s+[^\d,;:()–—|]{3,60}?)"
    r"(?=\s+au capital|\s+[–—-]\s|\s*[,;|(]|$)"
)
_LABEL = re.compile(
    r"^\W*(?:adresse(?: postale)?|domicile|demeurant(?: [àa])?|code postal(?: et ville)?|cp|ville|commune|"
    r"(?:votre )?(?:interlocuteur|interlocutrice|"
    r"correspondante?|contact)|exp[ée]diteur|exp)\s?[:.]\s*",
    re.IGNORECASE,
)
_CARE_OF = re.compile(r"^\W*(?:p\s?/\s?a|c\s?/\s?o)\s+(?=\S)", re.IGNORECASE)
_NOBODY = re.compile(
    r"\W*(?:fiche|formulaire|demande|bulletin|imprime|attestation|declaration|bordereau|telecopie|petition|liste|annexe)\b|.*[\[\]]|x{2,3} "
)
"""The title of a form, its boxes to tick: « FICHE DE SIGNALEMENT », « XX Voirie » with a cross in the box."""
_NAME_LABEL = re.compile(r"^\W*nom(?: de famille)?(?P<both>,? (?:et )?pr[ée]noms?)?\s?:\s*(?P<value>[^\d:]{2,60})$", re.IGNORECASE)
_GIVEN_LABEL = re.compile(r"^\W*pr[ée]nom(?:\(s\)|s)?\s?:\s*(?P<value>[^\d:]{2,40})$", re.IGNORECASE)
_LISTED = re.compile(r"\W*nom(?: de famille)?(?:,? (?:et )?pr[ée]noms?)?\s?:", re.IGNORECASE)
_UNDERSIGNED = re.compile(r"\W*(?:je|nous),? soussign[ée](?:s|es|e|\(e\))?[\s,:]+(?=\S)", re.IGNORECASE)
_OFFICE_HOLDER = re.compile(
    r"^\W*(?:(?:le |la )?(?:pr[ée]sidente?|vice-pr[ée]sidente?|tr[ée]sori[eè]re?|secr[ée]taire|membres?|bureau))\b[^:]{0,20}:",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"(?:&|et (?:associ[ée]e?s|fils|cie)\b)", re.IGNORECASE)
"""A firm's name on two lines."""
_SHOP = re.compile(r"(?:aux?|chez|[àa] l[a'])\s?(?=\w)(?!\w+ (?:attention|maire))")
"""« Aux Épis d'Or »."""
_SPOKEN = re.compile(r"(?=.*[aeiouy])(?!.*[^aeiouy]{4})(?!.*[aeiouy]{4})(?!.*(.)\1\1)[a-z]+")
"""A folded word that can be spoken."""
_BEHIND = re.compile(r",\s|\s[-–—]\s")
_MOST_TITLE_WORDS = 9
_FEWEST_LETTERS = 4
"""Of a logo a few letters are read."""
_LONGEST_PARTICLE = 4
"""A longer word in small letters stands in no person's name: « Foyer de jeunes travailleurs L'ESCALE »."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who asks, who writes for him if anybody does, and where each value of the one who asks was read."""

    requester: Requester
    proxy: Requester | None
    provenance: tuple[Provenance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The lines of who signs: below the text, at the head, at the foot. All together are the draft's ``signature``."""

    signed: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """Return all lines in the order in which they are kept."""
        return (*self.signed, *self.head, *self.foot)


def plain_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return sender's lines without labels of forms; surname and given name as one line."""
    kept: list[str] = []
    surname: str | None = None
    for line in lines:
        if match := _NAME_LABEL.match(line):
            if match["both"]:
                kept.append(match["value"].strip())
            else:
                surname = match["value"].strip()
                kept.append(surname)
        elif match := _GIVEN_LABEL.match(line):
            if surname is not None and surname in kept:
                kept[kept.index(surname)] = f"{surname.upper()} {match['value'].strip()}"
        elif match := _UNDERSIGNED.match(line):
            kept.append(line[match.end() :])
        elif kept and _GOES_ON.match(line):
            kept[-1] = f"{kept[-1]} {line}"
        else:
            kept.append(_CARE_OF.sub("", _LABEL.sub("", line)))
    return tuple(kept)


def who_asks(block: Block, text: str, reception: Reception) -> Told:
    """Return who asks by a letter that is signed so."""
    lines = block.lines
    text = _without_lists(text)
    register = registers.registered(lines, text)
    firm = _organisation(block, lines, text, reception, has_register=bool(register))
    machine = phones.fax(lines, reception.region)
    found = [
        (Trait.NAME, _name(block, lines, text, firm)),
        (Trait.EMAIL, _email(lines, text, reception)),
        *((Trait.PHONE, one) for one in _phones(block, lines, text, reception)),
        *((Trait.FAX, one) for one in _others([machine] if machine is not None else [], reception)),
        (Trait.ORGANISATION, firm),
        (Trait.ADDRESS, _address(block, text, reception.town_name)),
        *register.items(),
    ]
    provenance = tuple(_provenance(trait, one, block) for trait, one in found if one is not None)
    writer = requester_of(provenance)
    client = client_of(text, lines)
    if client is None:
        return Told(requester=writer, proxy=None, provenance=provenance)
    told = tuple(_provenance(trait, one, block) for trait, one in client)
    return Told(requester=requester_of(told), proxy=writer, provenance=told)


def _without_lists(text: str) -> str:
    """Return a text with blanks in place of what it lists of somebody by labels, « Nom : BAZIN », down to the next empty line."""
    kept: list[str] = []
    is_listed = False
    for line in text.split("\n"):
        is_listed = bool(line.strip()) and (is_listed or _LISTED.match(line) is not None)
        kept.append(" " * len(line) if is_listed else line)
    return "\n".join(kept)


def with_answers(told: Told, answers: Sequence[tuple[Trait, str]], lines: Sequence[str], reception: Reception) -> Told:
    """Return who asks by a form: as he answers its labels; what it does not ask for stays as it was read elsewhere.

    A firm is taken from an answer only: the largest words of a form are its title.
    """
    found: list[tuple[Trait, Found]] = []
    for trait, said in answers:
        match trait:
            case Trait.PHONE:
                number = phones.e164(said, reception.region)
                values = [number] if number else [one.value for one in phones.phones((said,), "", reception.region)]
                found += [(trait, _answer(value, said, lines)) for value in values if value not in reception.numbers]
            case Trait.SIRET:
                numbers = registers.registered((f"SIRET {said}",), "")
                found += [(kind, replace(_answer(one.value, said, lines), value=one.value)) for kind, one in numbers.items()]
            case _:
                found.append((trait, _answer(said, said, lines)))
    answered = {trait for trait, _ in found} | {Trait.ORGANISATION}
    given = tuple(Provenance(trait=trait, value=one.value, read_in=ReadIn.FORM, quote=one.quote, where=one.where) for trait, one in found)
    kept = (*given, *(one for one in told.provenance if one.trait not in answered))
    return replace(told, requester=requester_of(kept), provenance=kept) if told.proxy is None else told


def _answer(value: str, said: str, lines: Sequence[str]) -> Found:
    """Return a value with the words it was read from, in the lines of the block where they stand there."""
    there = located(said, lines)
    return Found(value=value, quote=said) if there is None else replace(there, value=value)


def _provenance(trait: Trait, found: Found, block: Block) -> Provenance:
    if found.where is None or found.where.part is not Part.SIGNATURE:
        return Provenance(trait=trait, value=found.value, read_in=ReadIn.TEXT, quote=found.quote, where=found.where)
    signed = sum(len(line) + 1 for line in block.signed)
    read_in = ReadIn.SIGNATURE if found.where.start < signed else ReadIn.LETTERHEAD
    return Provenance(trait=trait, value=found.value, read_in=read_in, quote=found.quote, where=found.where)


def _name(block: Block, lines: Sequence[str], text: str, firm: Found | None) -> Found | None:
    """Return who signs, the name completed from the head. In a letterhead names stand that did not write: they count where nobody signs."""
    firm_words = set(re.findall(r"[a-z]+", fold(firm.value))) if firm else set()
    people = [line for line in lines if not (firm and fold(line) == fold(firm.value)) and not _OFFICE_HOLDER.match(line)]
    people = [line for line in people if not _NOBODY.match(fold(line))]
    signed = [line for line in people if line in block.signed]
    anybody = [line for line in lines if not _NOBODY.match(fold(line))]
    for part in (people,) if signed else (people, anybody):
        told = signers.name_told(None, part, None, text)
        if told is None:
            continue
        words = set(re.findall(r"[a-z]+", fold(told.value)))
        if words <= firm_words and not signed:
            continue
        return _completed(_relocated(told, part, lines), people, lines, text)
    return None


def _completed(told: Found, people: Sequence[str], lines: Sequence[str], text: str) -> Found:
    """Return the name with the given name another line gives: « Th. Baudry » below, « Mme Thérèse BAUDRY » at the head."""
    surname, given = _parts_of(told.value)
    for line in people:
        other = names.person(re.split(r"[,;(]|\s[-–—|]\s|\s\d", line, maxsplit=1)[0])
        written = other.written() if other is not None else None
        if other is None or written is None or not other.given or fold(other.surname or "") != surname:
            continue
        if len(fold(other.given)) > len(given) + 1 and _is_short_for(given, other.given):
            return located(written, lines) or replace(told, value=written)
    if len(given) > 1 and given[1] not in ".-":
        return told
    named = _with_given(told, people, lines, surname, given)
    return named if named is not told else _as_he_says(told, lines, text, surname, given)


def _as_he_says(told: Found, lines: Sequence[str], text: str, surname: str, initial: str) -> Found:
    """Complete a name by which its bearer introduces himself, « je soussigné Karim Bouvier », or from his address: karim.bouvier@…."""
    mail = next((match[0] for line in lines if (match := _MAIL.search(line))), None)
    introduced = signers.introduced_name(text)
    for name in (introduced.value if introduced else None, signers.best_name(None, (), mail)):
        other_surname, other = _parts_of(name or "")
        if name and other_surname == surname and len(other) > len(initial) and _is_short_for(initial, other):
            return replace(told, value=f"{told.value[: len(surname)]} {_parts_written(name)}")
    return told


def _parts_written(name: str) -> str:
    """Return the given name of « NOM Prénom » as it is written."""
    return " ".join(word for word in name.split() if word != word.upper())


def _with_given(told: Found, people: Sequence[str], lines: Sequence[str], surname: str, initial: str) -> Found:
    """Complete a surname from a line that holds it with one word more, though neither is a known given name: « Mme Leblond Ginette »."""
    for line in people:
        words = CIVILITY.sub("", line).split()
        rest = [word for word in words if fold(word) != surname]
        if len(words) == len(rest) + 1 == 2 and rest[0].isalpha() and len(rest[0]) > 2 and fold(rest[0]).startswith(initial):  # noqa: PLR2004 - surname and given name
            value = f"{surname.upper()} {names.title(rest[0])}"
            found = located(value, lines)
            return replace(found, value=f"{told.value.split()[0]} {names.title(rest[0])}") if found is not None else told
    return told


def _is_short_for(short: str, given: str) -> bool:
    """Whether folded initials or a beginning may stand for a given name: « A.-M. » and « Anne-M. » for « Anne-Marie »."""
    starts = [part for part in re.split(r"[\s.-]+", short) if part]
    parts = [part for part in re.split(r"[\s.-]+", fold(given)) if part]
    return len(starts) <= len(parts) and all(part.startswith(start) for start, part in zip(starts, parts, strict=False))


def _parts_of(name: str) -> tuple[str, str]:
    """Return surname and given name of « NOM Prénom », folded; the given one without the point of an initial."""
    words = name.split()
    surname = [word for word in words if word == word.upper() and not word.endswith(".") and len(word) > 1]
    return fold(" ".join(surname)), fold(" ".join(word for word in words if word not in surname)).rstrip(".")


def _relocated(told: Found, part: Sequence[str], lines: Sequence[str]) -> Found:
    """Return a value found within one of some lines with its place among all of them."""
    if told.where is None or told.where.part is not Part.SIGNATURE:
        return told
    at = 0
    for line in part:
        if at <= told.where.start and told.where.end <= at + len(line):
            start = sum(len(one) + 1 for one in lines[: lines.index(line)]) + told.where.start - at
            where = Span(part=Part.SIGNATURE, start=start, end=start + len(told.quote))
            return replace(told, where=where)
        at += len(line) + 1
    return located(told.value, lines) or replace(told, where=None)


def _email(lines: Sequence[str], text: str, reception: Reception) -> Found | None:
    for index, line in enumerate(lines):
        for match in _MAIL.finditer(line):
            if not _is_ours(match[0].lower(), reception):
                return in_block(match[0].lower(), lines, (index, match.start()), (index, match.end()))
    for match in _OWN_MAIL.finditer(text):
        if not _is_ours(match["mail"].lower(), reception):
            return in_text(match["mail"].lower(), text, match.start("mail"), match.end("mail"))
    return None


def _is_ours(address: str, reception: Reception) -> bool:
    return address in reception.addresses or address.rpartition("@")[2] in reception.domains


def _phones(block: Block, lines: Sequence[str], text: str, reception: Reception) -> tuple[Found, ...]:
    found = _others(phones.phones(block.signed, "", reception.region), reception)
    rest = _others(phones.phones(lines, text, reception.region), reception)
    return tuple(rest) if not found else tuple(dict.fromkeys([*(_again(one, rest) for one in found), *rest]))


def _others(found: Sequence[Found], reception: Reception) -> tuple[Found, ...]:
    """Return numbers without those of the town hall, which stand on its forms and where it is written to."""
    return tuple(one for one in found if one.value not in reception.numbers)


def _again(one: Found, among: Sequence[Found]) -> Found:
    return next((other for other in among if other.value == one.value), one)


def _address(block: Block, text: str, town: str | None) -> Found | None:
    """Return the postal address: below the text or at the head, else at the foot, else where the text says « j'habite au … »."""
    begin = 0
    for part in (block.signed, block.head, block.foot):
        told = addresses.postal_address(part, "") if part else None
        if told is not None and told.where is not None:
            where = Span(part=Part.SIGNATURE, start=begin + told.where.start, end=begin + told.where.end)
            return _with_town(replace(told, where=where), part, told.where.end, town)
        begin += sum(len(line) + 1 for line in part)
    return addresses.postal_address((), text)


def _with_town(told: Found, part: Sequence[str], end: int, town: str | None) -> Found:
    """Return an address with the town that stands alone on the line below its street, without a postcode: the town written to."""
    source = "\n".join(part)
    following = source[end:].lstrip(" ,.").split("\n")
    is_below = len(following) > 1 and not following[0].strip()
    line = following[1].strip(" .,") if is_below else ""
    is_town = town is not None and re.sub(r"^a ", "", fold(line)) == fold(town)
    if not is_town or re.search(r"\d{5}", told.value) or fold(told.value).endswith(fold(town or "")):
        return told
    return replace(told, value=f"{told.value}, {town}")


def _organisation(block: Block, lines: Sequence[str], text: str, reception: Reception, *, has_register: bool) -> Found | None:
    """Return the firm, association or office: by its full legal name, by the title of the letterhead, else by its words."""
    signs = fold("\n".join(lines))
    is_firm = has_register or bool(_EVIDENCE_OF_FIRM.search(signs) or _TRADE.search(fold("\n".join(block.head))))
    by_words = identity.organisation_told(None, [line for line in (*block.head, *block.signed, *block.foot) if not CIVILITY.match(line)])
    signer = signers.best_name(None, block.signed, None) if block.signed else None
    elsewhere = fold("\n".join((*block.head, *block.foot, text)))
    stamped = [line for line in block.signed[1:] if (line == line.upper() or "&" in line) and _is_credible(line, elsewhere)]
    top = [line for line in block.head if sum(map(str.isalpha, line)) >= _FEWEST_LETTERS][:2]
    title = next((line for line in (*top, *stamped) if _may_title(line, signer)), None) if is_firm else None
    legal = next((match["name"] for line in (*block.foot, *block.head) if (match := _LEGAL_NAME.search(line))), None)
    if title is not None and (by_words is None or _SAYS_WHAT.match(fold(by_words.value)) or fold(by_words.value) != fold(title)):
        name = title
    elif by_words is not None and not _is_town(by_words.value, reception):
        name = by_words.value
    else:
        name = title or ""
    if legal and (not name or set(re.findall(r"[a-z]{3,}", fold(name))) & set(re.findall(r"[a-z]{3,}", fold(legal)))):
        name = legal.strip()
    if match := _SLOGAN.match(name):
        name = match["name"].strip()
    name = _without_signer(name, signer)
    return (located(name, lines) or Found(value=name, quote=name)) if name else None


def _is_credible(line: str, elsewhere: str) -> bool:
    """Whether capitals below a signature are a firm's name and not what was read out of the signature.

    Its words stand elsewhere in the letter (``elsewhere``, folded), or say what it is, or are two at least that can be spoken.
    """
    folded = fold(line)
    words = re.findall(r"[a-z]{3,}", folded)
    if any(re.search(rf"(?<![a-z]){word}|{word}(?![a-z])", elsewhere) for word in words if len(word) > _LONGEST_PARTICLE - 1):
        return True
    if "&" in line or _EVIDENCE_OF_FIRM.search(folded) or _TRADE.search(folded) or identity.organisation_told(None, [line]) is not None:
        return True
    return len(words) > 1 and all(_SPOKEN.fullmatch(word) for word in words)


def _without_signer(name: str, signer: str | None) -> str:
    """Return a firm's name without the person who signs, who stands behind it on a cover sheet: « Menuiserie Rey, S. Lecouvey »."""
    surname, _ = _parts_of(signer or "")
    cut = next(
        (match for match in _BEHIND.finditer(name) if surname and re.search(rf"\b{re.escape(surname)}\b", fold(name[match.end() :]))), None
    )
    return name[: cut.start()].strip() if cut is not None and cut.start() > 0 else name


def _is_town(name: str, reception: Reception) -> bool:
    """Whether a name is that of the town hall that is written to, or of one of its departments."""
    own = {re.sub(r"[^a-z]", "", domain.partition(".")[0]) for domain in reception.domains}
    letters = re.sub(r"[^a-z]", "", fold(name))
    is_hall = re.match(r"(?:mairie|ville|commune|hotel de ville)\b", fold(name)) is not None
    return is_addressee(name) and not (is_hall and own and not any(town in letters for town in own))


def _bears_name(line: str) -> bool:
    """Whether a line says a trade and whose it is: « Couverture HÉBERT & Fils », « Menuiserie Rey et fils »."""
    capitals = [word for word in re.findall(r"[^\W\d_]{3,}", line) if word.isupper()]
    return _GOES_ON.search(line) is not None or (bool(capitals) and line != line.upper())


def _may_title(line: str, signer: str | None) -> bool:
    folded = fold(line)
    if is_card(line) or is_addressee(line) or len(line.split()) > _MOST_TITLE_WORDS or sum(map(str.isalpha, line)) < _FEWEST_LETTERS:
        return False
    if _SHOP.match(folded):
        return True
    if _CRAFT.match(folded) and _bears_name(line):
        return True
    if re.match(r"\W*\d", line) or _SAYS_WHAT.match(folded) or ROLE.match(folded) or NO_NAME.match(folded):
        return False
    if names.person(line) is None or any(word.islower() and len(word) > _LONGEST_PARTICLE and word.isalpha() for word in line.split()):
        return True
    words = set(re.findall(r"[a-z]{2,}", folded))
    signs = re.findall(r"[a-z]+", fold(signer or ""))
    is_signer = bool(signs) and all(any(word == one or (len(one) == 1 and word.startswith(one)) for one in signs) for word in words)
    is_shown = not words & GIVEN_NAMES and not CIVILITY.match(line) and line == line.upper()
    return not is_signer and is_shown
