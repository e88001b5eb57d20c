"""Who posts: known before a body is read where the call says it, and before files are where their form does; a stranger's are not read."""

from collections.abc import Sequence
from datetime import UTC, datetime

from fastapi import Request as HttpRequest

from domain.api_key import Scope
from domain.ids import TownId
from domain.town import Town
from flows import api_keys
from flows.open311.reading import Fields
from flows.open311.services import Offers, is_open_without_key
from web.api.caller import address_of, keys_throttle, known
from web.api.problems import BAD, TOO_MANY, UNAUTHENTICATED, ProblemError
from web.desk import desk_of
from web.open311.asked import find_town, town_of

WITHOUT_KEY_PER_MINUTE = 10
FILES_FIRST_PER_MINUTE = 5
"""Posts of one address whose files come before their key: they have to be read to know whether there is one."""


def offers_of(http: HttpRequest) -> Offers:
    """Return what the towns of the installation offer."""
    offers = http.app.state.open311
    if not isinstance(offers, Offers):
        raise TypeError("the application has no offers for Open311")
    return offers


def last_of(fields: Fields, name: str) -> str:
    """Return the value of a field, empty where it was not sent."""
    return next((value.strip() for key, value in reversed(fields) if key == name and value.strip()), "")


def secret_of(http: HttpRequest, fields: Fields) -> str:
    """Return the key that a post bears, empty where none has come yet; ``fields`` are those that have."""
    bearer = http.headers.get("authorization", "").partition(" ")[2].strip()
    own = last_of(fields, "api_key") or last_of(http.query_params.multi_items(), "api_key")
    return own or http.headers.get("x-api-key", "") or bearer


def check_secret(http: HttpRequest) -> None:
    """Refuse a post whose address or headers bear a key that opens nothing here. Raises ProblemError. Asks the database."""
    if secret := secret_of(http, ()):
        _check(http, secret)


def check_files(http: HttpRequest, fields: Fields) -> None:
    """Refuse files of somebody who may not post; ``fields`` came before them. Raises ProblemError. Asks the database."""
    if secret := secret_of(http, fields):
        _check(http, secret)
        return
    towns = offers_of(http).towns()
    jurisdiction = last_of(fields, "jurisdiction_id") or last_of(http.query_params.multi_items(), "jurisdiction_id")
    said = find_town(towns, jurisdiction) if jurisdiction else None
    address, throttle = address_of(http), keys_throttle(http)
    if is_open_without_key(desk_of(http).installation.settings, said.id if said is not None else _only(towns)):
        if not throttle.admits(f"open311 files {address}", WITHOUT_KEY_PER_MINUTE):
            raise ProblemError(TOO_MANY, "too_many_calls")
    elif not throttle.admits(f"open311 files first {address}", FILES_FIRST_PER_MINUTE):
        raise ProblemError(UNAUTHENTICATED, "key_needed")


def poster(http: HttpRequest, fields: Fields) -> tuple[TownId, str, str]:
    """Return the town of a post, how its client is called, and what tells him from others. Raises ProblemError where it may not post."""
    towns = offers_of(http).towns()
    jurisdiction = last_of(fields, "jurisdiction_id")
    said = town_of(towns, jurisdiction) if jurisdiction else None
    secret = secret_of(http, fields)
    if secret or not is_open_without_key(desk_of(http).installation.settings, said or _only(towns)):
        try:
            caller = known(http, secret, Scope.OPEN311, said)
        except ProblemError as error:
            raise (_town_error(towns) if error.code == "town_needed" else error) from error
        return caller.town, caller.name, caller.identity
    address = address_of(http)
    if not keys_throttle(http).admits(f"open311 {address}", WITHOUT_KEY_PER_MINUTE):
        raise ProblemError(TOO_MANY, "too_many_calls")
    who = f"open311:{address}"
    return said or town_of(towns, ""), who, who


def _check(http: HttpRequest, secret: str) -> None:
    """Refuse a key that opens nothing here; a right one is counted once, when the post is whole."""
    key = api_keys.find(desk_of(http).installation, secret, datetime.now(UTC))
    if key is None or Scope.OPEN311 not in key.scopes:
        known(http, secret, Scope.OPEN311, None if key is None else key.town)


def _only(towns: Sequence[Town]) -> TownId | None:
    return towns[0].id if len(towns) == 1 else None


def _town_error(towns: Sequence[Town]) -> ProblemError:
    try:
        town_of(towns, "")
    except ProblemError as error:
        return error
    return ProblemError(BAD, "town_needed")
