"""A form with what its citizen has said of himself filled in already: he looks at it and changes what he likes."""

from collections.abc import Mapping

from domain.citizen import Citizen
from domain.form import FieldKind, FormDefinition, FormField, Target
from web.form_page import Typed
from web.formats import phone


def prefilled(definition: FormDefinition, citizen: Citizen) -> Typed:
    """Return what stands in a form that a citizen opens who is signed in; a list bears only what it offers."""
    known = _known(citizen)
    told = ((one, known.get(one.target, "")) for one in definition.fields if one.target is not None)
    values = {one.name: (said,) for one, answer in told if (said := _fitting(one, answer))}
    return Typed(values=values)


def _known(citizen: Citizen) -> Mapping[Target, str]:
    profile, address = citizen.profile, citizen.profile.address
    return {
        Target.TITLE: profile.title,
        Target.NAME: profile.name,
        Target.FIRST_NAME: profile.first_name,
        Target.EMAIL: citizen.email,
        Target.PHONE: phone(profile.phone) if profile.phone else "",
        Target.ADDRESS: address.street,
        Target.POSTCODE: address.postcode,
        Target.TOWN: address.town,
    }


def _fitting(one: FormField, said: str) -> str:
    if one.kind is not FieldKind.ONE_OF or not said:
        return said
    wanted = said.casefold()
    return next((choice.code for choice in one.choices if wanted in {choice.code.casefold(), choice.label.fr.casefold()}), "")
