"""Who a mail says writes, and where it says so: header, signature, text, or the answers of a form."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.draft import Provenance, ReadIn, Requester, Trait
from domain.evidence import Part
from domain.inbound import Reception
from ingest import addresses, callers, identity, names, phones, proxies, registers, signers
from ingest.email import form
from ingest.email.carried import Carrier
from ingest.email.headers import Headers, mailbox
from ingest.email.words import NO_REPLY, Message, Words, is_ours
from ingest.found import Found, in_block, in_text
from ingest.requesters import requester_of

Told = tuple[Requester, tuple[Provenance, ...]]
"""A requester, and what each of his values was read from."""
_FIELDS = ((ReadIn.FROM, "from"), (ReadIn.REPLY_TO, "reply-to"), (ReadIn.SENDER, "sender"))
_HEADERS = frozenset(read_in for read_in, _ in _FIELDS)
_MAIL = re.compile(r"[^\s<>()\[\],;:\"'«»]{1,100}@[^\s<>()\[\],;:\"'«»]{1,200}\.[a-z]{2,24}", re.IGNORECASE)
_OWN_MAIL = re.compile(
    r"(?:\b(?:mon|notre|ma) (?:adresse|e-?mail|mail|courriel)|\b(?:me|m['’]|nous) ?(?:écrire|répondre|joindre|contacter|ecrire|repondre))"
    rf"[^.!?@\n]{{0,50}}?(?P<mail>{_MAIL.pattern})",
    re.IGNORECASE,
)

_ANSWER_AT = re.compile(
    r"\b(?:r[ée]pon(?:dre|dez|se)|[ée]cri(?:re|vez)|contacter|joindre)\b(?:[ -](?!pas\b|plus\b)[\w'’]+){0,5}?"
    r"\s(?:sur|[àa]|via|par)\s(?:mon|ma|l['’]|cette|notre)?\s?(?:(?:autre|nouvel(?:le)?)\s)?"
    r"(?:adresse|mail|e-?mail|courriel|bo[îi]te|messagerie)"
    r"(?:[ \n,](?:e-?mail|mail|[ée]lectronique|personnel(?:le)?|perso|priv[ée]e?|professionnel(?:le)?|pro|habituel(?:le)?|suivante?|"
    r"ci-(?:dessous|apr[èe]s)|qui|est|c['’]est)){0,4}"
    rf"[ \n:(]{{1,3}}(?P<mail>{_MAIL.pattern})",
    re.IGNORECASE,
)
_NOT, _AROUND = re.compile(r"\b(?:pas|plus|jamais|lui|leur)\b[^.!?]*$"), 30
"""« Merci de ne plus me répondre à l'adresse … »."""
_PRIVATE = re.compile(r"\bperso(?:nnel(?:le)?)?\b|\bpriv[ée]e?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """The address at which somebody asks to be answered; ``is_private``: he calls it so."""

    address: Found
    is_private: bool


def who_writes(message: Message, words: Words, signature: Sequence[str], text: str, reception: Reception) -> Told:
    """Return who wrote the words that count. ``text`` is what he says, ``signature`` the lines of his block."""
    display = words.display if words.display and "@" not in words.display else None
    address = words.address
    wanted = _wanted_address(text, reception)
    by_telephone = message.carried is not None and message.carried.carrier in {Carrier.VOICE, Carrier.FAX}
    is_answered = address is not None and not NO_REPLY.match(address) and not (by_telephone and "reply-to" not in message.headers)
    if display and not is_answered and len(display.split()) == 1:
        display = None  # « TELESURV » is the machine's
    if wanted is not None:
        email: Found | None = wanted.address
    elif is_answered and address is not None:
        email = Found(value=address, quote=address)
    else:
        email = _written_address(signature, text, reception)
    if wanted is not None and wanted.is_private:
        signature = _without_firm(signature, text)
    register = registers.registered(signature, text)
    organisation = identity.organisation_told(display, signature, address)
    if organisation is None and register and display and names.person(display) is None:
        organisation = Found(value=display, quote=display)  # whoever is in a register and shows a name that is nobody's goes by it
    is_fax = message.carried is not None and message.carried.carrier is Carrier.FAX
    numbers = () if is_fax else phones.phones(signature, text, reception.region)
    name = signers.name_told(display, signature, address, text)
    caller = callers.noted_caller(text, reception.region) if name is None and address is None else None
    if caller is not None:
        name, numbers = caller.name, numbers or (caller.phone,)
    home = addresses.postal_address(signature, text)
    found = [
        (Trait.NAME, name),
        (Trait.EMAIL, email),
        *((Trait.PHONE, one) for one in numbers),
        (Trait.FAX, phones.fax(signature, reception.region)),
        (Trait.ORGANISATION, organisation),
        (Trait.ADDRESS, addresses.beside_name(name.value, text) if home is None and name is not None else home),
        *register.items(),
    ]
    values = [_provenance(trait, one, _read_in(one, message.headers)) for trait, one in found if one is not None]
    return told([*values, *_called_from(message, values, reception)])


def _called_from(message: Message, values: Sequence[Provenance], reception: Reception) -> Iterable[Provenance]:
    """Yield the number from which a switchboard or a fax gateway was called, last: what the caller says himself goes before."""
    brought = message.carried
    number = phones.e164(brought.caller, reception.region) if brought is not None and brought.caller else None
    if brought is None or brought.caller is None or number is None or any(number == one.value for one in values):
        return
    trait = Trait.FAX if brought.carrier is Carrier.FAX else Trait.PHONE
    yield Provenance(trait=trait, value=number, read_in=ReadIn.CALL_LOG, quote=brought.caller, where=None)


def _wanted_address(text: str, reception: Reception) -> _Wanted | None:
    """Return the address at which a writer asks to be answered: « merci de me répondre sur mon adresse personnelle … »."""
    for match in _ANSWER_AT.finditer(text) if "@" in text else ():
        address = match["mail"].lower()
        is_refused = _NOT.search(text, max(0, match.start() - _AROUND), match.start()) is not None
        if not (is_refused or NO_REPLY.match(address) or is_ours(address, reception)):
            found = in_text(address, text, match.start("mail"), match.end("mail"))
            return _Wanted(address=found, is_private=_PRIVATE.search(match[0]) is not None)
    return None


def _without_firm(signature: Sequence[str], text: str) -> tuple[str, ...]:
    """Return the lines of a block without the firm and its address: who wants to be answered in private writes for himself."""
    firm = identity.organisation_told(None, signature)
    home = addresses.postal_address(signature, "")
    gone = {line for one in (firm, home) if one is not None for line in one.quote.split("\n")}
    return tuple(" " * len(line) if any(part and part in line for part in gone) else line for line in signature)


def for_whom(writer: Told, text: str, signature: Sequence[str]) -> tuple[Told, Requester | None]:
    """Return who asks, and who writes for him: the client and his lawyer, the ward and his guardian. Mostly it is the writer himself."""
    client = proxies.client_of(text, signature)
    if client is None:
        return writer, None
    return told(_provenance(trait, one, ReadIn.TEXT) for trait, one in client), writer[0]


def who_filled(message: Message, filled: form.Filled, reception: Reception) -> Told:
    """Return who filled in a form: as he answers, else as header and text have it."""
    answers: list[tuple[Trait, Found]] = []
    rest: list[tuple[Trait, Found]] = []
    name = names.person(filled.name)
    if filled.name and name is not None and (written := name.written()):
        answers.append((Trait.NAME, Found(value=written, quote=filled.name)))
    if filled.email:
        answers.append((Trait.EMAIL, Found(value=filled.email, quote=filled.email)))
    elif message.address and not NO_REPLY.match(message.address) and not is_ours(message.address, reception):
        rest.append((Trait.EMAIL, Found(value=message.address, quote=message.address)))
    if filled.phone:
        answers += _phones_filled(filled.phone, reception)
    else:
        rest += [(Trait.PHONE, one) for one in phones.phones((), filled.text, reception.region)]
    if filled.organisation:
        answers.append((Trait.ORGANISATION, Found(value=filled.organisation, quote=filled.organisation)))
    if filled.address:
        answers.append((Trait.ADDRESS, Found(value=filled.address, quote=filled.address)))
    rest += _home_told(filled)
    for trait, one in registers.registered((f"SIRET {filled.register}",) if filled.register else (), filled.text).items():
        is_answer = one.where is not None and one.where.part is Part.SIGNATURE
        (answers if is_answer else rest).append((trait, one))
    return told(
        (
            *(_provenance(trait, Found(value=one.value, quote=one.quote), ReadIn.FORM) for trait, one in answers),
            *(_provenance(trait, one, _read_in(one, message.headers)) for trait, one in rest),
        )
    )


def _phones_filled(answer: str, reception: Reception) -> Iterable[tuple[Trait, Found]]:
    number = phones.e164(answer, reception.region)
    given = (number,) if number else (one.value for one in phones.phones((answer,), "", reception.region))
    return [(Trait.PHONE, Found(value=one, quote=answer)) for one in given]


def _home_told(filled: form.Filled) -> Iterable[tuple[Trait, Found]]:
    """Return the address a message tells where the form has none: « devant mon entrée, 19 rue Thiers »."""
    home = None if filled.address else addresses.postal_address((), filled.text)
    return [] if home is None else [(Trait.ADDRESS, home)]


def who_is_named(headers: Headers, display: str | None, address: str | None) -> Told:
    """Return who the header alone names, by his display name and his address."""
    name = names.person(display)
    found: list[tuple[Trait, Found]] = []
    if display and name is not None and (written := name.written()):
        found.append((Trait.NAME, Found(value=written, quote=display)))
    if address:
        found.append((Trait.EMAIL, Found(value=address, quote=address)))
    return told(_provenance(trait, one, _read_in(one, headers)) for trait, one in found)


def told(provenance: Iterable[Provenance]) -> Told:
    """Return the requester whom values make, with where each was read; of several telephones the first is the one to call."""
    kept = tuple(provenance)
    return requester_of(kept), kept


def handed_on(provenance: Sequence[Provenance]) -> tuple[Provenance, ...]:
    """Return where values were read in a message within another: its header is that of what was handed on."""
    return tuple(replace(one, read_in=ReadIn.FORWARDED) if one.read_in in _HEADERS else one for one in provenance)


def _provenance(trait: Trait, found: Found, read_in: ReadIn) -> Provenance:
    return Provenance(trait=trait, value=found.value, read_in=read_in, quote=found.quote, where=found.where)


def _read_in(found: Found, headers: Headers) -> ReadIn:
    """Return where words stand: what no header of the message has comes from that of one handed on."""
    if found.where is not None:
        return ReadIn.SIGNATURE if found.where.part is Part.SIGNATURE else ReadIn.TEXT
    return next((read_in for read_in, name in _FIELDS if _has(headers.get(name), found.quote)), ReadIn.FORWARDED)


def _has(field: str, words: str) -> bool:
    """Whether a header field names somebody in these words; most say it as it is, and taking a field apart takes time."""
    return bool(field) and (f"<{words}>" in field or words in mailbox(field))


def _written_address(signature: Sequence[str], text: str, reception: Reception) -> Found | None:
    """Return the address to answer to that a writer gives himself, where no header has one: in his block, or in a sentence as his."""
    for index, line in enumerate(signature):
        for match in _MAIL.finditer(line):
            address = match[0].lower()
            if not NO_REPLY.match(address) and not is_ours(address, reception):
                return in_block(address, signature, (index, match.start()), (index, match.end()))
    for match in _OWN_MAIL.finditer(text):
        address = match["mail"].lower()
        if not NO_REPLY.match(address) and not is_ours(address, reception):
            return in_text(address, text, match.start("mail"), match.end("mail"))
    return None
