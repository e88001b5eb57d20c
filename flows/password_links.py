"""A new password for who has forgotten his: a link by mail, once and for an hour. Whoever asks learns nothing of who has an account."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from domain.ids import TownId
from flows import accounts
from flows.accounts import PasswordFault
from flows.post import post
from flows.secret import opened, sealed
from flows.settings import Settings
from flows.wiring import Installation
from store import agents, journal, password_links
from store.agents import Agent
from store.outbox import Letter

KIND = "account"
"""What the outbox calls such a mail."""
VALID = timedelta(hours=1)
MOST_AN_HOUR = 3
"""So many mails one account is sent: nobody fills somebody's mailbox by asking in his name."""
MOST_ACCOUNTS = 5
"""So many accounts share an e-mail address."""
KEPT = timedelta(days=1)
PATH = "/sign-in/new-password"
SEALED = "sealed_link"
"""Under which name a letter keeps the link: whoever reads the database, or the outbox, cannot follow it."""
PLACE = "{link}"
"""Where in the body of a letter that stands which is kept sealed."""
_PURPOSE = "password link"
_SUBJECTS: Mapping[str, str] = {"fr": "Citoyen – nouveau mot de passe", "en": "Citoyen – new password"}
_BODIES: Mapping[str, str] = {
    "fr": (
        "Bonjour,\n\n"
        "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour le compte « {login} ».\n"
        "Pour le choisir, ouvrez ce lien. Il sert une seule fois, pendant une heure\u00a0:\n\n"
        "{link}\n\n"
        "Si ce n’est pas vous, ne faites rien\u00a0: votre mot de passe reste le même.\n"
    ),
    "en": (
        "Hello,\n\n"
        "Somebody, most likely you, has asked for a new password for the account “{login}”.\n"
        "To choose it, open this link. It serves once, for an hour:\n\n"
        "{link}\n\n"
        "If it was not you, do nothing: your password stays the same.\n"
    ),
}


def ask(installation: Installation, name: str, base: str, now: datetime) -> None:
    """Send a link to each open account of this login or e-mail address that has an address; nothing otherwise.

    ``base`` is what addresses of the desk begin with; empty where it is not known: then no mail can lead there. Nothing is told to who
    calls, for he must not tell it either. Every mail is in the journal.
    """
    if not base or installation.settings.relay_url is None:
        return
    with installation.database.write() as session:
        password_links.purge(session, now - KEPT)
        rung: set[str] = set()
        for agent in agents.find_open(session, name)[:MOST_ACCOUNTS]:
            town = _town(installation, agent)
            if town is None or not accounts.may_by_password(installation.settings, agent.login):
                continue
            if password_links.count_since(session, agent.id, now - VALID) >= MOST_AN_HOUR:
                continue
            token = secrets.token_urlsafe(32)
            password_links.add(session, _digest(token), agent.id, now, now + VALID)
            link = f"{base}{PATH}?{urlencode({'token': token})}"
            rung.update(post(installation.settings, session, (_letter(installation.settings, agent, town, link),), now))
            _note(session, agent, "send_password_link", now)
    installation.bell.ring(*rung)


def is_valid(installation: Installation, token: str, now: datetime) -> bool:
    """Tell whether a link still opens; looking uses nothing up, for mail servers look at links before people do."""
    with installation.database.read() as session:
        return _agent(session, token, now) is not None


def choose(installation: Installation, token: str, new: str, now: datetime) -> tuple[PasswordFault, ...] | None:
    """Set the password of whom a link is for, and end his links and sessions; nothing returned is that it was done.

    Returns what is wrong with the password; None for a link that is over. A second factor is asked as ever when he signs in.
    """
    with installation.database.read() as session:
        known = _agent(session, token, now)
    if known is None:
        return None
    if faults := accounts.password_faults(known.login, "", new):
        return faults
    new_hash = accounts.hashed(new)
    with installation.database.write() as session:
        # Of two who use one link at once, the second finds it over.
        agents.hold(session, known.id)
        agent = _agent(session, token, now)
        if agent is None:
            return None
        agents.set_password(session, agent.id, new_hash)
        password_links.end(session, agent.id, now)
        _note(session, agent, "choose_password_by_link", now)
    return ()


def sealed_payload(settings: Settings, subject: str, body: str, link: str) -> dict[str, object]:
    """Return what the outbox keeps of a letter with a link, or a code, for its recipient alone; ``{link}`` stands for it in the body."""
    return {"subject": subject, "body": body, SEALED: sealed(settings, _PURPOSE, link)}


def with_link(settings: Settings, payload: Mapping[str, object]) -> str:
    """Return the body of a letter as it leaves, with the link that was kept sealed till then."""
    body, kept = str(payload["body"]), payload.get(SEALED)
    return body if kept is None else body.replace(PLACE, opened(settings, _PURPOSE, str(kept)) or "")


def _letter(settings: Settings, agent: Agent, town: TownId, link: str) -> Letter:
    language = agent.language if agent.language in _BODIES else "fr"
    payload = sealed_payload(settings, _SUBJECTS[language], _BODIES[language].replace("{login}", agent.login), link)
    return Letter(town=town, request=None, kind=KIND, recipient=agent.email or "", payload=payload)


def _town(installation: Installation, agent: Agent) -> TownId | None:
    """Return whose mail it is: his town's; of who is of the installation, the first town's."""
    return agent.town or next(iter(installation.towns.ids()), None)


def _agent(session: Session, token: str, now: datetime) -> Agent | None:
    found = password_links.find(session, _digest(token), now)
    agent = None if found is None else agents.get(session, found)
    return agent if agent is not None and agent.closed_at is None else None


def _note(session: Session, agent: Agent, action: str, now: datetime) -> None:
    # Who asks is not known; that he reads the mail makes him the agent.
    journal.append(session, at=now, town=agent.town, actor="system", action=action, object=f"agent {agent.id}", details={})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
