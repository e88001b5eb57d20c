"""Somebody follows a report that another one has sent: asked for by e-mail, confirmed by a link, told of each change once, ended by a link.

Nobody is written to who has not asked for it: to an address that is not confirmed goes one mail, and few a day. What everybody may see of
the report is all that is told. Where the report is not public any more nothing is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from domain.ids import RequestId, TownId
from flows.mail_address import is_address
from flows.open311.services import Offer, Offers
from flows.open311.shown import Shown, Stage, shown_to_all
from flows.portal_settings import address_in
from flows.post import post
from flows.send import is_peoples
from flows.wiring import Installation
from store import followers, journal, open311, portals, towns
from store.followers import KIND, Follower, FollowerId
from store.outbox import Letter

CONFIRM_FOR = timedelta(days=2)
FORGOTTEN_AFTER = timedelta(days=30)
"""Behind the end of a report: whoever wants to say that it is not mended knows where."""
MOST_A_DAY = 5
"""Reports that one address may be asked for in a day."""
MOST_FOLLOWERS = 2000
"""Of one report."""
_AT_ONCE = 200
_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "ask_subject": "Suivre le signalement {number} : confirmez votre adresse",
        "ask": "Bonjour,\n\nQuelqu’un, sans doute vous, souhaite suivre ce signalement avec cette adresse :\n\n"
        "{name}\n{place}\n{report}\n\nPour recevoir un courriel à chaque changement, confirmez en ouvrant ce lien (valable 48 heures) :\n\n"
        "{link}\n\nSi ce n’est pas vous, ne faites rien : rien d’autre ne vous sera envoyé.\n\nLa mairie de {town}\n",
        "told_subject": "Signalement {number} : {state}",
        "told": "Bonjour,\n\nLe signalement que vous suivez a changé d’état :\n\n{name}\n{place}\nÉtat : {state}\n{report}\n\n"
        "La mairie de {town}\n\n-- \nNe plus suivre ce signalement : {link}\n",
        "received": "reçu",
        "with_department": "en cours de traitement",
        "closed": "terminé",
    },
    "en": {
        "ask_subject": "Follow report {number}: confirm your address",
        "ask": "Hello,\n\nSomebody, most likely you, wants to follow this report with this address:\n\n{name}\n{place}\n{report}\n\n"
        "To be sent a mail at each change, confirm by opening this link (for 48 hours):\n\n{link}\n\n"
        "If it was not you, do nothing: nothing else will be sent to you.\n\nThe town hall of {town}\n",
        "told_subject": "Report {number}: {state}",
        "told": "Hello,\n\nThe state of the report that you follow has changed:\n\n{name}\n{place}\nState: {state}\n{report}\n\n"
        "The town hall of {town}\n\n-- \nNo longer follow this report: {link}\n",
        "received": "received",
        "with_department": "in progress",
        "closed": "over",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants to follow which report. ``is_proven``: the address is that of a citizen who is signed in, confirmed long since."""

    town: TownId
    report: Shown
    address: str
    language: str
    is_proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a link of a mail is about: who follows, and the number of the report where it is still public."""

    follower: Follower
    number: str | None


def is_fit(address: str) -> bool:
    """Return whether somebody may be written to at an address: it is one, and no machine's."""
    return is_address(address.strip().lower()) and is_peoples(address)


def follow(installation: Installation, offer: Offer, wish: Wish, now: datetime) -> None:
    """Keep the wish and send the link that confirms it. Whoever asks learns nothing: not whether the address follows already."""
    address, request = wish.address.strip().lower(), wish.report.request
    if request is None or not is_fit(address):
        return
    rung: tuple[str, ...] = ()
    with installation.database.write() as session:
        is_ours = towns.is_mailbox(session, address)
        is_often = followers.asked_since(session, address, now - timedelta(days=1)) >= MOST_A_DAY and not wish.is_proven
        if is_ours or is_often or followers.count(session, request) >= MOST_FOLLOWERS:
            return
        asked = _asked(wish, request, address, now)
        kept = followers.ask(session, asked)
        is_new = kept.created_at == now
        if wish.is_proven and kept.confirmed_at is None:
            followers.confirm(session, kept.id, wish.report.stage.value, now)
            _note(session, kept, "report.followed", now)
        elif kept.confirmed_at is None and is_new:
            base = address_in(session, installation.settings.public_url, wish.town)
            link = f"{base}/follow-report/{confirm_token(installation, kept)}"
            letter = _letter(offer, kept, wish.report, "ask", link=link, base=base)
            rung = post(installation.settings, session, (letter,), now)
    installation.bell.ring(*rung)


def confirm(installation: Installation, offers: Offers, token: str, now: datetime) -> Followed | None:
    """Say that an address is its owner's; None for a link that is over. Done twice it does no harm."""
    with installation.database.write() as session:
        found = _read(installation, session, token, "follow-confirm", int(CONFIRM_FOR.total_seconds()))
        if found is None:
            return None
        shown = _shown(session, offers.get(found.town), found.request)
        if found.confirmed_at is None:
            followers.confirm(session, found.id, (shown.stage if shown else Stage.WITH_DEPARTMENT).value, now)
            _note(session, found, "report.followed", now)
    return Followed(follower=found, number=None if shown is None else shown.id)


