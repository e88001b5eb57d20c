"""The figures on screen: the address is the question, rights decide the answer, files are what is shown, links tell of nobody (S41)."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import escape
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response
from sqlalchemy import update

from domain.department import Confidentiality
from domain.figures import Axis, Period
from domain.rights import Reach
from domain.saved_question import SavedQuestion
from figures.asking import from_pairs
from figures.indicators import INDICATORS
from figures.question import View
from flows import saved_questions
from flows.figure_exports import export
from flows.figure_exports.sheet import sheet_of
from flows.figures import OPERATOR, answer, today_in
from flows.rights import standing_of
from store import agents, journal
from store.schema import SavedQuestionRow
from tests.web import figures_town, seed
from tests.web.conftest import Browser, Hall
from tests.web.figures_town import REGIS
from web.figures_form import query_of, wider_query
from web.figures_ways import way_to_list
from web.pages.figures_public import A_MINUTE, PublicPages

Open = Callable[[str], Browser]
HEAT = "show=received&by=subject&and_by=sector&view=heat"


@pytest.fixture
def signed_in(hall: Hall, new_browser: Callable[[], Browser]) -> Open:
    figures_town.fill(hall.installation)

    def opened(login: str) -> Browser:
        browser = new_browser()
        assert browser.sign_in(login) == 303
        return browser

    return opened


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def table(page: str) -> list[list[str]]:
    found = page.partition('<table class="fig-table')[2].partition("</table>")[0]
    return [
        [plain(cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", found, re.S)
    ]


def test_without_a_question_the_ready_ones_are_shown_and_one_is_answered(signed_in: Open) -> None:
    page = signed_in(figures_town.REGIS).get("/figures")
    assert "Questions prêtes" in page and "Par canal" in page and "/figures?show=" in page
    rows = table(page)
    assert rows[0] == ["Mois", "Demandes reçues", "Clôtures", "Demandes ouvertes (stock)"]
    assert len(rows) == 14 and rows[-1][0] == "Ensemble"
    assert (
        "<svg" in page
        and "data-chart=" in page
        and "<style" not in page.partition("<main")[2]
        and " style=" not in page.partition("<main")[2]
    )


def test_the_answer_is_that_of_the_flow_cell_by_cell(hall: Hall, signed_in: Open) -> None:
    page = signed_in(figures_town.REGIS).get("/figures?show=received,closed&by=channel&compare=1&view=bars")
    question = from_pairs([("show", "received,closed"), ("by", "channel"), ("compare", "1")], today_in(hall.installation, seed.VALOGNES))
    asked = answer(hall.installation, OPERATOR, seed.VALOGNES, question, "fr")
    rows = table(page)
    assert [row[0] for row in rows[1:]] == [one.label for one in (*asked.lines, asked.total)]
    assert [row[1:] for row in rows[1:]] == [[str(cell.value) for cell in one.cells] for one in (*asked.lines, asked.total)]
    assert "is-before" in page


def test_what_does_not_fit_is_said_beside_the_form_and_nothing_is_answered(signed_in: Open) -> None:
    browser = signed_in(figures_town.REGIS)
    for query, words in (
        ("show=closed&by=hour", "ne se compte pas par"),
        ("show=received&view=heat", "a deux axes"),
        ("show=received&period=days&from=2026-05-01&to=2026-04-01", "finit avant de commencer"),
        ("planet=mars&show=received", "n’existe pas"),
        ("show=received&priority=9", "n’est pas une valeur"),
    ):
        answer_ = browser.client.get(f"/figures?{query}")
        assert (answer_.status_code, words in answer_.text, "fig-answer-head" in answer_.text) == (422, True, False)


def test_all_indicators_can_be_asked_at_once_and_taken_out(signed_in: Open) -> None:
    """Their codes make one long value of the address."""
    fitting = ",".join(code for code, one in INDICATORS.items() if Axis.DEPARTMENT in one.axes)
    assert len(fitting) > 200
    browser = signed_in(figures_town.REGIS)
    assert len(table(browser.get(f"/figures?show={fitting}&by=department"))[0]) == fitting.count(",") + 2
    assert _export(browser, f"show={fitting}&by=department", "csv").status_code == 200


def test_a_period_without_anything_says_so_and_what_to_do(signed_in: Open) -> None:
    page = signed_in(figures_town.REGIS).get("/figures?show=received&by=channel&from=2020-01-01&to=2020-01-31&view=pie")
    assert "Rien n’a été compté sur cette période." in page and "Choisissez une période plus longue" in page
    assert "period=12_months" in page and "data-chart" not in page


def test_days_in_the_form_count_only_where_no_period_is_named(signed_in: Open) -> None:
    browser = signed_in(figures_town.REGIS)
    page = browser.get("/figures?show=received&period=year&from=2020-01-01&to=2020-01-31")
    assert "2020" not in plain(page.partition('id="fig-title"')[2])
    assert "du 1er janvier 2020 au 3 février 2020" in browser.get("/figures?show=received&period=days&from=2020-01-01&to=2020-02-03")


def test_streets_are_filtered_by_names_as_they_are_typed(signed_in: Open) -> None:
    page = signed_in(figures_town.REGIS).get("/figures?show=received&by=subject&street=RUE+DES+RELIGIEUSES;+rue+de+poterie")
    assert 'value="Rue de Poterie; Rue des Religieuses"' in page and "Dépôt sauvage" in plain(page)


def test_small_numbers_are_masked_for_an_elected_member_and_lead_nowhere(signed_in: Open) -> None:
    elected, regulator = signed_in(figures_town.ELUE), signed_in(figures_town.REGIS)
    query = "/figures?show=received&by=channel&period=12_months&subject=EDU-02"
    seen, whole = elected.get(query), regulator.get(query)
    assert "masqué" in plain(seen.partition("fig-table")[2]) and "moins de 5" in plain(seen)
    assert 'class="is-masked"' not in whole and 'href="/requests?' in whole
    assert 'href="/requests?' not in seen and 'href="/requests?' not in elected.get(f"/figures?{HEAT}")
    for form in ("csv", "xlsx"):
        assert _export(elected, query.partition("?")[2], form).status_code == 200
    rows = list(csv.reader(io.StringIO(_export(elected, query.partition("?")[2], "csv").content.decode("utf-8-sig")), delimiter=";"))
    assert any("masqué" in row for row in rows)


def test_who_tells_no_agents_apart_is_offered_none_and_gets_none(signed_in: Open) -> None:
    regulator, boss = signed_in(figures_town.REGIS), signed_in(figures_town.BOSS)
    assert "Charge par agent" not in regulator.get("/figures") and "Charge par agent" in boss.get("/figures")
    assert regulator.client.get("/figures?show=stock&by=agent").status_code == 403
    assert boss.client.get("/figures?show=stock&by=agent").status_code == 200


def test_nobody_outside_sees_figures(browser: Browser) -> None:
    assert "/sign-in" in str(browser.client.get("/figures").url)
    assert browser.client.get("/p/figures/nothing").status_code == 404


def test_a_figure_leads_to_the_list_of_its_requests(signed_in: Open) -> None:
    browser = signed_in(figures_town.REGIS)
    page = browser.get("/figures?show=received&by=channel&department=PRO&period=12_months")
    link = next(one for one in re.findall(r'href="(/requests\?[^"]+)"', page) if "department=PRO" in one and "channel=phone" in one)
    asked = {name: value for name, (value,) in parse_qs(urlsplit(link.replace("&amp;", "&")).query).items()}
    assert (asked["state"], asked["department"], asked["channel"]) == ("all", "PRO", "phone") and asked["from"] < asked["to"]
    listed = browser.get(link.replace("&amp;", "&"))
    assert listed.count('class="row-link"') == int(re.search(rf'href="{re.escape(link)}"[^>]*>(\d+)<', page).group(1))  # type: ignore[union-attr]


def test_only_what_a_list_can_ask_leads_to_one(hall: Hall, signed_in: Open) -> None:
    signed_in(figures_town.REGIS)
    today = today_in(hall.installation, seed.VALOGNES)
    reach = Reach(level=Confidentiality.NORMAL)

    def links(query: str, reach: Reach = reach, *, is_masked: bool = False) -> list[str | None]:
        question = from_pairs([part.split("=") for part in query.split("&")], today)  # type: ignore[misc]
        asked = answer(hall.installation, OPERATOR, seed.VALOGNES, question, "fr")
        way = way_to_list(question, reach, today, is_masked=is_masked)
        return [way(line, column, cell) for line in asked.lines for column, cell in zip(asked.columns, line.cells, strict=True)]

    assert any(links("show=received&by=month")) and any(links("show=stock&by=department&period=month"))
    for query in ("show=stock&by=month", "show=received&by=nature", "show=closed&by=department", "show=received&by=subject&state=open"):
        assert not any(links(query)), query
    assert not any(links("show=received&by=subject&channel=email&channel=phone"))
    assert not any(links("show=stock&by=department&period=last_year"))
    assert not any(links("show=received&by=month", is_masked=True)) and not any(links("show=received&by=month", Reach(level=None)))
    (month,) = {one for one in links("show=received&by=month&period=month") if one}
    assert f"from={today.replace(day=1).isoformat()}&to={today.isoformat()}" in month
    assert "2019" not in wider_query(from_pairs([("show", "received"), ("from", "2019-01-01")], today))


def test_exports_leave_in_every_form_and_stand_in_the_journal(hall: Hall, signed_in: Open) -> None:
    browser = signed_in(figures_town.REGIS)
    kinds = {
        "csv": b"\xef\xbb\xbf",
        "xlsx": b"PK",
        "ods": b"PK",
        "pdf": b"%PDF",
        "png": b"\x89PNG",
        "svg": b"<svg",
    }
    for form, begin in kinds.items():
        given = _export(browser, "show=received&by=channel&view=bars&period=12_months", form)
        assert given.status_code == 200 and given.content.startswith(begin), form
        assert f".{form}" in given.headers["content-disposition"] and given.headers["content-disposition"].startswith("attachment")
    assert _export(browser, "show=received", "exe").status_code == 404
    assert _export(browser, "show=nothing", "csv").status_code == 422
    with hall.installation.database.read() as session:
        lines = [one for one in journal.page(session, seed.VALOGNES, after=None, limit=50) if one.action == "export"]
    assert sorted(str(one.details["what"]) for one in lines) == sorted(f"figures.{form}" for form in kinds)
    assert {one.actor for one in lines} == {figures_town.REGIS} and {one.details["count"] for one in lines} == {3}


def test_a_table_too_large_for_paper_is_offered_as_a_spreadsheet(signed_in: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_CELLS", 3)
    browser = signed_in(REGIS)
    query = "show=received&by=channel&period=12_months"
    page = _export(browser, query, "pdf")
    assert page.status_code == 422
    assert "un PDF en prend 3." in page.text
    assert f'name="query" value="{escape(query)}"' in page.text
    assert 'name="format" value="xlsx"' in page.text
    assert _export(browser, query, "xlsx").status_code == 200


def test_a_csv_is_what_the_page_shows(hall: Hall, signed_in: Open) -> None:
    browser, query = signed_in(figures_town.REGIS), "show=received,on_time_rate&by=department&compare=1&period=12_months"
    rows = table(browser.get(f"/figures?{query}"))
    content = _export(browser, query, "csv").content.decode("utf-8-sig")
    given = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[3:]
    bare = [[name, *("" if cell == "– pas de chiffre" else cell.replace("\u202f", "") for cell in row)] for name, *row in rows]
    assert given[: len(rows)] == bare
    question = from_pairs([("show", "received"), ("by", "department")], today_in(hall.installation, seed.VALOGNES))
    assert sheet_of(answer(hall.installation, OPERATOR, seed.VALOGNES, question, "fr"), (), "fr").rows[-1][0].words == "Ensemble"


def test_exports_need_a_form_of_ours(signed_in: Open) -> None:
    browser = signed_in(figures_town.REGIS)
    given = browser.client.post(
        "/figures/export", data={"query": "show=received", "format": "csv"}, headers={"Origin": "http://mechant.example"}
    )
    assert given.status_code == 403


def test_questions_are_saved_shared_and_opened_by_the_elected(hall: Hall, signed_in: Open) -> None:
    regulator, elected = signed_in(figures_town.REGIS), signed_in(figures_town.ELUE)
    assert regulator.post("/figures/saved", "/figures", name="Par canal", query="show=received&by=channel&period=12_months") == 303
    assert regulator.post("/figures/saved", "/figures", name="", query="show=received") == 422
    (saved,) = _saved(hall, figures_town.REGIS)
    at = f"/figures/saved/{saved.id}"
    assert f"{figures_town.REGIS}</span>" not in elected.get("/figures") and "Par canal" in regulator.get("/figures/saved")
    assert elected.post(f"{at}/rename", "/figures", name="À moi") == 404
    assert regulator.post(f"{at}/share", "/figures/saved", whom="elected") == 303
    page = elected.get("/figures/saved")
    assert "Par canal" in page and "En garder une copie" in page
    assert elected.post(f"{at}/take", "/figures/saved") == 303 and len(_saved(hall, figures_town.ELUE)) == 2
    assert regulator.post(f"{at}/rename", "/figures/saved", name="Canaux") == 303
    assert "Canaux" in regulator.get("/figures/saved") and 'checked><label for="fig-elected' in regulator.get("/figures/saved")
    assert regulator.post(f"{at}/remove", "/figures/saved") == 303 and _saved(hall, figures_town.REGIS) == ()


def test_a_public_link_shows_masked_figures_without_signing_in_and_ends_at_once(
    hall: Hall, signed_in: Open, new_browser: Callable[[], Browser]
) -> None:
    regulator, outside = signed_in(figures_town.REGIS), new_browser()
    regulator.post("/figures/saved", "/figures", name="Types", query="show=received&by=subject&period=12_months&view=bars")
    (saved,) = _saved(hall, figures_town.REGIS)
    assert regulator.post(f"/figures/saved/{saved.id}/publish", "/figures/saved") == 303
    (saved,) = _saved(hall, figures_town.REGIS)
    address = f"/p/figures/{saved.token}"
    assert f"{address}" in regulator.get("/figures/saved")
    given = outside.client.get(address)
    page = given.text
    assert given.status_code == 200 and "noindex" in given.headers["x-robots-tag"] and "noindex" in page
    assert given.headers["cache-control"] == "public, max-age=60" and "set-cookie" not in given.headers
    assert "<svg" in page and "masqué" in plain(page) and "Nid-de-poule" in page
    assert "arrondis à 5" in plain(page)
    assert "<script" not in page and "/requests" not in page and "/sign-in" not in page
    assert "Nobody can be told" in outside.client.get(f"{address}?lang=en").text
    assert regulator.post(f"/figures/saved/{saved.id}/unpublish", "/figures/saved") == 303
    assert outside.status(address) == 404


@pytest.mark.parametrize(
    ("period", "status"), [("from={month}", 200), ("period=last_month&subject=AUT-00", 200), ("from={month}&period=year", 404)]
)
def test_a_public_link_in_a_first_month_says_when_there_will_be_figures(
    hall: Hall, signed_in: Open, new_browser: Callable[[], Browser], period: str, status: int
) -> None:
    regulator, today = signed_in(figures_town.REGIS), today_in(hall.installation, seed.VALOGNES)
    month, following = today.replace(day=1), (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    regulator.post("/figures/saved", "/figures", name="Types", query="show=received&by=subject&view=bars")
    (saved,) = _saved(hall, figures_town.REGIS)
    regulator.post(f"/figures/saved/{saved.id}/publish", "/figures/saved")
    (saved,) = _saved(hall, figures_town.REGIS)
    query = f"show=received&by=subject&{period.format(month=month)}"
    with hall.installation.database.write() as session:
        session.execute(update(SavedQuestionRow).where(SavedQuestionRow.id == saved.id).values(query=query))
    given = new_browser().client.get(f"/p/figures/{saved.token}?lang=en")
    assert given.status_code == status
    if status == 200:
        assert f"The next one comes on {following.day} {following:%B} {following.year}" in plain(given.text).replace("\xa0", " ")


def test_a_question_by_agent_gets_no_public_link(hall: Hall, signed_in: Open) -> None:
    boss = signed_in(figures_town.BOSS)
    boss.post("/figures/saved", "/figures", name="Agents", query="show=stock&by=agent&period=month")
    (saved,) = _saved(hall, figures_town.BOSS)
    assert boss.post(f"/figures/saved/{saved.id}/publish", "/figures/saved") == 422
    assert _saved(hall, figures_town.BOSS)[0].token is None


def test_public_figures_are_looked_at_so_often_a_minute(browser: Browser) -> None:
    found = [browser.status("/p/figures/nothing") for _ in range(A_MINUTE + 1)]
    assert found[:A_MINUTE] == [404] * A_MINUTE and found[-1] == 429


def test_public_pages_are_made_once_in_a_while() -> None:
    now, made = [0.0], list[str]()
    pages = PublicPages(clock=lambda: now[0])

    def make() -> str:
        made.append("x")
        return f"page {len(made)}"

    assert [pages.get((1, "q", "fr"), make) for _ in range(3)] == ["page 1"] * 3
    assert pages.get((1, "other", "fr"), make) == "page 2"
    now[0] = 301.0
    assert pages.get((1, "q", "fr"), make) == "page 3"


def test_an_address_is_always_the_same_for_the_same_question(hall: Hall) -> None:
    today = today_in(hall.installation, seed.VALOGNES)
    pairs = [("view", "heat"), ("and_by", "sector"), ("by", "subject"), ("show", "received"), ("period", "year"), ("subject", "VOI-01")]
    question = from_pairs(pairs, today)
    assert question.view is View.HEAT and question.filters == {Axis.SUBJECT: frozenset({"VOI-01"})}
    assert query_of(question) == "show=received&by=subject&and_by=sector&period=year&subject=VOI-01&view=heat"
    assert question.period == Period(first=today.replace(month=1, day=1), last=today)


def _export(browser: Browser, query: str, form: str) -> Response:
    data = {"csrf": browser.token("/figures"), "query": query, "format": form}
    return browser.client.post("/figures/export", data=data, headers={"Origin": "http://testserver"})


def _saved(hall: Hall, login: str) -> tuple[SavedQuestion, ...]:
    with hall.installation.database.read() as session:
        agent = agents.find_by_login(session, login)
        assert agent is not None
        standing = standing_of(session, hall.installation.towns, agent)
    return saved_questions.of(hall.installation, agent, standing, seed.VALOGNES)
