"""Further towns on an installation, made in a minute (S2, S36)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.errors import ConflictError, ForbiddenError, InvalidError
from domain.ids import TownId
from domain.rights import Role
from flows import accounts, journal, password_links, portal_settings, town_making
from flows.first_run.plan import TownFacts
from flows.town_making import VALID, Wanted
from flows.wiring import Installation
from store import agents, outbox, towns
from store.agents import NewAgent
from store.outbox import OutboxId
from store.schema import OutboxRow
from tests import installations
from tests.installations import AUVILLE, NOW

FACTS = TownFacts(name="Neuville-sur-Mer", insee="50999", postcode="50999", email="mairie@neuville.example")
WANTED = Wanted(facts=FACTS, login="anne", name="Anne Neuve", hosts=("demarches.neuville.example",))


def test_a_town_is_made_with_its_catalogue_its_host_and_its_administrator(town_hall: Installation) -> None:
    made = town_making.make(town_hall, WANTED, "cli", NOW)

    view = town_hall.towns.get(made.town)
    assert made.town == TownId("neuville-sur-mer") and view.town.name == "Neuville-sur-Mer"
    assert len(view.ruleset.subjects) > 20 and {"VOI", "AG"} <= {str(one.code) for one in view.ruleset.departments}
    assert portal_settings.settings_of(town_hall, made.town).hosts == ("demarches.neuville.example",)
    token = made.link.partition("token=")[2]
    assert password_links.is_valid(town_hall, token, NOW + VALID - timedelta(minutes=1))
    assert not password_links.is_valid(town_hall, token, NOW + VALID)
    assert password_links.choose(town_hall, token, "un mot de passe bien long", NOW) == ()
    signed_in = accounts.sign_in(town_hall, "anne", "un mot de passe bien long", NOW)
    assert isinstance(signed_in, accounts.SignedIn) and signed_in.agent.town == made.town and Role.ADMIN in signed_in.agent.roles
    assert not password_links.is_valid(town_hall, token, NOW)
    assert all(not one.findings for one in journal.verify(town_hall.database, made.town))


@pytest.mark.parametrize(
    ("insee", "zone", "holidays"),
    [
        ("50999", "Europe/Paris", "metropole"),
        ("67482", "Europe/Paris", "alsace-moselle"),
        ("97411", "Indian/Reunion", "la-reunion"),
        ("98818", "Pacific/Noumea", "nouvelle-caledonie"),
    ],
)
def test_time_zone_and_holidays_follow_from_the_insee_code(insee: str, zone: str, holidays: str, town_hall: Installation) -> None:
    facts = TownFacts(name="Neuville", insee=insee, postcode=insee, email="mairie@neuville.example")
    made = town_making.make(town_hall, Wanted(facts=facts, login="anne"), "cli", NOW)
    town = town_hall.towns.get(made.town).town
    assert (town.timezone, town.holidays) == (zone, holidays)


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_made(town_hall: Installation) -> None:
    facts = TownFacts(name="", insee="x", postcode="1", email="personne")
    wanted = Wanted(facts=facts, id="A B", departments=("ZZZ",), hosts=("https://x",), login="cli", email="y")
    with pytest.raises(InvalidError) as refused:
        town_making.make(town_hall, wanted, "cli", NOW)
    told = {one.where for one in refused.value.mistakes}
    assert told >= {"name", "insee", "postcode", "email", "id", "departments", "hosts", "login", "administrator_email"}
    assert len(town_hall.towns.ids()) == 2


@pytest.mark.parametrize("taken", ["town", "login", "host"])
def test_what_is_anothers_is_not_taken_and_no_half_town_is_left(taken: str, town_hall: Installation) -> None:
    town_making.make(town_hall, WANTED, "cli", NOW)
    names = {"town": FACTS.name, "login": "anne", "host": "demarches.neuville.example"}
    own = {"town": "Vieuxville", "login": "paul", "host": "demarches.vieuxville.example", taken: names[taken]}
    facts = TownFacts(name=own["town"], insee="50998", postcode="50998", email="mairie@vieuxville.example")
    with pytest.raises(ConflictError):
        town_making.make(town_hall, Wanted(facts=facts, login=own["login"], hosts=(own["host"],)), "cli", NOW)
    assert len(town_hall.towns.ids()) == 3


def test_only_who_runs_the_installation_makes_towns_and_sees_how_much_there_is(town_hall: Installation) -> None:
    for login, town, roles in (("runner", None, {Role.ADMIN}), ("boss", AUVILLE, {Role.ADMIN}), ("regis", None, {Role.REGULATOR})):
        new = NewAgent(town=town, login=login, name=login, roles=frozenset(roles), password_hash="x")
        accounts.add_agent(town_hall, new, NOW)
    for login in ("boss", "regis"):
        with pytest.raises(ForbiddenError):
            town_making.make(town_hall, WANTED, login, NOW)
        with pytest.raises(ForbiddenError):
            town_making.overview(town_hall, login)
    town_making.make(town_hall, WANTED, "runner", NOW)
    found = {one.town: one for one in town_making.overview(town_hall, "runner")}
    assert found[AUVILLE].agents == 1 and found[TownId("neuville-sur-mer")].mailboxes == 1


def test_the_invitation_goes_by_mail_where_there_is_a_way_out(town_hall: Installation, tmp_path: Path) -> None:
    settings = {"database_url": town_hall.settings.database_address, "relay_url": "smtp://127.0.0.1:1", "url": "https://desk.example"}
    posting = installations.opened(installations.settings(tmp_path / "other", **settings))
    try:
        wanted = Wanted(facts=FACTS, login="anne", email="anne@neuville.example")
        made = town_making.make(posting, wanted, "cli", NOW)
        assert made.is_mailed and made.link.startswith("https://desk.example/sign-in/new-password?token=")
        with posting.database.read() as session:
            letters = session.scalars(select(OutboxRow.id).where(OutboxRow.recipient == "anne@neuville.example"))
            (sent,) = (outbox.get(session, OutboxId(one)) for one in letters)
            assert towns.town(session, made.town).name == FACTS.name
            assert agents.find_by_login(session, "anne") is not None
        # Who reads the database does not read the link.
        assert made.link.partition("token=")[2] not in str(sent.letter.payload)
        assert made.link in password_links.with_link(posting.settings, sent.letter.payload)
        assert re.search(r"« anne »", str(sent.letter.payload["body"]))
    finally:
        posting.close()
