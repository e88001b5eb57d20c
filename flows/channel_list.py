"""The ways messages come in by, as administrators see them: how each goes, what is wrong and what to do."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from domain.channel import OwnChannel
from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from domain.inbound import Channel
from flows import call_faults, folder_health, mailbox_health
from flows.channels import Collected, Watched, collected_mailboxes, watched_folders
from flows.intake_health import hidden_folders
from flows.settings import Settings
from store import call_logs, channels, collected, folders, forms, towns

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way in. ``own`` is None where the settings name it. ``more`` says what of it: folders of a mailbox, or the channel of a folder.

    ``looked_at``, ``arrived_at``: None where never, or not known. ``mistakes`` are what is wrong now, and what to do.
    """

    town: TownId
    name: str
    more: str = ""
    own: OwnChannel | None = None
    looked_at: datetime | None = None
    arrived_at: datetime | None = None
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """All of them, by town. ``published`` counts forms, ``arrived`` is the last arrival by each channel; ``wrong`` is of the settings."""

    mailboxes: tuple[Way, ...]
    folders: tuple[Way, ...]
    logs: tuple[Way, ...]
    addresses: Mapping[TownId, tuple[str, ...]]
    published: Mapping[TownId, int]
    arrived: Mapping[TownId, Mapping[Channel, datetime]]
    wrong: tuple[Mistake, ...]


def ways(settings: Settings, session: Session, of: tuple[TownId, ...], now: datetime) -> Ways:
    """Return the ways in of some towns."""
    wrong: list[Mistake] = []
    boxes = _told(lambda: collected_mailboxes(settings, session), wrong)
    drops = _told(lambda: watched_folders(settings, session), wrong)
    known = towns.mailboxes(session)
    published = [one.town for one in forms.all_published(session)]
    return Ways(
        mailboxes=tuple(_mailbox(session, one, now) for one in boxes if one.account.town in of),
        folders=tuple(_folders(session, tuple(one for one in drops if one.folder.town in of), now)),
        logs=tuple(_logs(session, settings, of, now)),
        addresses={town: tuple(one.address for one in known if one.town == town) for town in of},
        published={town: published.count(town) for town in of},
        arrived={town: channels.last_arrivals(session, town) for town in of},
        wrong=tuple(wrong),
    )


def _told(find: Callable[[], tuple[Found, ...]], wrong: list[Mistake]) -> tuple[Found, ...]:
    """Return what is found; where the settings are wrong, nothing, and what is wrong."""
    try:
        return find()
    except ConfigurationError as error:
        wrong += error.mistakes
        return ()


def _mailbox(session: Session, one: Collected, now: datetime) -> Way:
    account = one.account
    states = [state for state in collected.states(session) if (state.town, state.account) == (account.town, account.name)]
    looked = [state.collected_at for state in states if state.collected_at is not None and state.folder in account.folders]
    arrived = [channels.last_collected(session, account.town, account.name, folder) for folder in account.folders]
    return Way(
        town=account.town,
        name=account.name,
        more=", ".join(account.folders),
        own=one.own,
        # A mailbox is looked through once all its folders are.
        looked_at=min(looked) if len(looked) == len(account.folders) else None,
        arrived_at=max((at for at in arrived if at is not None), default=None),
        mistakes=tuple(mistake for _, mistake in mailbox_health.troubles(session, (account,), now)),
    )


def _folders(session: Session, drops: tuple[Watched, ...], now: datetime) -> Iterator[Way]:
    known = {(one.town, one.path): one for one in folders.statuses(session)}
    hidden = hidden_folders(session, [one.folder for one in drops], towns.mailboxes(session))
    for one in drops:
        folder = one.folder
        status = known.get((folder.town, str(folder.path)))
        yield Way(
            town=folder.town,
            name=str(folder.path),
            more=folder.channel.value,
            own=one.own,
            looked_at=None if status is None else status.looked_at,
            arrived_at=None if status is None else status.taken_at,
            mistakes=tuple(mistake for _, mistake in folder_health.troubles(session, (folder,), hidden, now)),
        )


def _logs(session: Session, settings: Settings, of: tuple[TownId, ...], now: datetime) -> Iterator[Way]:
    wrong = tuple(call_faults.troubles(session, settings, now))
    for one in call_logs.sources(session):
        if one.town in of:
            mistakes = tuple(mistake for town, mistake in wrong if town == one.town and mistake.where == one.path)
            yield Way(town=one.town, name=one.path, looked_at=one.looked_at, mistakes=mistakes)
