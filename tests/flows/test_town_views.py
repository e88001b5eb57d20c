from dataclasses import replace

import pytest

from domain.place import Places
from flows.town_views import town_view
from tests.store.samples import ruleset, town


@pytest.mark.parametrize(
    ("email", "domains"),
    [
        ("mairie@valognes.example", {"valognes.example"}),
        ("Mairie.Valognes@Orange.fr", set()),
        ("valognes@hotmail.fr", set()),
        ("valognes@yahoo.co.uk", set()),
        ("mairie@ville-free.example", {"ville-free.example"}),
    ],
)
def test_domain_of_a_public_provider_is_not_the_towns(email: str, domains: set[str]) -> None:
    places = Places(town_name="Valognes", postcode="50700")

    reception = town_view(replace(town(), email=email), ruleset(), places, ()).reception

    assert reception.addresses == {email.lower()}
    assert reception.domains == domains
