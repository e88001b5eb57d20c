"""What a citizen types of himself, tidied and checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.citizen import PostalAddress, Profile
from ingest.phones import e164
from web.words import N_

LONGEST = 120
_POSTCODE = re.compile(r"[0-9A-Za-z -]{3,10}")
_PHONE = N_("Write a telephone number with ten digits, or with + and the code of its country.")
_LONG = N_("This is too long.")
_NO_POSTCODE = N_("Write a postcode, such as 50700.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was typed, tidied; ``faults`` by field, as message ids."""

    profile: Profile
    faults: Mapping[str, str] = field(default_factory=dict)


def read_profile(typed: Profile) -> Read:
    """Return what somebody typed, tidied, with what is wrong with it; what is wrong stands as it was typed."""
    address = typed.address
    plain = {
        "title": _tidy(typed.title),
        "first_name": _tidy(typed.first_name),
        "name": _tidy(typed.name),
        "street": _tidy(address.street),
        "postcode": _tidy(address.postcode),
        "city": _tidy(address.town),
    }
    faults = {name: _LONG for name, value in plain.items() if len(value) > LONGEST}
    if plain["postcode"] and not _POSTCODE.fullmatch(plain["postcode"]):
        faults["postcode"] = _NO_POSTCODE
    phone = _tidy(typed.phone)
    number = e164(phone, "FR") if phone else ""
    if number is None:
        faults["phone"] = _PHONE
    return Read(
        profile=replace(
            typed,
            title=plain["title"],
            first_name=plain["first_name"],
            name=plain["name"],
            phone=phone if number is None else number,
            address=PostalAddress(street=plain["street"], postcode=plain["postcode"], town=plain["city"]),
        ),
        faults=faults,
    )


def _tidy(text: str) -> str:
    return " ".join(text.split())
