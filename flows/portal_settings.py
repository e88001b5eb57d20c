"""What a town decides of its portal: read for every page of it, set by its administrators."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from domain.colours import is_colour
from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import TownId
from domain.portal import AccessibilityFacts, Bilingual, Portal, PortalLink
from domain.rights import Permission
from flows.acting import refuse_unless
from flows.town_folder.cells import is_email
from flows.wiring import Installation
from flows.wording import say
from store import journal, portals

MOST_REOPEN_DAYS = 730
MOST_LINKS, MOST_SITES, MOST_HOSTS = 12, 20, 10
LONGEST_TEXT, LONGEST_LABEL, LONGEST_ADDRESS = 8000, 80, 500
_SITE = re.compile(r"https?://[a-z0-9.-]{1,250}(?::\d{1,5})?")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSettings:
    """What a town has set of its portal: itself, its host names, and its version."""

    portal: Portal
    hosts: tuple[str, ...]
    version: int


def portal_of(installation: Installation, town: TownId) -> Portal:
    """Return what a town has decided of its portal; of one that has decided nothing what is usual."""
    with installation.database.read() as session:
        return portals.find(session, town)[0]


def settings_of(installation: Installation, town: TownId) -> PortalSettings:
    """Return all a town has set of its portal."""
    with installation.database.read() as session:
        return _settings(session, town)


def keep(installation: Installation, town: TownId, wanted: PortalSettings, agent: str, now: datetime) -> PortalSettings:
    """Keep what a town decides, begun from the version ``wanted`` names; return what counts now.

    Raises InvalidError with all that is wrong, ConflictError where somebody else has set it meanwhile or a host name is another town's,
    ForbiddenError.
    """
    tidy = _tidy(wanted)
    mistakes = tuple(_mistakes(tidy))
    if mistakes:
        raise InvalidError(*mistakes)
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, agent, Permission.CATALOGUE)
        before = _settings(session, town)
        if before.version != wanted.version:
            raise ConflictError(say("Somebody else has set this since you opened it. Nothing was overwritten."))
        if before == tidy:
            return before
        portals.keep(session, town, tidy.portal, agent, now, seen=before.version)
        portals.put_hosts(session, town, tidy.hosts)
        facts: dict[str, object] = {"version": before.version + 1, "changed": list(differing(before, tidy))}
        journal.append(session, at=now, town=town, actor=agent, action="portal.set", object=f"town {town}", details=facts)
        return _settings(session, town)


def differing(one: PortalSettings, other: PortalSettings) -> tuple[str, ...]:
    """Return the names of what differs between two settings."""
    names = [name for name in Portal.__slots__ if getattr(one.portal, name) != getattr(other.portal, name)]
    return (*names, "hosts") if one.hosts != other.hosts else tuple(names)


def portal_address(installation: Installation, town: TownId) -> str:
    """Return the public address of a town's portal without a slash at its end: at its own host name, or at the desk's.

    It comes from the settings alone, never from what a browser says.
    """
    with installation.database.read() as session:
        return address_in(session, installation.settings.public_url, town)


def address_in(session: Session, public_url: str, town: TownId) -> str:
    """Return the public address of a town's portal within a transaction."""
    return f"{origin_in(session, public_url, town)}/p/{town}"


def origin_in(session: Session, public_url: str, town: TownId) -> str:
    """Return where a town's public pages begin: its first own host name with the scheme and port of the desk, else the desk's address."""
    hosts = portals.hosts(session, town)
    if not hosts:
        return public_url
    parts = urlsplit(public_url)
    return f"{parts.scheme}://{hosts[0]}" + (f":{parts.port}" if parts.port else "")


def _settings(session: Session, town: TownId) -> PortalSettings:
    portal, version = portals.find(session, town)
    return PortalSettings(portal=portal, hosts=portals.hosts(session, town), version=version)


def _tidy(wanted: PortalSettings) -> PortalSettings:
    portal = wanted.portal
    stated = portal.accessibility
    tidy = replace(
        portal,
        colour=portal.colour.strip().lower(),
        welcome=_stripped(portal.welcome),
        contact=_stripped(portal.contact),
        legal=_stripped(portal.legal),
        privacy=_stripped(portal.privacy),
        links=tuple(PortalLink(label=_stripped(one.label), address=one.address.strip()) for one in portal.links),
        frames=tuple(dict.fromkeys(site for one in portal.frames if (site := one.strip().rstrip("/").lower()))),
        accessibility=replace(
            stated,
            audited_by=" ".join(stated.audited_by.split()),
            contact=stated.contact.strip(),
            faults=_stripped(stated.faults),
            exemptions=_stripped(stated.exemptions),
        ),
    )
    hosts = tuple(dict.fromkeys(host for one in wanted.hosts if (host := one.strip().lower().rstrip("."))))
    return replace(wanted, portal=tidy, hosts=hosts)