def of_link(installation: Installation, offers: Offers, token: str, *, is_end: bool) -> Followed | None:
    """Return what a link of a mail is about; looking changes nothing, for mail servers look at links before people do."""
    salt, most = ("follow-end", None) if is_end else ("follow-confirm", int(CONFIRM_FOR.total_seconds()))
    with installation.database.read() as session:
        found = _read(installation, session, token, salt, most)
        shown = None if found is None else _shown(session, offers.get(found.town), found.request)
    return None if found is None else Followed(follower=found, number=None if shown is None else shown.id)


def end(installation: Installation, token: str, now: datetime) -> None:
    """Let somebody follow no more; done twice, or with a link of long ago, it does no harm."""
    with installation.database.write() as session:
        found = _read(installation, session, token, "follow-end", None)
        if found is not None:
            followers.end(session, found.id)
            _note(session, found, "report.unfollowed", now)


def tell_due(installation: Installation, offers: Offers, now: datetime) -> int:
    """Tell those who follow of what has changed since they were told, each in a transaction with the mail; return how many. For the sweep.

    It looks at where each report stands, not at how it came there: whatever changes a report, nobody is forgotten and nobody told twice.
    """
    count, after = 0, 0
    while True:
        with installation.database.read() as session:
            due = followers.to_tell(session, after, _AT_ONCE)
        for one, main, stage in due:
            count += _tell(installation, offers, replace(one, request=main), stage, now)
            after = one.id
        if len(due) < _AT_ONCE:
            return count


def forget_due(installation: Installation, now: datetime) -> int:
    """Forget who never confirmed, and addresses some time after the end of their report; return how many. For the sweep."""
    limits = {"asked_before": now - CONFIRM_FOR, "closed_before": now - FORGOTTEN_AFTER}
    with installation.database.read() as session:
        if not followers.has_due(session, **limits):
            return 0
    with installation.database.destroy() as session:
        return followers.forget(session, **limits)


def confirm_token(installation: Installation, follower: Follower) -> str:
    """Return what confirms that an address is its owner's; it is sent there alone."""
    return _signer(installation, "follow-confirm").dumps([follower.id, follower.created_at.isoformat()])


def end_token(installation: Installation, follower: Follower) -> str:
    """Return what ends following, without any time limit."""
    return _signer(installation, "follow-end").dumps([follower.id, follower.created_at.isoformat()])


def _tell(installation: Installation, offers: Offers, one: Follower, stage: str, now: datetime) -> int:
    """Tell somebody; ``one.request`` is the request that stands for the one he follows."""
    offer = offers.get(one.town)
    with installation.database.write() as session:
        shown = _shown(session, offer, one.request)
        if shown is None or not portals.find(session, one.town)[0].map:
            return 0
        if not followers.mark_told(session, one, stage):
            return 0
        base = address_in(session, installation.settings.public_url, one.town)
        link = f"{base}/unfollow/{end_token(installation, one)}"
        rung = post(installation.settings, session, (_letter(offer, one, shown, "told", link=link, base=base),), now)
    installation.bell.ring(*rung)
    return 1


def _letter(offer: Offer, one: Follower, shown: Shown, kind: str, *, link: str, base: str) -> Letter:
    words = _WORDS.get(one.language, _WORDS["fr"])
    values = {
        "number": shown.id,
        "name": shown.name or "",
        "place": shown.address or "",
        "state": words[shown.stage.value],
        "report": f"{base}/reports/{shown.id}",
        "link": link,
        "town": offer.town.name,
    }
    payload: dict[str, object] = {"subject": words[f"{kind}_subject"].format_map(values), "body": words[kind].format_map(values)}
    if kind == "told":
        payload["unsubscribe"] = link
    return Letter(town=one.town, request=None, kind=KIND, recipient=one.address or "", payload=payload)


def _asked(wish: Wish, request: RequestId, address: str, now: datetime) -> Follower:
    return Follower(
        id=FollowerId(0),
        request=request,
        town=wish.town,
        address=address,
        language=wish.language,
        told=wish.report.stage.value,
        created_at=now,
        confirmed_at=None,
    )


def _read(installation: Installation, session: Session, token: str, salt: str, most: int | None) -> Follower | None:
    try:
        found = _signer(installation, salt).loads(token, max_age=most)
    except BadData:
        return None
    match found:
        case [int(follower), str(since)]:
            kept = followers.find(session, follower)
            # SQLite gives the number of a row that is gone to another one.
            return kept if kept is not None and kept.created_at.isoformat() == since else None
        case _:
            return None


def _shown(session: Session, offer: Offer, request: RequestId) -> Shown | None:
    line = open311.lines(session, offer.town.id, (request,)).get(request)
    return None if line is None else shown_to_all(line, offer)


def _note(session: Session, one: Follower, action: str, now: datetime) -> None:
    # Who it is stays out of it: the address is no matter of the journal.
    journal.append(session, at=now, town=one.town, actor="citizen", action=action, object=f"request:{one.request}", details={})


def _signer(installation: Installation, salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(installation.settings.secret_key.get_secret_value(), salt=salt)
