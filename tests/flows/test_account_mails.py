"""Mails about accounts are written by the models of the town, and leave whatever became of those (DOMAIN §8; S16, S42)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from domain.citizen import Profile
from domain.errors import InvalidError
from domain.ids import RequestId
from flows import letter_trial, password_links
from flows.correspondence import account_mails, models
from flows.passwords import hashed
from flows.portal import entering, mails
from flows.portal.mails import To
from flows.wiring import Installation
from letters.account import Told
from letters.kinds import ACCOUNT, Language, ModelKey
from store import citizens, journal, letter_models
from store.citizen_links import Kind, Link
from store.citizens import NewCitizen
from store.journal import Sought
from store.letter_models import ModelVersion
from store.schema import OutboxRow
from tests.flows.waiting_hall import ANNE as AGENT
from tests.flows.waiting_hall import at, open_hall
from tests.installations import BREVILLE

MARIE = "marie@courriel.example"
NOW = at("2026-03-12T09:00")
LINK = re.compile(r"^http://127\.0\.0\.1:8000/p/\S+/(?P<path>[a-z-]+)/[\w-]{40,}$", re.MULTILINE)


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town with a relay."""
    opened = open_hall(tmp_path / "data", database_url)
    yield replace(opened, settings=opened.settings.model_copy(update={"relay_url": SecretStr("smtp://127.0.0.1:9")}))
    opened.close()


def keep(hall: Installation, key: ModelKey, source: str, language: Language = Language.FRENCH) -> None:
    models.keep(hall, BREVILLE, key, source, AGENT, NOW, language)


def keep_unchecked(hall: Installation, key: ModelKey, subject: str, text: str) -> None:
    """Keep a text as it may have been kept when less was checked."""
    with hall.database.write() as session:
        letter_models.add(session, BREVILLE, ModelVersion(key=key, number=1, subject=subject, text=text, author=AGENT, at=NOW))


def linked(hall: Installation, kind: Kind, language: str = "fr", at: int = 0) -> None:
    moment = NOW + timedelta(hours=2 * at)
    link = Link(kind=kind, town=BREVILLE, citizen=None, email=MARIE, created_at=moment)
    with hall.database.write() as session:
        mails.send_link(hall, session, link, To(email=MARIE, language=language), moment)


def sent(hall: Installation) -> list[tuple[str, str]]:
    """Return the headings and texts of the mails about accounts as they leave, the oldest first."""
    with hall.database.read() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == password_links.KIND).order_by(OutboxRow.id)).all()
        return [(str(row.payload["subject"]), password_links.with_link(hall.settings, row.payload)) for row in rows]


def replaced(hall: Installation) -> list[tuple[str, str | None]]:
    with hall.database.read() as session:
        found = journal.page(session, BREVILLE, after=None, limit=20, sought=Sought(action="letter_model.replaced"))
    return [(str(one.object), str(one.details.get("field"))) for one in found]


def test_every_mail_leaves_in_the_words_that_are_shipped_with_its_own_link(hall: Installation) -> None:
    for number, kind in enumerate(Kind):
        linked(hall, kind, at=number)
    found = sent(hall)
    assert [LINK.search(body)["path"] for _, body in found] == [mails.PATHS[kind] for kind in Kind]  # type: ignore[index]
    by_kind = dict(zip(Kind, found, strict=True))
    assert by_kind[Kind.REGISTER][0] == "Breville – Confirmez votre adresse"
    assert "pendant 24\u00a0heures\u00a0:" in by_kind[Kind.EMAIL][1] and "une heure\u00a0:" in by_kind[Kind.RESET][1]
    assert "Votre compte personnel n’utilise plus cette adresse.\n\nSi ce n’est pas vous, ouvrez" in by_kind[Kind.UNDO][1]
    assert all(body.startswith("Bonjour,\n\n") and "Mairie de Breville" in body for _, body in found)
    linked(hall, Kind.RESET, "en", at=20)
    assert sent(hall)[-1][0] == "Breville – New password" and "for an hour:" in sent(hall)[-1][1]
    assert replaced(hall) == []


def test_what_was_done_and_a_code_are_told_by_models_too(hall: Installation) -> None:
    keep(hall, ModelKey.ACCOUNT_CODE, "Objet : Code de la ville\n\nVoici : {{ compte.code }} ({{ compte.validite }}).")
    keep(hall, ModelKey.ACCOUNT_TOLD, "Objet : Compte : {{ compte.objet }}\n\n{{ compte.texte }}\n{{ compte.lien }}\n\nLa DSI")
    with hall.database.write() as session:
        mails.send_code(hall, session, BREVILLE, To(email=MARIE, language="fr"), "031415", NOW)
        for one in Told:
            mails.tell(hall, session, BREVILLE, one, To(email=MARIE, language="fr"), NOW)
    (code, *told) = sent(hall)
    assert code == ("Code de la ville", "Voici : 031415 (15\u00a0minutes).")
    assert len(told) == len(Told) and all(subject.startswith("Compte : ") and body.endswith("La DSI") for subject, body in told)
    assert told[list(Told).index(Told.PASSWORD)][1].splitlines()[-3].endswith("/forgotten")


