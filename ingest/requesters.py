"""The requester whom values make that were read one by one."""

from collections.abc import Sequence

from domain.draft import Provenance, Requester, Trait


def requester_of(provenance: Sequence[Provenance]) -> Requester:
    """Return the requester whom values make; of several telephones the first is the one to call."""
    values: dict[Trait, list[str]] = {}
    for one in provenance:
        values.setdefault(one.trait, []).append(one.value)
    first = {trait: found[0] for trait, found in values.items()}
    return Requester(
        name=first.get(Trait.NAME),
        email=first.get(Trait.EMAIL),
        phone=first.get(Trait.PHONE),
        organisation=first.get(Trait.ORGANISATION),
        address=first.get(Trait.ADDRESS),
        other_phones=tuple(values.get(Trait.PHONE, ())[1:]),
        siren=first.get(Trait.SIREN),
        siret=first.get(Trait.SIRET),
        rna=first.get(Trait.RNA),
        vat=first.get(Trait.VAT),
        fax=first.get(Trait.FAX),
    )
