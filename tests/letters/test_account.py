"""Mails about accounts: what each says of every occasion, and that none is without its link or code (DOMAIN §8; S16, S42)."""

from dataclasses import replace

import pytest

from flows.correspondence.models import check, shipped, source
from letters.account import CODE, LINK, Confirming, Told, cases, left_out
from letters.audience import exposed, uncarried, unguarded
from letters.example import EXAMPLE
from letters.fields import CHOICES, Compte
from letters.kinds import ACCOUNT, Language, ModelKey
from letters.model import Model, write

BARE = replace(EXAMPLE, collectivite=replace(EXAMPLE.collectivite, telephone=None, site=None, adresse="", logo=None))


def written(key: ModelKey, said: Compte, language: Language) -> str:
    made = write(shipped(key, language), replace(BARE, compte=said))
    assert left_out(key, made, said) == ()
    return f"{made.subject}\n{made.text}"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", sorted(ACCOUNT))
def test_what_is_shipped_brings_link_or_code_on_every_occasion_also_in_a_town_that_says_little(key: ModelKey, language: Language) -> None:
    said = cases(key, language)
    assert said
    mails = [written(key, one, language) for one in said]
    assert len(set(mails)) == len(mails)
    for mail in mails:
        assert (CODE if key is ModelKey.ACCOUNT_CODE else LINK) in mail.splitlines()
        assert "Mairie de Valognes" in mail and mail.startswith("Valognes – ")
        for word in ("LEBRUN", "2026/0147", "None", "{"):
            assert word not in mail
    assert check(key, source(shipped(key, language), language)) == ()


def test_what_is_compared_are_the_occasions_there_are() -> None:
    assert CHOICES["compte.a_confirmer"] == tuple(Confirming)
    assert CHOICES["compte.evenement"] == tuple(Told)


def test_links_say_what_they_are_for_and_how_long_they_serve() -> None:
    confirmed = [written(ModelKey.ACCOUNT_CONFIRMED, one, Language.FRENCH) for one in cases(ModelKey.ACCOUNT_CONFIRMED, Language.FRENCH)]
    for mail, word, time in zip(
        confirmed,
        ("choisissez un mot de passe", "utilise cette adresse", "ajouter cette adresse", "relier votre identité"),
        ("24\u00a0heures", "24\u00a0heures", "24\u00a0heures", "une heure"),
        strict=True,
    ):
        assert word in mail and f"pendant {time}\u00a0:" in mail and "ne faites rien" in mail
    (password,) = cases(ModelKey.ACCOUNT_PASSWORD, Language.ENGLISH)
    assert "for an hour:" in written(ModelKey.ACCOUNT_PASSWORD, password, Language.ENGLISH)


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour.",
        '{% if compte.a_confirmer == "inscription" %}{{ compte.lien }}{% endif %} Bonjour.',
        "{% if collectivite.telephone %}{{ compte.lien }}{% endif %} Bonjour.",
        "{{ compte.lien }}.",
        "voir{{ compte.lien }}",
        "({{ compte.lien }})",
    ],
)
def test_a_text_without_its_link_whole_on_every_occasion_is_refused(text: str) -> None:
    assert uncarried(ModelKey.ACCOUNT_CONFIRMED, Model(subject="x", text=text)) == ("compte.lien",)
    (mistake,) = check(ModelKey.ACCOUNT_CONFIRMED, f"Objet : x\n\n{text}")
    assert "compte.lien" in str(mistake.what)


@pytest.mark.parametrize("text", ["Ouvrez <{{ compte.lien }}>.", "Lien :\n{{ compte.lien }}\nMerci.", "**Ici** {{ compte.lien }}"])
def test_a_text_with_its_link_may_be_kept(text: str) -> None:
    assert check(ModelKey.ACCOUNT_PASSWORD, f"Objet : x\n\n{text}") == ()


def test_a_code_and_a_link_stand_in_no_heading() -> None:
    assert exposed(ModelKey.ACCOUNT_CODE, Model(subject="{{ compte.code }}", text="{{ compte.code }}")) == ("compte.code",)
    assert check(ModelKey.ACCOUNT_CODE, "Objet : Code {{ compte.code }}\n\nLe voici : {{ compte.code }}.")
    assert check(ModelKey.ACCOUNT_CODE, "Objet : Votre code\n\nLe voici : **{{ compte.code }}**.") == ()
    assert uncarried(ModelKey.ACCOUNT_CODE, Model(subject="x", text="A{{ compte.code }}")) == ("compte.code",)


def test_what_was_done_to_an_account_is_told_in_full() -> None:
    assert uncarried(ModelKey.ACCOUNT_TOLD, Model(subject="x", text="Voyez : {{ compte.lien }}")) == ("compte.texte",)
    framed = 'Objet : {{ compte.objet }}\n\n{% if compte.evenement == "compte supprimé" %}\nAu revoir.\n{% endif %}\n'
    assert check(ModelKey.ACCOUNT_TOLD, framed + "{{ compte.texte }}\n{{ compte.lien }}\n\nDSI") == ()
    assert check(ModelKey.ACCOUNT_TOLD, framed.replace("supprimé", "perdu") + "{{ compte.texte }}\n{{ compte.lien }}")


def test_what_a_town_may_lack_is_wanted_in_a_condition() -> None:
    model = Model(subject="x", text="{{ compte.lien }} {{ collectivite.telephone }}")
    assert unguarded(ModelKey.ACCOUNT_PASSWORD, model) == ("collectivite.telephone",)
    assert uncarried(ModelKey.ACCOUNT_PASSWORD, model) == ()