def _stripped(text: Bilingual) -> Bilingual:
    return Bilingual(fr=text.fr.replace("\r\n", "\n").strip(), en=text.en.replace("\r\n", "\n").strip())


def _mistakes(wanted: PortalSettings) -> Iterator[Mistake]:
    portal = wanted.portal
    if not is_colour(portal.colour):
        yield Mistake(where="colour", what=say("This is no colour."), remedy=say("Write it as # and six digits, such as #1f4e9e."))
    if not 0 <= portal.reopen_days <= MOST_REOPEN_DAYS:
        what = say("A number of days from 0 to {most} is missing.", most=MOST_REOPEN_DAYS)
        yield Mistake(where="reopen_days", what=what, remedy=say("Write how long a citizen may ask for reopening, such as 61."))
    for name in ("welcome", "contact", "legal", "privacy"):
        yield from _too_long(name, getattr(portal, name))
    yield from _of_links(portal.links)
    yield from _of_accessibility(portal.accessibility)
    yield from host_mistakes(wanted.hosts)
    yield from _of_frames(portal.frames)


def _too_long(where: str, text: Bilingual) -> Iterator[Mistake]:
    for language, words in (("fr", text.fr), ("en", text.en)):
        if len(words) > LONGEST_TEXT:
            what = say("This text is longer than {most} characters.", most=LONGEST_TEXT)
            yield Mistake(where=f"{where}_{language}", what=what, remedy=say("Say it in fewer words."))


def _of_links(links: Sequence[PortalLink]) -> Iterator[Mistake]:
    if len(links) > MOST_LINKS:
        yield Mistake(
            where="links", what=say("There are more than {most} links.", most=MOST_LINKS), remedy=say("Remove those that are over.")
        )
    for place, one in enumerate(links):
        if not one.label.fr or max(len(one.label.fr), len(one.label.en)) > LONGEST_LABEL:
            what = say("A link has no French name, or one longer than {most} characters.", most=LONGEST_LABEL)
            yield Mistake(where=f"link_{place}", what=what, remedy=say("Name what the link leads to."))
        if len(one.address) > LONGEST_ADDRESS or not is_link(one.address):
            what = say("“{address}” is no address of a link.", address=one.address[:LONGEST_LABEL])
            remedy = say("It begins with https:// or http://, or names a mailbox (mailto) or a telephone (tel).")
            yield Mistake(where=f"link_{place}", what=what, remedy=remedy)


def is_link(address: str) -> bool:
    """Tell whether an address may stand in a link: of the web, of mail or a telephone, never a script."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if any(not letter.isprintable() or letter.isspace() for letter in address):
        return False
    match parts.scheme:
        case "https" | "http":
            return bool(parts.hostname)
        case "mailto":
            return is_email(parts.path)
        case "tel":
            return re.fullmatch(r"\+?[0-9.-]{3,20}", parts.path) is not None
        case _:
            return False


def _of_accessibility(stated: AccessibilityFacts) -> Iterator[Mistake]:
    if stated.percent is not None and not 0 <= stated.percent <= _PERCENT:
        yield Mistake(where="percent", what=say("A rate is from 0 to 100."), remedy=say("Write the share of criteria that are kept."))
    for name, text in (("faults", stated.faults), ("exemptions", stated.exemptions)):
        yield from _too_long(name, text)
    if stated.contact and not (is_email(stated.contact) or is_link(stated.contact)):
        what = say("“{address}” is neither an e-mail address nor a web address.", address=stated.contact[:LONGEST_LABEL])
        yield Mistake(where="accessibility_contact", what=what, remedy=say("Leave it empty to give the town’s own e-mail address."))
    if len(stated.audited_by) > LONGEST_LABEL:
        what = say("This text is longer than {most} characters.", most=LONGEST_LABEL)
        yield Mistake(where="audited_by", what=what, remedy=say("Say it in fewer words."))


def host_mistakes(hosts: Sequence[str]) -> Iterator[Mistake]:
    """Yield what is wrong with the host names of a town, which are in small letters."""
    wrong = [host for host in hosts if not _HOST.fullmatch(host)]
    for host in wrong:
        what = say("“{host}” is no host name.", host=host[:LONGEST_LABEL])
        yield Mistake(where="hosts", what=what, remedy=say("Write it without https:// and without path, such as demarches.ville.example."))
    if len(hosts) > MOST_HOSTS:
        what = say("There are more than {most} host names.", most=MOST_HOSTS)
        yield Mistake(where="hosts", what=what, remedy=say("Remove those that are over."))


def _of_frames(frames: Sequence[str]) -> Iterator[Mistake]:
    for site in frames:
        if not _SITE.fullmatch(site):
            what = say("“{site}” is no site.", site=site[:LONGEST_LABEL])
            yield Mistake(where="frames", what=what, remedy=say("Write it as https://www.ville.example, without path."))
    if len(frames) > MOST_SITES:
        yield Mistake(
            where="frames", what=say("There are more than {most} sites.", most=MOST_SITES), remedy=say("Remove those that are over.")
        )
