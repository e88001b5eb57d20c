"""The printed sheet of a request: the blocks of S20 to S33, in their order."""

import re
from datetime import UTC, date, datetime

from domain.department import Confidentiality
from domain.draft import Requester
from domain.lifecycle import Situation
from domain.request import Closure, Status
from flows.merge import merge
from store import requests
from store.mapping import dump
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import Browser, Hall


def words(page: str) -> str:
    """Return the sheet as people read it."""
    sheet = page.partition('<article class="fiche"')[2].partition("</article>")[0]
    return " ".join(re.sub("<[^>]+>", " ", sheet).split())


def test_the_blocks_stand_in_the_order_of_the_product_sheet(claire: Browser, hall: Hall) -> None:
    told = words(claire.get(f"/requests/{hall.ids['trou']}/fiche"))
    blocks = ("Fiche n° :", "Destinataire :", "Le requérant", "Objet", "Localisation", "Secteur", "Détails", "État de la fiche")
    rest = ("Type de demande", "Origine de la demande", "Incluse dans", "Courriers", "Historique", "Création de la fiche")
    places = [told.find(block) for block in (*blocks, *rest)]
    assert -1 not in places, told
    assert places == sorted(places)
    assert "Fiche non prise en charge Fiche ouverte" in told


def test_every_field_of_the_sample_fiche_is_printed(claire: Browser, hall: Hall) -> None:
    request = hall.ids["trou"]
    requester = Requester(
        name="DUPONT Jean",
        address="12 rue des Saulettes 50700 Valognes",
        email="jean.dupont@courriel.example",
        phone="+33199004805",
        other_phones=("+33199004824",),
    )
    with hall.installation.database.write() as session:
        row = session.get_one(RequestRow, request)
        row.requester, row.heading, row.sector = dump(requester), "squat devant le magasin", None
        row.details = "plusieurs personnes squattent devant le magasin\nà côté de chez moi <b>!</b>"
        taken = Situation(
            status=Status.PLANNED, taken_at=datetime(2026, 11, 25, 10, tzinfo=UTC), taken_by="marie", planned_on=date(2026, 12, 2)
        )
        session.flush()
        requests.stand(session, request, taken)
    page = claire.get(f"/requests/{request}/fiche")
    told = words(page)
    for part in (
        "DUPONT Jean",
        "12 rue des Saulettes 50700 Valognes",
        "jean.dupont@courriel.example",
        "01 99 00 48 05 / 01 99 00 48 24",
        "squat devant le magasin",
        "Secteur non coté",
        "plusieurs personnes squattent devant le magasin à côté de chez moi &lt;b&gt;!&lt;/b&gt;",
        "Fiche prise en charge par marie le 25/11/2026",
        "Fiche ouverte",
        "Intervention prévue le 2 décembre 2026",
    ):
        assert part in told.replace("\u00a0", " "), (part, told)
    assert "<b>!</b>" not in page


def test_a_closed_sheet_says_how_and_one_within_another_names_it(claire: Browser, hall: Hall) -> None:
    request, main = hall.ids["trou"], hall.ids["crottes de chien"]
    over = Situation(status=Status.CLOSED, closure=Closure.CARRIED_OUT, closed_at=datetime(2026, 11, 25, 11, tzinfo=UTC))
    with hall.installation.database.write() as session:
        requests.stand(session, request, over)
    assert "Fiche close le 25/11/2026 – Réalisée" in words(claire.get(f"/requests/{request}/fiche"))
    merge(hall.installation, request, main, "admin", seed.NOW)
    with hall.installation.database.read() as session:
        line = requests.get(session, main).line
    assert f"Incluse dans {line.number or line.tracking}" in words(claire.get(f"/requests/{request}/fiche"))


def test_nobody_prints_what_he_may_not_read(claire: Browser, hall: Hall) -> None:
    secret = hall.ids["Aide pour mon loyer"]
    with hall.installation.database.read() as session:
        assert requests.get(session, secret).line.confidentiality is Confidentiality.SOCIAL
    assert claire.client.get(f"/requests/{secret}/fiche").status_code == 404
