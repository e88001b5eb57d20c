"""A copy for support and training: whole, with the same figures, and of nobody (S44)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text, update

from domain.citizen import PostalAddress, Profile
from domain.errors import ConfigurationError
from domain.figures import Axis
from domain.ids import RequestId
from domain.inbound import Channel
from domain.lifecycle import Act, Step
from domain.request import Closure
from flows.act import Asked, act
from flows.entry import Entry, Person, enter
from flows.notes import write_note
from flows.pseudonymise import copying
from flows.pseudonymise.copying import Copied, pseudonymise
from flows.search import catch_up
from flows.wiring import Installation, open_installation
from rules.words import fold
from store import citizens, pseudonym_atlas
from store.citizens import NewCitizen
from store.schema import Base, CallRow, JobRow, OutboxRow, RequestRow
from tests import installations
from tests.flows import test_erase_channels as channels
from tests.flows.calling import Switchboard, take
from tests.flows.test_erase import counted, everywhere, files
from tests.flows.waiting_hall import ANNE, FIRST, at, come, decide, mail, open_hall, work_all
from tests.installations import BREVILLE, NOW
from tests.web.conftest import ORIGIN, Browser
from web.app import create_app

MAIL_NAME = "Kerzinzel"
ODD = ("Kerzinzel", "Grandchamp", "Oulaghmarec", "Tchéquévoix", "Wybrançois", "Brennilizh", "Zoltanovitch")
"""Names that no other text has, one or more a channel."""
NUMBERS = ("0639987123", "0261914567", "0639987654", "0639983391", "0261917788")
ADDRESSES = ("zoe.kz@courriel-rare.example", "yolande@fictif.example", "b.brennilizh@logis-test.example")
HOUSES = ("1477", "2861", "9453")
HOME = "2861 bis venelle des Mirlifloches, 29873 Plouzinzec"
BANK, SOCIAL, PLATE = "FR7699999000010000000000187", "299129999999957", "ZZ-918-XQ"
SEEDS = (*ODD, *NUMBERS, *ADDRESSES, *HOUSES, "Mirlifloches", "Plouzinzec", BANK, SOCIAL, PLATE)
LETTER = (
    f"Bonjour, un nid de poule devant le 2861 bis venelle des Mirlifloches. Ma voisine Ysaline TCHE\u0301QUE\u0301VOIX l’a vu.\n"
    "Mon compte : FR76 9999 9000 0100 0000 0000 187, ma voiture ZZ-918-XQ, n° 2 99 12 99 999 999 57.\n"
    f"Rappelez-moi au 06.39.98.71.23 ou au +33 2 61 91 45 67.\n\nZoé {MAIL_NAME.upper()}\n{HOME}\n06 39 98 71 23\n"
)

PAGES = ("/review", "/requests?state=all", "/search?q=poule", "/requesters", "/calls", "/figures?show=received&by=subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An installation and its copy, opened."""

    hall: Installation
    copy: Installation
    folder: Path
    done: Copied


def tell(_stage: str, _done: int, _total: int) -> None:
    """Let it go on without a word."""


