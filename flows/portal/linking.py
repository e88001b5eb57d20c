"""Requests sent before there was an account: they become a citizen's once a code that went to their own address or telephone is typed.

Neither that he has confirmed the address nor that it stands in the request is enough: whoever finds a mailbox open for a moment has the
code of that moment alone (S42). Before the code nothing is told, not even whether there are such requests.
"""

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.citizen import Citizen, Proof
from domain.ids import RequestId
from domain.town import Town
from flows import second_factor
from flows.correspondence.texting import fitted
from flows.password_links import KIND
from flows.portal import mails
from flows.portal.mails import To
from flows.portal.sessions import note
from flows.post import BY_SMS, post
from flows.secret import SEAL, opened, sealed
from flows.sms.sending import find_gateway
from flows.wiring import Installation
from ingest.mobiles import find_mobile
from store import citizen_codes, citizens, towns
from store.citizen_codes import Sent
from store.outbox import Letter
from store.request_lines import RequestLine

VALID = timedelta(minutes=15)
MOST_AN_HOUR, MOST_A_DAY = 5, 15
"""Codes one contact is sent, whoever asks: each may be guessed five times of a million."""
_DIGITS = 6
_PROOF = "citizen proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What a code may be sent to: an address he has confirmed, or the telephone he says is his."""

    how: Proof
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What a code has proved: the requests that bear its contact, and what the page brings back to link some of them."""

    contact: Contact
    requests: tuple[RequestLine, ...]
    token: str = field(repr=False)


def contacts(installation: Installation, citizen: Citizen) -> tuple[Contact, ...]:
    """Return what a citizen may have a code sent to."""
    with installation.database.read() as session:
        emails = (citizen.email, *citizens.addresses(session, citizen.id))
        all_towns = towns.towns(session)
    town = next(one for one in all_towns if one.id == citizen.town)
    by_mail = tuple(Contact(how=Proof.EMAIL, value=one) for one in emails)
    mobile = find_mobile(citizen.profile.phone)
    is_texted = mobile is not None and find_gateway(installation.settings, town, all_towns) is not None
    return (*by_mail, Contact(how=Proof.PHONE, value=mobile)) if mobile is not None and is_texted else by_mail


def send_code(installation: Installation, citizen: Citizen, contact: Contact, now: datetime) -> None:
    """Send a code to a contact; to a telephone only where a request bears it, for nothing shows yet whose it is.

    Called when the answer is given already: it is the same whatever is done.
    """
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    kept = _hash(installation, citizen, code)
    with installation.database.write() as session:
        citizen_codes.purge(session, now - timedelta(days=1))
        shares = ((timedelta(hours=1), MOST_AN_HOUR), (timedelta(days=1), MOST_A_DAY))
        if any(citizen_codes.count_since(session, citizen.id, contact.value, now - span) >= most for span, most in shares):
            return
        # Nobody has shown yet that the number is his: strangers are not sent messages by it.
        if contact.how is Proof.PHONE and not citizen_codes.unlinked(session, citizen.id, contact.how, contact.value):
            return
        sent = Sent(citizen=citizen.id, how=contact.how, contact=contact.value, code_hash=kept)
        citizen_codes.add(session, sent, now, now + VALID)
        note(session, citizen, "citizen.ask_code", now)
        rung = _sent(installation, session, citizen, contact, code, now)
    installation.bell.ring(*rung)


def prove(installation: Installation, citizen: Citizen, code: str, followed: Collection[RequestId], now: datetime) -> Proved | None:
    """Return what a code proves, once; None where it is wrong, too old, or was tried too often.

    ``followed`` are requests his browser has opened by their codes: they are looked at though no file of a requester names them.
    """
    kept = _hash(installation, citizen, code)
    with installation.database.write() as session:
        sent = citizen_codes.take(session, citizen.id, kept, now)
        if sent is None:
            note(session, citizen, "citizen.wrong_code", now)
            return None
        found = citizen_codes.unlinked(session, citizen.id, sent.how, sent.contact, followed)
    said = {"citizen": citizen.id, "how": sent.how.value, "contact": sent.contact, "at": int(now.timestamp())}
    token = sealed(installation.settings, _PROOF, json.dumps(said))
    return Proved(contact=Contact(how=sent.how, value=sent.contact), requests=found, token=token)


def link(installation: Installation, citizen: Citizen, token: str, chosen: Collection[RequestId], now: datetime) -> int | None:
    """Link requests that a code has proved; return how many were new, None where the proof is over, or not his."""
    contact = _contact(installation, citizen, token, now)
    if contact is None:
        return None
    with installation.database.write() as session:
        fitting = {one.id for one in citizen_codes.unlinked(session, citizen.id, contact.how, contact.value, chosen)}
        count = sum(citizens.link_request(session, citizen.id, one, contact.how, now) for one in sorted(fitting & set(chosen)))
        note(session, citizen, "citizen.link_requests", now, {"requests": count})
    return count


def _contact(installation: Installation, citizen: Citizen, token: str, now: datetime) -> Contact | None:
    said = opened(installation.settings, _PROOF, token) if token.startswith(SEAL) else None
    if said is None:
        return None
    facts: dict[str, object] = json.loads(said)
    is_fresh = 0 <= now.timestamp() - int(str(facts["at"])) <= VALID.total_seconds()
    return Contact(how=Proof(str(facts["how"])), value=str(facts["contact"])) if is_fresh and facts["citizen"] == citizen.id else None


def _sent(installation: Installation, session: Session, citizen: Citizen, contact: Contact, code: str, now: datetime) -> tuple[str, ...]:
    language = citizen.profile.language
    if contact.how is Proof.PHONE:
        return post(installation.settings, session, (_message(towns.town(session, citizen.town), contact.value, code, language),), now)
    return mails.send_code(installation, session, citizen.town, To(email=contact.value, language=language), code, now)


def _message(town: Town, mobile: str, code: str, language: str) -> Letter:
    said = {
        "fr": f"{town.name} : votre code est {code}, valable 15 minutes. Ne le donnez a personne.",
        "en": f"{town.name}: your code is {code}, for 15 minutes. Give it to nobody.",
    }
    body = fitted(said.get(language, said["fr"]))
    payload: dict[str, object] = {"way": BY_SMS, "subject": town.name, "body": body, "parts": 1}
    return Letter(town=town.id, request=None, kind=KIND, recipient=mobile, payload=payload)


def _hash(installation: Installation, citizen: Citizen, code: str) -> bytes:
    return second_factor.code_hash(installation.settings, f"citizen code {citizen.id}", code[: second_factor.LONGEST_CODE])
