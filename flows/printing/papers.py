"""What stands around a town's letters, as somebody sets it on screen: letterhead, foot, logo, pictures of signatures."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO

from PIL import Image
from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.ids import TownId
from domain.rights import Permission
from domain.stationery import Stationery
from domain.town import Logo
from flows.acting import refuse_unless
from flows.town_folder.logo import MOST_BYTES, looked_at
from flows.wiring import Installation
from flows.wording import Message, say
from store import agents, journal, logos, signatures, stationery
from store.agents import Agent

MOST_LINES, MOST_LINE, MOST_FOOT = 6, 60, 300
LEAST_BOTTOM_MM, MOST_BOTTOM_MM = 15, 50
MOST_PICTURE_BYTES = MOST_BYTES
_HAND_PIXELS = (1200, 600)
"""A signature is printed six centimetres wide: 500 points an inch."""
_PIXELS = frozenset({"image/png", "image/jpeg"})


def keep(installation: Installation, town: TownId, wanted: Stationery, agent: str, now: datetime, *, seen: int) -> None:
    """Keep what a town sets. ``seen`` is the version it was begun from.

    Raises InvalidError with all that is wrong, ConflictError where somebody else has set it meanwhile, ForbiddenError.
    """
    tidy = replace(
        wanted,
        lines=tuple(line for line in (" ".join(one.split()) for one in wanted.lines) if line),
        foot=" ".join((wanted.foot or "").split()) or None,
    )
    mistakes = _mistakes(tidy)
    if mistakes:
        raise InvalidError(*mistakes)
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, agent, Permission.TEMPLATES)
        before, version = stationery.find(session, town)
        if version != seen:
            raise ConflictError(say("Somebody else has set this since you opened it. Nothing was overwritten."))
        if before == tidy:
            return
        stationery.keep(session, town, tidy, agent, now, seen=seen)
        facts: dict[str, object] = {"version": seen + 1}
        journal.append(session, at=now, town=town, actor=agent, action="stationery.set", object=f"town:{town}", details=facts)


def put_signature(installation: Installation, town: TownId, name: str, content: bytes | None, agent: str, now: datetime) -> None:
    """Keep the picture of a signatory's or a delegate's signature, made anew as a PNG; None: it is taken away.

    Raises NotFoundError for somebody who signs nothing, InvalidError for what is no picture or too large, ForbiddenError.
    """
    picture = None if content is None else _hand(content)
    own = {one.name for one in installation.towns.get(town).town.signatories}
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, agent, Permission.TEMPLATES)
        if name not in own and name not in {one.name for one in delegates(session, town)}:
            raise NotFoundError(say("{name} signs no letters of this town.", name=name))
        stationery.put_picture(session, town, name, picture, agent, now)
        facts: dict[str, object] = {"name": name, "is_there": picture is not None}
        journal.append(session, at=now, town=town, actor=agent, action="stationery.signature", object=f"town:{town}", details=facts)


def delegates(session: Session, town: TownId) -> tuple[Agent, ...]:
    """Return who has a delegation of signature that nobody ended, by name; over or not, for what he signed may be printed again."""
    logins = {one.delegate for one in signatures.delegations(session, town) if one.ended_at is None}
    found = (agents.find_by_login(session, login) for login in logins)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.name))


def put_logo(installation: Installation, town: TownId, content: bytes | None, agent: str, now: datetime) -> None:
    """Keep a town's logo, a picture made anew, a drawing as it is; None: it has none. Raises InvalidError, ForbiddenError."""
    logo = None if content is None else _logo(content)
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, agent, Permission.TEMPLATES)
        logos.put(session, town, logo)
        facts: dict[str, object] = {"is_there": logo is not None}
        journal.append(session, at=now, town=town, actor=agent, action="stationery.logo", object=f"town:{town}", details=facts)


def _mistakes(wanted: Stationery) -> tuple[Mistake, ...]:
    found = []
    if len(wanted.lines) > MOST_LINES or any(len(line) > MOST_LINE for line in wanted.lines):
        what = say("The letterhead has {lines} lines of {characters} characters at most.", lines=MOST_LINES, characters=MOST_LINE)
        found.append(Mistake(where="lines", what=what, remedy=say("Shorten it.")))
    if wanted.foot is not None and len(wanted.foot) > MOST_FOOT:
        what = say("The foot has {most} characters at most.", most=MOST_FOOT)
        found.append(Mistake(where="foot", what=what, remedy=say("Shorten it.")))
    if not LEAST_BOTTOM_MM <= wanted.bottom_mm <= MOST_BOTTOM_MM:
        what = say("The lower margin is {least} to {most} millimetres.", least=LEAST_BOTTOM_MM, most=MOST_BOTTOM_MM)
        found.append(Mistake(where="bottom_mm", what=what, remedy=say("Choose one within.")))
    return tuple(found)


def _checked(content: bytes, where: str) -> str:
    """Return the media type of a picture. Raises InvalidError for what is none, or too large."""
    if len(content) > MOST_PICTURE_BYTES:
        what = say("The picture has {size} bytes, and {most} are the most.", size=len(content), most=MOST_PICTURE_BYTES)
        raise InvalidError(Mistake(where=where, what=what, remedy=say("Make it smaller.")))
    found = looked_at(content)
    if isinstance(found, Message):
        raise InvalidError(Mistake(where=where, what=found, remedy=say("Save it as PNG, JPEG or plain SVG.")))
    return found


def _hand(content: bytes) -> bytes:
    if _checked(content, "signature") not in _PIXELS:
        what = say("A signature is a picture, not a drawing.")
        raise InvalidError(Mistake(where="signature", what=what, remedy=say("Save it as PNG or JPEG.")))
    with Image.open(BytesIO(content)) as picture:
        made = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
        made.thumbnail(_HAND_PIXELS)
        return _png(made)


def _logo(content: bytes) -> Logo:
    media_type = _checked(content, "logo")
    if media_type not in _PIXELS:
        return Logo(media_type=media_type, content=content)
    with Image.open(BytesIO(content)) as picture:
        made = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return Logo(media_type="image/png", content=_png(made))


def _png(picture: Image.Image) -> bytes:
    """Return a picture as PNG with nothing but its pixels: no place, no camera, no other words."""
    out = BytesIO()
    picture.save(out, format="PNG")
    return out.getvalue()