def live(hall: Installation) -> None:
    """Let persons come by every channel, be answered, noted and called."""
    raw = mail(LETTER, 1, sender=ADDRESSES[0]).replace(b"Sylvie Lebrun <", f"Zoe {MAIL_NAME} <".encode())
    come(hall, raw)
    decide(hall, subject="VOI-01")
    write_note(
        hall,
        FIRST,
        f"M. Wybrançois a rappelé pour Zoé {MAIL_NAME} (zoe.kz@courriel-rare.example, 0639987123).",
        ANNE,
        at("2026-03-17T09:00"),
    )
    step = Step(act=Act.CLOSE, closure=Closure.CARRIED_OUT, answer=f"Madame {MAIL_NAME}, nous avons appelé le 02 61 91 45 67.")
    act(hall, Asked(request=FIRST, step=step), ANNE, at("2026-04-01T10:00"))
    channels.on_paper(Channel.SCAN)(hall)
    channels.by_form(hall)
    take(hall, Switchboard().missed("0639983391", at("2026-03-12T12:00")).text())
    with hall.database.write() as session:
        said = {"name": "Ferdinand OULAGHMAREC", "note": "rappeler Ferdinand Oulaghmarec", "audio": "Oulaghmarec.wav"}
        session.execute(update(CallRow).values(said))
    who = Person(
        name="Brennilizh", first_name="Gwenolé", email=ADDRESSES[2], phone="02 61 91 77 88", address="9453 rue de Poterie 50700 Bréville"
    )
    words = "Un arbre est tombé devant le 9453 rue de Poterie, dit Gwenolé Brennilizh."
    enter(hall, BREVILLE, Entry(channel=Channel.COUNTER, text=words, agent=ANNE, person=who), at("2026-03-12T09:14"))
    work_all(hall, "2026-03-12T09:14")
    with hall.database.write() as session:
        address = PostalAddress(street="2861 bis venelle des Mirlifloches", postcode="29873", town="Plouzinzec")
        profile = Profile(name="Zoltanovitch", first_name="Ursule", phone="+33261917788", address=address)
        citizens.add(
            session, NewCitizen(town=BREVILLE, email="ursule.zoltanovitch@fictif.example", password_hash="x", profile=profile), NOW
        )
    catch_up(hall)


@pytest.fixture(params=["to a server", pytest.param("from a server", marks=pytest.mark.servers)])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Made]:
    """A copy of an SQLite file on a PostgreSQL server, or of a server's database in a folder."""
    is_from = request.param == "from a server"
    url, to = request.getfixturevalue("postgresql_url"), str(tmp_path / "copy" / "data")
    source = url if is_from else request.getfixturevalue("sqlite_url")
    hall = open_hall(tmp_path / "hall" / "data", source)
    live(hall)
    done = pseudonymise(hall, to if is_from else url, None, "cli", NOW, tell)
    (tmp_path / "copy").mkdir(exist_ok=True)
    wanted = installations.settings(tmp_path / "copy" / "data", **({} if is_from else {"database_url": url}))
    copy = open_installation(wanted, readers=1)
    yield Made(hall=hall, copy=copy, folder=tmp_path / "copy", done=done)
    copy.close()
    hall.close()


def bare(said: str) -> str:
    """Return a text folded, without what stands between letters and digits."""
    return "".join(one for one in fold(said) if one.isalnum())


def found(installation: Installation) -> set[str]:
    """Return the seeds that stand anywhere in the tables, however written."""
    rows = [bare(row) for row in everywhere(installation).split("\0")]
    said = {one for one in (*SEEDS, *(one[1:] for one in NUMBERS)) if one not in HOUSES and any(bare(one) in row for row in rows)}
    return {one if one in SEEDS else f"0{one}" for one in said} | houses(everywhere(installation))


def houses(said: str) -> set[str]:
    """Return the house numbers that are said, alone: digests have such digits too."""
    return {one for one in HOUSES if re.search(rf"(?<!\w){one}(?!\w)", said)}


def test_no_table_and_no_column_is_forgotten() -> None:
    assert pseudonym_atlas.unsorted() == ()
    assert not {*pseudonym_atlas.LEFT_OUT} & {*pseudonym_atlas.SORTS, *pseudonym_atlas.CODES_ONLY}


def test_nobody_is_in_the_copy_and_everybody_stays_in_the_installation(made: Made) -> None:
    there = found(made.hall)
    assert there == set(SEEDS)
    assert found(made.copy) == set()
    disk = files(made.copy).decode("utf-8", "replace").lower()
    assert [one for one in SEEDS if one.lower() in disk and one not in HOUSES] == [] and houses(disk) == set()
    _texts_fit(made)


def test_the_copy_is_whole_opens_every_page_and_writes_to_nobody(made: Made) -> None:
    _figures_are_equal(made)
    _pages_open(made)
    _nothing_leaves(made)


def _figures_are_equal(made: Made) -> None:
    for table in (RequestRow, OutboxRow, CallRow):
        assert _count(made.copy, table) == _count(made.hall, table) > 0
    assert [len(one.counts) for one in counted(made.copy)] == [len(one.counts) for one in counted(made.hall)]
    by_agent = list(Axis).index(Axis.AGENT) + 1
    here, there = counted(made.hall), counted(made.copy)
    assert [one for place, one in enumerate(here) if place != by_agent] == [one for place, one in enumerate(there) if place != by_agent]
    assert here[0].counts


