"""What is shipped for the town's own people and for telephones: whole, of whatever request; and what may stand in it (DOMAIN §8)."""

from dataclasses import replace

import pytest

from flows.correspondence.models import languages, shipped
from letters.audience import fields_for, hushed, misplaced, missing, unguarded
from letters.example import EXAMPLE
from letters.kinds import ACCOUNT, APART, SMS, STAFF, Language, ModelKey
from letters.model import Model, faults, unmeant, write
from letters.sms import simplified, size

HUSHED = hushed(EXAMPLE)


@pytest.mark.parametrize("key", sorted(APART))
def test_what_is_shipped_can_always_be_written(key: ModelKey) -> None:
    for language in languages(key):
        model = shipped(key, language)
        assert faults(model) == unmeant(model) == ()
        assert misplaced(key, model) == missing(key, model) == unguarded(key, model) == ()
        assert key in ACCOUNT or "2026/0147" in write(model, EXAMPLE).text + write(model, EXAMPLE).subject


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", sorted(STAFF - {ModelKey.DUE_TODAY, ModelKey.OVERDUE}))
def test_of_a_confidential_request_the_number_alone_is_said(key: ModelKey, language: Language) -> None:
    written = write(shipped(key, language), HUSHED)
    said = written.subject + written.text
    assert "confidential" in said.replace("confidentielle", "confidential") and EXAMPLE.fiche.lien in said
    for word in ("Mobilier", "place du Château", "Banc", "fontaine", "Voirie"):
        assert word not in said


@pytest.mark.parametrize("key", sorted(SMS))
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("town", ["Mairie de Valognes", "Mairie de Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"])
def test_a_text_message_is_one_and_names_nobody(key: ModelKey, language: Language, town: str) -> None:
    known = replace(EXAMPLE, collectivite=replace(EXAMPLE.collectivite, nom=town))
    said = simplified(write(shipped(key, language), known).text)
    assert size(said).parts == 1
    for word in ("LEBRUN", "Sylvie", "banc", "Banc", "Château", "Mobilier", "Voirie"):
        assert word not in said


@pytest.mark.parametrize(
    ("key", "field"),
    [
        (ModelKey.TRANSMITTED, "demandeur.nom"),
        (ModelKey.TRANSMITTED, "fiche.details"),
        (ModelKey.TRANSMITTED, "relance.quoi"),
        (ModelKey.REMINDER_1, "relance.ligne"),
        (ModelKey.SMS_RECEIVED, "fiche.objet"),
        (ModelKey.SMS_RECEIVED, "service.nom"),
        (ModelKey.CLOSED, "transmission.priorite"),
        (ModelKey.CLOSED, "compte.lien"),
        (ModelKey.ACCOUNT_TOLD, "demandeur.nom"),
        (ModelKey.ACCOUNT_CONFIRMED, "fiche.numero"),
        (ModelKey.ACCOUNT_PASSWORD, "compte.texte"),
    ],
)
def test_a_field_out_of_place_is_named(key: ModelKey, field: str) -> None:
    assert field not in fields_for(key)
    assert misplaced(key, Model(subject="x", text=f"{{{{ {field} }}}}")) == (field,)


@pytest.mark.parametrize("field", ["fiche.localisation", "fiche.type", "fiche.objet", "transmission.resume", "transmission.motif"])
def test_what_a_request_may_lack_is_wanted_in_a_condition(field: str) -> None:
    assert unguarded(ModelKey.TRANSMITTED, Model(subject="x", text=f"{{{{ {field} }}}}")) == (field,)
    assert unguarded(ModelKey.TRANSMITTED, Model(subject="x", text=f"{{% if {field} %}}{{{{ {field} }}}}{{% endif %}} y")) == ()


def test_letters_to_requesters_are_held_as_ever_for_what_they_lack() -> None:
    assert unguarded(ModelKey.CLOSED, Model(subject="x", text="{{ fiche.localisation }}")) == ()
