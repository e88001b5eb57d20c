"""Documents of figures on screen: rights, preview, files, the town's own words, what is sent by mail."""

import io
import re
from collections.abc import Callable

import pikepdf
import pytest
from httpx2 import Response

from domain.report import RecipientKind, Rhythm
from flows.reports import schedules
from flows.reports.actions import actions_of
from store import agents, journal
from tests.web import figures_town, seed
from tests.web.conftest import ORIGIN, Browser, Hall

Open = Callable[[str], Browser]
AT = "/figures/documents"
PLANS = f"{AT}/schedules"


@pytest.fixture
def signed_in(hall: Hall, new_browser: Callable[[], Browser]) -> Open:
    figures_town.fill(hall.installation)

    def opened(login: str) -> Browser:
        browser = new_browser()
        assert browser.sign_in(login) == 303
        return browser

    return opened


def _post(browser: Browser, path: str, page: str = AT, **fields: str | list[str]) -> Response:
    return browser.client.post(path, data={"csrf": browser.token(page), **fields}, headers={"Origin": ORIGIN}, follow_redirects=False)


def test_documents_are_offered_as_far_as_rights_go(signed_in: Open) -> None:
    regulator, boss = signed_in(figures_town.REGIS).get(AT), signed_in(figures_town.BOSS).get(AT)
    for title in ("Tableau de bord hebdomadaire", "Tableau mensuel", "Rapport annuel au conseil municipal", "Données ouvertes"):
        assert title in regulator
    assert PLANS not in regulator
    assert PLANS in boss


def test_a_document_is_taken_out_as_pdf_and_that_stands_in_the_journal(hall: Hall, signed_in: Open) -> None:
    regulator = signed_in(figures_town.REGIS)
    answer = _post(regulator, f"{AT}/make", kind="monthly", period="2026-03", do="take")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert "tableau-mensuel-valognes-2026-03.pdf" in answer.headers["content-disposition"]
    with pikepdf.open(io.BytesIO(answer.content)) as found:
        assert len(found.pages) == 2
    with hall.installation.database.read() as session:
        (line,) = [one for one in journal.page(session, seed.VALOGNES, after=None, limit=50) if one.action == "figures.document"]
    assert (line.actor, line.details["kind"], line.details["period"]) == (figures_town.REGIS, "monthly", "2026-03")


def test_the_preview_shows_each_page_as_a_picture_with_words(signed_in: Open) -> None:
    page = _post(signed_in(figures_town.REGIS), f"{AT}/make", kind="monthly", period="2026-03", do="look").text
    pictures = re.findall(r'<img src="(data:image/png;base64,[^"]{1000,})" alt="([^"]+)"', page)
    assert [alt for _, alt in pictures] == [f"Page {at} sur 2, en image\u202f; le PDF peut être lu à voix haute" for at in (1, 2)]
    assert '<input type="hidden" name="period" value="2026-03">' in page


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "monthly", "period": "2026-W03"}, 422),
        ({"kind": "weekly", "period": "2026-W03", "department": "NON"}, 422),
        ({"kind": "sector", "period": "2026-03", "sector": "Ailleurs"}, 422),
        ({"kind": "poem", "period": "2026"}, 422),
    ],
)
def test_what_is_no_document_is_refused_in_words(signed_in: Open, fields: dict[str, str], status: int) -> None:
    assert _post(signed_in(figures_town.REGIS), f"{AT}/make", **fields).status_code == status


def test_a_form_that_comes_from_elsewhere_is_refused(signed_in: Open) -> None:
    regulator = signed_in(figures_town.REGIS)
    sent = {"kind": "monthly", "period": "2026-03"}
    assert regulator.client.post(f"{AT}/make", data=sent, headers={"Origin": ORIGIN}).status_code == 403


def test_an_elected_member_gets_the_month_with_small_numbers_masked_and_no_planning(signed_in: Open) -> None:
    elected = signed_in(figures_town.ELUE)
    assert _post(elected, f"{AT}/make", kind="monthly", period="2026-03").status_code == 200
    assert elected.status(PLANS) == 403
    assert elected.status(f"{AT}/actions?year=2025") == 403


def test_open_data_leaves_with_its_dictionary(signed_in: Open) -> None:
    regulator = signed_in(figures_town.REGIS)
    found = _post(regulator, f"{AT}/open-data", year="2026")
    assert found.headers["content-disposition"].startswith('attachment; filename="demandes-valognes-2026.csv"')
    assert found.text.startswith("date_reception,canal,")
    assert _post(regulator, f"{AT}/open-data", year="2026", what="dictionary").text.startswith("nom,type,description,exemple")


def test_the_towns_own_words_are_kept_by_versions(hall: Hall, signed_in: Open) -> None:
    boss = signed_in(figures_town.BOSS)
    at = f"{AT}/actions?year=2025"
    assert _post(boss, f"{AT}/actions", at, year="2025", text="Deux agents recrutés.", seen="0").status_code == 303
    assert actions_of(hall.installation, seed.VALOGNES, 2025).text == "Deux agents recrutés."
    second = _post(boss, f"{AT}/actions", at, year="2025", text="Trop tard", seen="0")
    assert second.status_code == 409
    assert "Trop tard" in second.text
    assert _post(boss, f"{AT}/actions", at, year="2025", text="x" * 6_001, seen="1").status_code == 422


def test_what_is_sent_is_planned_changed_and_ended_on_screen(hall: Hall, signed_in: Open) -> None:
    boss, installation = signed_in(figures_town.BOSS), hall.installation
    with installation.database.write() as session:
        regis = agents.find_by_login(session, figures_town.REGIS)
        assert regis is not None
        agents.set_email(session, regis.id, "regis@valognes.example")
    whom = f"agent:{figures_town.REGIS}"
    form: dict[str, str | list[str]] = {"document": "monthly", "rhythm": "month", "month_day": "2", "hour": "7", "language": "fr"}
    refused = _post(boss, PLANS, PLANS, **form)
    assert refused.status_code == 422
    assert "Un document envoyé a besoin de destinataires, 100 au plus." in refused.text
    assert _post(boss, PLANS, PLANS, **form, whom=[whom]).status_code == 303
    (kept,) = schedules.planned(installation, seed.VALOGNES)
    assert (kept.schedule.rhythm, kept.schedule.day, kept.schedule.hour) == (Rhythm.MONTH, 2, 7)
    assert [(one.kind, one.name) for one in kept.schedule.recipients] == [(RecipientKind.AGENT, figures_town.REGIS)]
    page = boss.get(PLANS)
    assert "le 2 de chaque mois à 7\u00a0h" in page
    assert "Rien n’a encore été envoyé." in page
    changing = f"{PLANS}?edit={kept.id}"
    assert _post(boss, PLANS, changing, **{**form, "hour": "9"}, whom=[whom], id=str(kept.id), seen="1").status_code == 303
    assert schedules.planned(installation, seed.VALOGNES)[0].schedule.hour == 9
    assert _post(boss, PLANS, changing, **form, whom=[whom], id=str(kept.id), seen="1").status_code == 409
    assert _post(boss, f"{PLANS}/{kept.id}/end", PLANS, seen="2").status_code == 303
    assert schedules.planned(installation, seed.VALOGNES) == ()
    assert boss.status(changing) == 404
