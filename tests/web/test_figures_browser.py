"""The figures in Chromium: charts drawn within the page's policy, read by keys, accessible in both themes and at each size (S40, S41)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from flows import saved_questions
from flows.rights import standing_of
from store import agents
from tests.web import figures_town, seed
from tests.web.served import DESKTOP, PHONE, press, press_to
from tests.web.test_browser import Desk, Theme, Watched, _violations, chromium, open_page, opened_desk

__all__ = ["chromium", "open_page"]
pytestmark = pytest.mark.browser
TABLET = (768, 1024)
ZOOMED = (700, 450)
"""A window of 1,400 by 900 at 200 %."""
DRAWN = {
    "bars": "show=received&by=subject&compare=1&view=bars",
    "stacked": "show=received&by=month&and_by=channel&view=stacked&period=3_months",
    "lines": "show=received,closed&by=month&view=lines",
    "pie": "show=received&by=channel&view=pie",
    "pareto": "show=received&by=subject&view=pareto",
    "histogram": "show=stock_age_median&view=histogram&period=3_months",
}
NOTHING = "?show=received&by=subject&from=2001-01-01&to=2001-01-31"
"""A period nothing was counted in."""
TABLES = (
    *("", "?show=received&by=hour&and_by=weekday&view=heat", "?show=received&by=sector&view=map", "?show=closed&by=hour", "/saved"),
    NOTHING,
)
TOKEN = list[str]()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with opened_desk(tmp_path_factory.mktemp("figures")) as (found, installation):
        figures_town.fill(installation)
        now = datetime.now(UTC)
        with installation.database.read() as session:
            agent = agents.find_by_login(session, figures_town.REGIS)
            assert agent is not None
            standing = standing_of(session, installation.towns, agent)
        query = "show=received&by=subject&period=12_months&view=bars"
        saved = saved_questions.save(installation, agent, standing, seed.VALOGNES, "Types", query, now)
        TOKEN[:] = [saved_questions.publish(installation, agent, standing, saved, now)]
        yield found


def quiet(watched: Watched) -> bool:
    return [one for one in watched.complaints if "status of 422" not in one] == [] and watched.hosts == {
        urlsplit(watched.desk.address).netloc
    }


INKED = """() => {
    const one = document.querySelector(".fig-place canvas");
    const all = new Uint32Array(one.getContext("2d").getImageData(0, 0, one.width, one.height).data.buffer);
    return new Set(all).size;
}"""
"""How many colours are painted."""
SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"


LOOKS: tuple[tuple[tuple[int, int], Theme], ...] = ((DESKTOP, "light"), (PHONE, "dark"))


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_every_view_is_drawn_and_whole(open_page: Callable[..., Watched], size: tuple[int, int], theme: Theme) -> None:
    watched = open_page(size)
    watched.wear(theme)
    watched.sign_in(figures_town.REGIS)
    faults = []
    for name, query in DRAWN.items():
        watched.open(f"/figures?{query}")
        watched.page.wait_for_selector(".fig-chart.is-drawn canvas")
        assert watched.page.evaluate(INKED) > 10 and watched.page.locator(".fig-plain").count() == 0, name
        if watched.page.evaluate(SIDEWAYS):
            faults.append(f"{name} scrolls sideways")
    # They differ in what is painted, which only people judge: one of them is enough.
    faults += looked_at(watched, "the last one")
    assert faults == []
    assert quiet(watched), watched.complaints


@pytest.mark.parametrize(("size", "theme"), LOOKS)
def test_every_other_page_is_accessible_and_whole(open_page: Callable[..., Watched], size: tuple[int, int], theme: Theme) -> None:
    watched = open_page(size)
    watched.wear(theme)
    watched.sign_in(figures_town.REGIS)
    faults = []
    for path in TABLES:
        watched.open(f"/figures{path}")
        faults += looked_at(watched, path)
    assert faults == []
    assert quiet(watched), watched.complaints


@pytest.mark.parametrize(("size", "theme"), [(TABLET, "dark"), (ZOOMED, "light")])
def test_tablets_and_enlarged_pages_are_whole(open_page: Callable[..., Watched], size: tuple[int, int], theme: Theme) -> None:
    watched = open_page(size)
    watched.wear(theme)
    watched.sign_in(figures_town.REGIS)
    watched.open(f"/figures?{DRAWN['bars']}")
    watched.page.wait_for_selector(".fig-chart.is-drawn canvas")
    assert looked_at(watched, "bars") == []


def looked_at(watched: Watched, name: str) -> list[str]:
    """Return what is wrong with a page."""
    faults = [f"{name}: {one}" for one in _violations(watched.page)]
    is_wide = watched.page.evaluate(SIDEWAYS)
    return [*faults, f"{name} scrolls sideways"] if is_wide else faults


def test_the_map_has_a_point_for_each_sector_with_a_place(open_page: Callable[..., Watched]) -> None:
    watched = open_page()
    watched.sign_in(figures_town.REGIS)
    watched.open("/figures?show=received&by=sector&view=map")
    watched.page.wait_for_selector(".fig-map.is-drawn path.fig-point")
    assert watched.page.locator("path.fig-point").count() == 1
    watched.open("/figures?show=received&by=street&view=map")
    watched.page.wait_for_selector(".fig-map.is-drawn path.fig-point")
    assert watched.page.locator("path.fig-point").count() == 2
    assert quiet(watched), watched.complaints


def test_arrows_go_from_figure_to_figure_and_say_each(open_page: Callable[..., Watched]) -> None:
    watched = open_page()
    watched.sign_in(figures_town.REGIS)
    watched.open(f"/figures?{DRAWN['pie']}")
    watched.page.wait_for_selector(".fig-chart.is-drawn")
    watched.page.focus(".fig-chart")
    press(watched.page, "ArrowRight")
    assert watched.page.inner_text("[data-fig-says]") == "Courriel – Demandes reçues\u00a0: 42"
    press(watched.page, "ArrowRight", "ArrowLeft", "ArrowRight")
    assert watched.page.inner_text("[data-fig-says]") == "Téléphone – Demandes reçues\u00a0: 18"
    assert "Le tableau qui suit" in (watched.page.get_attribute(".fig-chart", "aria-label") or "")


def test_without_scripts_the_form_asks_and_a_drawing_answers(open_page: Callable[..., Watched]) -> None:
    watched = open_page(scripts=False)
    watched.sign_in(figures_town.REGIS)
    watched.open("/figures")
    watched.page.select_option("#fig-by", "channel")
    watched.page.select_option("#fig-view", "bars")
    watched.page.select_option("#fig-period", "days")
    today = datetime.now(UTC).date()
    watched.page.fill("#fig-from", today.replace(year=today.year - 1, day=1).isoformat())
    watched.page.click(".fig-buttons button")
    assert watched.page.locator(".fig-plain svg").is_visible() and watched.page.locator("canvas").count() == 0
    assert "Courriel" in watched.page.inner_text(".fig-table")
    watched.open("/figures?show=received&by=sector&view=map")
    assert "Nord" in watched.page.inner_text(".fig-table") and not watched.page.locator(".fig-map").is_visible()


def test_a_question_is_asked_saved_and_shared_by_keys_alone(open_page: Callable[..., Watched]) -> None:
    watched = open_page()
    watched.sign_in(figures_town.BOSS)
    watched.open("/figures")
    press_to(watched.page, "Par canal")
    watched.page.wait_for_url("**by=channel**")
    press_to(watched.page, "Enregistrer cette question")
    press(watched.page, "Tab")
    watched.page.keyboard.type("Canaux")
    press(watched.page, "Enter")
    watched.page.wait_for_selector(".fig-saved")
    press_to(watched.page, "Renommer, partager")
    watched.page.wait_for_url("**/figures/saved")
    press_to(watched.page, "Partager")
    press(watched.page, "Tab", "Space")
    press_to(watched.page, "Partager")
    watched.page.wait_for_selector("text=partagée")
    assert quiet(watched), watched.complaints


@pytest.mark.parametrize(("size", "language"), [(DESKTOP, "fr"), (PHONE, "en")])
def test_a_public_link_is_accessible_and_asks_nothing_else(open_page: Callable[..., Watched], size: tuple[int, int], language: str) -> None:
    watched = open_page(size)
    watched.open(f"/p/figures/{TOKEN[0]}?lang={language}")
    assert watched.page.locator(f"html[lang={language}] svg").count() == 1
    assert _violations(watched.page) == []
    assert watched.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert watched.page.evaluate("() => document.cookie") == "" and watched.page.context.cookies() == []
    assert quiet(watched), watched.complaints
