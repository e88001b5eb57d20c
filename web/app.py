"""The desk as an ASGI application."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from flows.form_files import FormFiles, folder_of
from flows.forms import FormBook
from flows.oidc import provider_of
from flows.open311.form_questions import questions_of
from flows.open311.services import Offers
from flows.portal.provider import Providers
from flows.portal.reports import ReportBook
from flows.submit import FormIntake
from flows.wiring import Installation
from store.forms import Published
from store.tries import SharedTries
from web.api import acts, call_logs, deadlines, document, entries, forms, journal, protection, requesters, review
from web.api import added as added_calls
from web.api import breaches as breach_calls
from web.api import consents as consent_calls
from web.api import departments as department_calls
from web.api import figures as figure_calls
from web.api import files as file_calls
from web.api import filters as filter_calls
from web.api import incidents as incident_calls
from web.api import letters as letter_calls
from web.api import members as member_calls
from web.api import messages as message_calls
from web.api import notes as note_calls
from web.api import paper as paper_calls
from web.api import queries as query_calls
from web.api import reminders as reminder_calls
from web.api import requests as request_lists
from web.api import signatories as signatory_calls
from web.api import signing as signing_calls
from web.api import webhooks as webhook_calls
from web.api.caller import KeyRing
from web.api.cors import Find, FormsCors
from web.api.limits import BodyLimit
from web.desk import STATIC, open_desk
from web.form_map import TownMaps
from web.gate import Gate, Versioned
from web.health import HealthWatch
from web.open311 import routes as open311
from web.pages import (
    account,
    acting,
    added,
    addresses,
    agents,
    attached,
    beside,
    board,
    breaches,
    calendar,
    calls,
    case,
    channels,
    consents,
    cut,
    deadline_calendar,
    deciding,
    departments,
    doors,
    errors,
    exchange,
    fiche,
    figures_public,
    figures_saved,
    files,
    filters,
    find,
    forgotten,
    health,
    held_letters,
    holding,
    incidents,
    intake,
    keys,
    ledger,
    letter_batches,
    letter_models,
    letter_papers,
    lists,
    machine,
    many,
    messages,
    notes,
    office_templates,
    one,
    own_form,
    paper,
    person_rights,
    places,
    portal_settings,
    privacy,
    provider,
    public_form,
    publications,
    quarantine,
    queries,
    query_letters,
    recut,
    reminders,
    report_schedules,
    reports,
    retention,
    rule_pages,
    sectors,
    setup,
    signatories,
    signing,
    tasks,
    unlock,
    viewer,
    watch,
    webhooks,
    works,
)
from web.pages import call_logs as call_log_pages
from web.pages import figures as figure_pages
from web.pages import forms as form_pages
from web.pages import requesters as requester_pages
from web.pages import towns as town_pages
from web.pages.publications import PhotoRoom
from web.place_finder import PlaceBooks
from web.place_map import Atlas
from web.portal import own_requests
from web.portal import routes as portal_routes
from web.portal.faults import find_portal_page, handle_portal_errors
from web.portal.reports import ReportPages
from web.rule_shelf import RuleShelf, stopping
from web.throttle import Throttle
from web.town_hosts import TownHosts
from web.town_shapes import TownShapesBook
from web.visitor import signed_in

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(installation: Installation, *, lifespan: Lifespan | None = None, tries: SharedTries | None = None) -> FastAPI:
    """Return the desk over an installation; ``lifespan`` starts and stops what lives beside it in the same process.

    ``tries`` are counted together with other processes that serve the same desk.

    Raises ConfigurationError when the assets are missing.
    """
    desk = open_desk(installation)
    # The pages are for people; FastAPI's own documentation would load scripts from elsewhere.
    shelf = RuleShelf(installation)
    app = FastAPI(title="Citoyen", lifespan=stopping(shelf, lifespan), docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    app.state.throttle = Throttle(name="sign-in", tries=tries)
    app.state.provider = provider_of(installation.settings)
    app.state.askings = Throttle(limit=5, seconds=900, name="askings", tries=tries)
    app.state.portal_askings = Throttle(limit=15, seconds=900, name="portal-askings", tries=tries)
    app.state.citizen_providers = Providers(installation)
    app.state.calls = Throttle(name="calls", tries=tries)
    app.state.follows = Throttle(seconds=own_requests.TRIES_SECONDS, name="follows", tries=tries)
    app.state.forms = FormBook(installation.database)
    app.state.key_ring = KeyRing()
    app.state.form_intake = FormIntake(installation, app.state.forms)
    app.state.form_files = FormFiles(folder_of(installation.settings), safe=lambda: installation.blobs.safe)
    app.state.maps = TownMaps()
    app.state.atlas = Atlas(maps=app.state.maps, shapes=TownShapesBook(), books=PlaceBooks())
    app.state.rules = shelf
    app.state.health = HealthWatch(installation.settings)
    app.state.public_figures = figures_public.PublicPages()
    app.state.open311 = Offers(installation.database, questions_of(app.state.forms.of))
    app.state.report_book = ReportBook(installation, app.state.open311)
    app.state.report_pages = ReportPages()
    app.state.photo_room = PhotoRoom()
    errors.handle_errors(app, find_portal_page)
    handle_portal_errors(app)
    # Programs call oftenest: what they call is looked for first. Routes are put in as they are: what FastAPI includes it makes anew for
    # each application, and looks through twice.
    programs = (
        forms.routes,
        signing_calls.routes,
        signatory_calls.routes,
        *(document.pages, entries.routes, call_logs.routes, request_lists.routes, acts.routes, requesters.routes, letter_calls.routes),
    )
    others = (
        file_calls.routes,
        deadlines.routes,
        reminder_calls.routes,
        paper_calls.routes,
        member_calls.routes,
        journal.routes,
        *(protection.routes, consent_calls.routes, breach_calls.routes),
        note_calls.routes,
        added_calls.routes,
        message_calls.routes,
        filter_calls.routes,
        query_calls.routes,
        figure_calls.routes,
        webhook_calls.routes,
    )
    for router in (
        *programs,
        review.routes,
        incident_calls.routes,
        department_calls.routes,
        *others,
        open311.routes,
        open311.other_addresses,
    ):
        app.router.routes += router.routes
    app.state.documented = tuple(app.routes)
    routers = (
        doors.pages,
        doors.posts,
        setup.pages,
        setup.posts,
        account.pages,
        account.posts,
        *(deadline_calendar.pages, deadline_calendar.posts),
        forgotten.pages,
        forgotten.posts,
        provider.pages,
        provider.posts,
        lists.pages,
        one.pages,
        case.posts,
        fiche.pages,
        files.pages,
        files.posts,
        attached.pages,
        paper.pages,
        recut.posts,
        viewer.pages,
        cut.pages,
        cut.posts,
        holding.posts,
        deciding.posts,
        beside.pages,
        beside.posts,
        places.pages,
        many.posts,
        acting.posts,
        *(notes.pages, notes.posts, tasks.pages, tasks.posts, added.pages, added.uploads, added.posts, messages.pages, messages.posts),
        *(filters.posts, board.pages, find.pages),
        *(queries.pages, queries.posts, query_letters.pages, query_letters.posts),
        incidents.posts,
        *(figure_pages.pages, figure_pages.posts, figures_saved.pages, figures_saved.posts, figures_public.pages),
        *(reports.pages, reports.posts, report_schedules.pages, report_schedules.posts),
        reminders.pages,
        reminders.posts,
        *rule_pages.routers,
        unlock.posts,
        calls.pages,
        calls.posts,
        call_log_pages.pages,
        call_log_pages.posts,
    )
    for router in (
        *routers,
        works.pages,
        works.posts,
        calendar.pages,
        calendar.posts,
        ledger.pages,
        ledger.posts,
        *(retention.pages, retention.posts, person_rights.pages, person_rights.posts),
        *(breaches.pages, breaches.posts, privacy.pages, consents.pages, consents.posts),
        quarantine.pages,
        quarantine.posts,
        health.pages,
        addresses.pages,
        addresses.posts,
        *(sectors.pages, sectors.posts),
        letter_batches.pages,
        letter_batches.posts,
        held_letters.posts,
        *(publications.pages, publications.posts),
        signing.pages,
        signing.posts,
        signatories.pages,
        signatories.posts,
        letter_papers.pages,
        letter_papers.posts,
        letter_papers.uploads,
        letter_models.pages,
        letter_models.posts,
        office_templates.pages,
        office_templates.posts,
        office_templates.uploads,
        watch.pages,
        machine.pages,
        machine.posts,
        intake.pages,
        public_form.pages,
        own_form.pages,
        form_pages.pages,
        form_pages.posts,
        departments.pages,
        departments.posts,
        requester_pages.pages,
        requester_pages.posts,
        agents.pages,
        agents.posts,
        keys.pages,
        keys.posts,
        *(webhooks.pages, webhooks.posts),
        *(exchange.pages, exchange.uploads, exchange.posts),
        *(portal_settings.pages, portal_settings.posts, town_pages.pages, town_pages.posts),
        channels.pages,
        channels.posts,
        *portal_routes.routers,
    ):
        app.router.routes += router.routes
    app.mount("/static", Versioned(GZipMiddleware(StaticFiles(directory=STATIC))), name="static")
    app.add_middleware(BodyLimit, is_signed_in=lambda caller: signed_in(desk, caller) is not None)
    app.add_middleware(FormsCors, find=_forms_of(installation, app.state.forms))
    app.add_middleware(errors.Faults)
    app.add_middleware(TownHosts, database=installation.database)
    app.add_middleware(Gate, meters=installation.meters, tracer=installation.tracer, is_https=desk.is_https)
    return app


def _forms_of(installation: Installation, book: FormBook) -> Find:
    def find(town: str | None, code: str) -> Published | None:
        towns = installation.towns.ids()
        chosen = towns[0] if town is None and len(towns) == 1 else next((one for one in towns if one == town), None)
        return None if chosen is None else book.find(chosen, code)

    return find