def _count(installation: Installation, table: type[Base]) -> int:
    with installation.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def _texts_fit(made: Made) -> None:
    """The same person has the same pseudonym everywhere, and texts keep their length."""
    with made.hall.database.read() as session:
        before = {row.id: row for row in session.scalars(select(RequestRow))}
    with made.copy.database.read() as session:
        after = {row.id: row for row in session.scalars(select(RequestRow))}
    assert [(one, len(row.details), len(row.heading)) for one, row in sorted(before.items())] == [
        (one, len(row.details), len(row.heading)) for one, row in sorted(after.items())
    ]
    first = after[1]
    name, phone = str(first.requester["name"]), str(first.requester["phone"])
    assert phone.startswith("+336399") and phone[3:] in first.details.replace(".", "").replace(" ", "")
    with made.copy.database.read() as session:
        notes = " ".join(session.scalars(text("SELECT text FROM notes")))
    assert name.split(maxsplit=1)[0].capitalize() in notes


def _pages_open(made: Made) -> None:
    catch_up(made.copy)
    ((login, _),) = made.done.logins
    with TestClient(create_app(made.copy), base_url=ORIGIN, headers={"Accept-Language": "fr"}) as client:
        browser = Browser(client)
        assert browser.sign_in(login, made.done.password) == 303
        requests = [f"/requests/{one}" for one in _ids(made.copy)]
        for path in (*PAGES, *requests):
            assert client.get(path).status_code == 200, path
        assert "poule" in client.get("/search?q=poule").text


def _ids(installation: Installation) -> list[RequestId]:
    with installation.database.read() as session:
        return [RequestId(one) for one in session.scalars(select(RequestRow.id))]


def _nothing_leaves(made: Made) -> None:
    with made.hall.database.read() as session:
        assert session.scalars(select(OutboxRow.state)).all() != []
        assert session.scalar(select(func.count()).select_from(JobRow)) != 0
    with made.copy.database.read() as session:
        assert set(session.scalars(select(OutboxRow.state))) <= {"sent", "withdrawn"}
        assert session.scalar(select(func.count()).select_from(JobRow)) == 0
        assert all(one.endswith(".example") for one in session.scalars(select(OutboxRow.recipient)) if "@" in one)


def test_of_one_town_nothing_of_others_comes_along(sqlite_url: str, tmp_path: Path) -> None:
    hall = installations.installation(installations.settings(tmp_path / "hall", database_url=sqlite_url))
    done = pseudonymise(hall, str(tmp_path / "copy"), BREVILLE, "cli", NOW, tell)
    hall.close()
    assert done.rows["towns"] == 1
    copy = open_installation(installations.settings(tmp_path / "copy"), readers=1)
    assert copy.towns.ids() == (BREVILLE,)
    copy.close()


def test_a_copy_that_is_broken_off_says_so_and_is_empty(sqlite_url: str, tmp_path: Path) -> None:
    hall = installations.installation(installations.settings(tmp_path / "hall", database_url=sqlite_url))

    def stop(stage: str, _done: int, _total: int) -> None:
        if stage == copying.WRITING:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pseudonymise(hall, str(tmp_path / "copy"), None, "cli", NOW, stop)
    assert "incomplete" in (tmp_path / "copy" / copying.INCOMPLETE).read_text(encoding="utf-8")
    with pytest.raises(ConfigurationError, match="broken off"):
        pseudonymise(hall, str(tmp_path / "copy"), None, "cli", NOW, tell)
    hall.close()
    copy = open_installation(installations.settings(tmp_path / "copy"), readers=1)
    assert copy.towns.ids() == ()
    copy.close()


def test_a_folder_in_use_or_the_installation_itself_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    hall = installations.installation(installations.settings(tmp_path / "hall", database_url=sqlite_url))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("à moi", encoding="utf-8")
    for to in (str(tmp_path / "full"), str(tmp_path / "hall" / "copy"), str(tmp_path), "mysql://host/base"):
        with pytest.raises(ConfigurationError):
            pseudonymise(hall, to, None, "cli", NOW, tell)
    hall.close()
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["note.txt"]