def test_a_town_writes_its_own_text_in_each_language_and_it_is_known_by_which_version(hall: Installation) -> None:
    keep(hall, ModelKey.ACCOUNT_PASSWORD, "Objet : Mot de passe oublié\n\nOuvrez :\n{{ compte.lien }}\n\nVotre mairie")
    keep(hall, ModelKey.ACCOUNT_PASSWORD, "Subject: Forgotten\n\nOpen:\n{{ compte.lien }}", Language.ENGLISH)
    linked(hall, Kind.RESET)
    linked(hall, Kind.RESET, "en")
    (subject, body), (english, _) = sent(hall)
    assert (subject, english) == ("Mot de passe oublié", "Forgotten")
    assert LINK.search(body) and body.endswith("Votre mairie")
    with hall.database.read() as session:
        payload = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()[0].payload
    assert (payload["written_by"], payload["version"]) == ("compte_mot_de_passe", 1)
    assert "{link}" in str(payload["body"]) and "/reset/" not in str(payload)
    models.reset(hall, BREVILLE, ModelKey.ACCOUNT_PASSWORD, AGENT, NOW)
    linked(hall, Kind.RESET)
    assert sent(hall)[-1][0] == "Breville – Nouveau mot de passe"


@pytest.mark.parametrize(
    ("subject", "text", "lacking"),
    [
        ("Lien", "Bonjour.", "compte.lien"),
        ("Lien {{ compte.lien }}", "Bonjour {{ compte.lien }}", "compte.lien"),
        ("Lien", '{% if compte.a_confirmer == "identité" %}{{ compte.lien }}{% endif %} x', "compte.lien"),
        ("Lien", "{{ demandeur.nom }} {{ compte.lien }}", "demandeur.nom"),
        ("Lien", "{{ compte.lien }} {{ collectivite.site }}", "collectivite.site"),
        ("Lien", "{{ compte.lien }} {% if %}", "None"),
        ("Lien", "{{ 7 * 7 }} {{ compte.lien }}", "None"),
        ("{% if pieces.suspend %}x{% endif %}", "{{ compte.lien }}", "objet"),
    ],
)
def test_nobody_is_shut_out_by_a_text_that_fails_and_the_town_is_told(hall: Installation, subject: str, text: str, lacking: str) -> None:
    keep_unchecked(hall, ModelKey.ACCOUNT_CONFIRMED, subject, text)
    linked(hall, Kind.REGISTER)
    linked(hall, Kind.REGISTER)
    for heading, body in sent(hall):
        assert heading == "Breville – Confirmez votre adresse" and LINK.search(body)
    assert len(sent(hall)) == 2 and replaced(hall) == [("letter_model:compte_confirmation", lacking)]
    with hall.database.read() as session:
        (line,) = journal.page(session, BREVILLE, after=None, limit=20, sought=Sought(action="letter_model.replaced"))
    assert MARIE not in str(line)


def test_who_asks_for_a_password_learns_nothing_whatever_the_text(hall: Installation) -> None:
    with hall.database.write() as session:
        citizens.add(session, NewCitizen(town=BREVILLE, email=MARIE, password_hash=hashed("x"), profile=Profile()), NOW)
    keep_unchecked(hall, ModelKey.ACCOUNT_PASSWORD, "x", "{{ rien }}")
    for address in ("nobody@courriel.example", MARIE):
        entering.ask_reset(hall, BREVILLE, address, NOW)
    assert [subject for subject, _ in sent(hall)] == ["Breville – Nouveau mot de passe"]


def test_a_text_that_would_shut_somebody_out_is_not_kept(hall: Installation) -> None:
    for subject, body in (("x", "Bonjour."), ("{{ compte.lien }}", "{{ compte.lien }}"), ("x", "{{ compte.lien }} {{ demandeur.nom }}")):
        with pytest.raises(InvalidError):
            keep(hall, ModelKey.ACCOUNT_PASSWORD, f"Objet : {subject}\n\n{body}")
    with hall.database.read() as session:
        assert models.current(session, BREVILLE, ModelKey.ACCOUNT_PASSWORD).number == 0
        assert not ACCOUNT & set(models.names(session, BREVILLE)) and set(models.catalogue(session, BREVILLE)) >= ACCOUNT


def test_who_writes_a_text_sees_every_mail_it_makes_and_nothing_is_sent(hall: Installation) -> None:
    assert [len(account_mails.previews(hall, BREVILLE, key, NOW)) for key in sorted(ACCOUNT)] == [len(Told), 1, 4, 1]
    (made,) = account_mails.previews(hall, BREVILLE, "compte_code", NOW, "Subject: Code\n\n{{ compte.code }}", Language.ENGLISH)
    assert (made.subject, made.body) == ("Code", "482915")
    for key, source in (("compte_code", "Objet : x\n\ny"), ("cloture", None), ("nichts", None)):
        with pytest.raises(InvalidError):
            account_mails.previews(hall, BREVILLE, key, NOW, source)
    with pytest.raises(InvalidError):
        letter_trial.preview(hall, "compte_code", RequestId(1), NOW)
    assert sent(hall) == []
