import re
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir, extract_from_file

import store
from domain import evidence
from domain.decision import Reason
from domain.draft import Danger, Flag, Kind, ReadIn, Remark, Role, Trait
from domain.inbound import Channel, Outcome
from domain.place import PlaceStatus, RoadOwner
from domain.request import Closure, Status
from flows import (
    account_closing,
    accounts,
    act,
    act_words,
    acting,
    added,
    autonomy,
    backtest,
    backtest_runs,
    batch_words,
    breaches,
    bulk,
    call_faults,
    call_mappings,
    channel_check,
    channels,
    checks,
    checks_folders,
    checks_provider,
    confirm,
    consents,
    conservation_words,
    cut,
    data_folder,
    deadline_calendar,
    decided,
    dossiers,
    doubts,
    enrolling,
    erasure_log,
    figures,
    folder_health,
    folder_words,
    folders,
    form_check,
    forms,
    holding,
    incident_letter,
    incidents,
    items,
    job_faults,
    journal,
    letter_trial,
    linting,
    mailbox_check,
    mailbox_health,
    mailboxes,
    mailings,
    membership,
    merge,
    nightly,
    notes,
    outgoing,
    own_words,
    parting,
    person_export,
    person_rights,
    piece_pages,
    places,
    places_upload,
    portal_settings,
    postpone,
    public_figures,
    publication,
    quarantine,
    quarantine_words,
    queries,
    query_faults,
    recut,
    remake,
    requester_correction,
    retention_terms,
    review,
    rights,
    rule_trial,
    ruleset_errors,
    ruleset_findings,
    safe,
    sameness,
    sameness_words,
    saved_filters,
    saved_questions,
    sealing,
    sectors_check,
    sms_settings,
    tasks,
    town_calendar,
    town_making,
    town_suspending,
    town_views,
    typed_tree,
    undo,
    unlock,
    unstaffed,
    want,
    webhook_guard,
)
from flows.accounts import PasswordFault
from flows.address_file import faults, reading, source
from flows.correspondence import account_mails, held, models, office, on_demand, signatories, signers, signing
from flows.departments import absence, address, moving, quality, resending
from flows.exchange import keeping as exchange_keeping
from flows.exchange import mapping as exchange_mapping
from flows.exchange import reading as exchange_reading
from flows.exchange import rows as exchange_rows
from flows.exchange import states as exchange_states
from flows.exchange import taking as exchange_taking
from flows.figure_exports import export as figure_export
from flows.first_run import plan, steps
from flows.kinds import JobKind
from flows.portal import account as portal_account
from flows.portal import lost_factor, publishing
from flows.portal import own as portal_own
from flows.portal import provider as portal_provider
from flows.printing import batches, cover, papers, pdf, standing
from flows.printing import letters as printed_letters
from flows.pseudonymise import copying
from flows.reports import actions, making, schedules
from flows.ruleset_text import difference, reader
from flows.sectors import changing as sector_changing
from flows.sectors import drafts as sector_drafting
from flows.sectors import faults as sector_faults
from flows.sectors import geojson as sector_file
from flows.sectors import written as sector_text
from flows.sms import look
from flows.town_archive import archive, arriving, leaving
from flows.town_folder import addresses, conditions, effects, logo, mistakes, operands, sections, tree, yaml_text
from flows.town_folder import rules as rule_entries
from flows.webhooks import keeping as webhook_keeping
from ingest.paper.opening.survey import Trouble
from routing.course import Loss
from rules import candidates, matching, subject
from store.jobs import QUEUES
from web import desk, life_words, paper_words, requester_words, setup_words, words
from web.translations import LANGUAGES, languages, negotiate, read_catalogue

WEB = Path(words.__file__).parent
METHODS = [
    ("**/node_modules/**", "ignore"),
    ("static/**", "ignore"),
    ("**.py", "python"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
]
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")
FLOWS = (
    portal_settings,
    town_making,
    *(town_suspending, town_views),
    *(archive, arriving, leaving),
    copying,
    publishing,
    *(lost_factor, portal_account, portal_own, portal_provider),
    *(channel_check, channels, plan, steps),
    *(office, on_demand, signatories, signers, signing),
    *(account_closing, enrolling, checks, checks_folders, checks_provider, data_folder),
    *(addresses, faults, piece_pages, places, places_upload, reading, source, town_calendar),
    *(accounts, act, act_words, acting, autonomy, bulk, confirm, cut, decided, dossiers, holding, job_faults, merge, outgoing, review),
    undo,
    *(
        sectors_check,
        *(sector_changing, sector_drafting, sector_faults, sector_file, sector_text),
        batch_words,
        call_faults,
        call_mappings,
        folder_health,
        folder_words,
        folders,
        form_check,
        forms,
        mailbox_check,
        mailbox_health,
    ),
    *(added, figures, notes, own_words, requester_correction, saved_filters, public_figures, figure_export, saved_questions, tasks),
    *(mailings, queries, query_faults, want),
    *(breaches, consents, erasure_log, person_export, person_rights, retention_terms, safe, sealing),
    *(account_mails, letter_trial, look, sms_settings),
    *(conservation_words, nightly, quarantine, quarantine_words),
    *(actions, making, schedules),
    *(exchange_keeping, exchange_mapping, exchange_reading, exchange_rows, exchange_states, exchange_taking),
    *(deadline_calendar, webhook_guard, webhook_keeping),
    *(batches, cover, papers, pdf, printed_letters, standing, logo),
    *(absence, address, incidents, mailboxes, membership, moving, quality, resending, rights, sameness, sameness_words),
    *(held, incident_letter, journal, models, mistakes, parting, postpone, recut, remake, tree, unlock, unstaffed, yaml_text),
    *(backtest, backtest_runs, doubts, items, linting, publication, rule_trial, ruleset_errors, ruleset_findings, typed_tree),
    *(conditions, difference, effects, operands, reader, rule_entries, sections),
)
STORE = Path(str(store.__file__)).parent
"""What is not there is told by who looks for it."""
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "N2_": (1, 2)}


def _messages() -> Iterator[tuple[str, ...]]:
    for _, _, message, _, _ in extract_from_dir(WEB, method_map=METHODS, keywords=KEYWORDS):
        yield (message,) if isinstance(message, str) else tuple(message)
    # What flows say is the same on the command line, which has a catalogue of its own.
    for path in (*(Path(str(flow.__file__)) for flow in FLOWS), *sorted(STORE.rglob("*.py"))):
        for _, message, _, _ in extract_from_file("python", path, keywords={"say": None}):
            yield (str(message),)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_string_of_pages_and_code_is_translated(code: str) -> None:
    catalogue = read_catalogue(code)
    missing = {message[0] for message in _messages() if not _is_complete(catalogue.get(message[0]), len(message))}
    assert not missing


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_translation_is_left_over(code: str) -> None:
    used = {message[0] for message in _messages()}
    kept = {message.id if isinstance(message.id, str) else message.id[0] for message in read_catalogue(code) if message.id}
    assert kept == used


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_keep_the_places_to_fill_in(code: str) -> None:
    for message in read_catalogue(code):
        if not message.id:
            continue
        asked, given = ([set(PLACES.findall(text)) for text in _texts(texts)] for texts in (message.id, message.string))
        # The form for one may say « the first page » where that for more counts.
        assert all(places in asked for places in given), message.id


def test_french_marks_stand_after_a_space_that_does_not_break() -> None:
    for message in read_catalogue("fr"):
        for text in _texts(message.string) if message.id else ():
            assert not re.search(r"[^\u00a0]:(?!\S)|[^\u202f][;!?]|« | »|n° |\.\.\.|'", text), text


@pytest.mark.parametrize("template", sorted((WEB / "templates").glob("*.html")), ids=lambda path: path.name)
def test_templates_hold_no_words_outside_the_catalogue(template: Path) -> None:
    text = re.sub(r"(?s)\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", template.read_text(encoding="utf-8"))
    visible = re.sub(r'(?s)<(?:[^>"]|"[^"]*")*>', " ", text)
    words_left = set(re.findall(r"[A-Za-zÀ-ÿ]{2,}", visible)) - {"Citoyen", "Français", "English"}
    spoken = set(re.findall(r'\s(?:title|aria-label|placeholder|alt)="([^"]*[A-Za-zÀ-ÿ]{2,}[^"]*)"', text))
    assert not words_left | spoken


def test_code_asks_for_no_translation_inside_a_formatted_string() -> None:
    for path in WEB.rglob("*.py"):
        if "node_modules" not in path.parts:
            assert not re.search(r"\{[^}\"]*\bgettext\(", path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (words.CHANNELS, Channel),
        (words.KINDS, Kind),
        (life_words.STATUSES, Status),
        (life_words.CLOSURES, Closure),
        (words.OUTCOMES, Outcome),
        (words.REASONS, Reason),
        (words.FLAGS, Flag),
        (words.REMARKS, Remark),
        (requester_words.TRAITS, Trait),
        (requester_words.READ_IN, ReadIn),
        (paper_words.PAPER_REMARKS, Remark),
        (words.DANGERS, Danger),
        (words.ROLES, Role),
        (words.PLACE_STATUSES, PlaceStatus),
        (words.ROAD_OWNERS, RoadOwner),
        (words.PASSWORD_FAULTS, PasswordFault),
        (words.LOSSES, Loss),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_every_value_of_the_domain_has_a_name(table: dict[str, str], values: type[Enum]) -> None:
    assert sorted(table) == sorted(str(value.value) for value in values)


def test_whatever_is_wrong_with_a_file_or_a_page_has_a_name() -> None:
    assert set(Trouble) <= set(paper_words.SET_ASIDE)
    assert {*Trouble, *Remark} == set(paper_words.PAGE_TROUBLES)


def test_every_queue_has_a_name() -> None:
    assert set(words.QUEUES) == set(QUEUES)


def test_every_kind_of_work_has_a_name() -> None:
    assert set(setup_words.JOB_KINDS) == set(JobKind)


def test_every_finder_of_evidence_has_a_name() -> None:
    finders = {candidates.NAMED, candidates.POSITION, candidates.HOME, candidates.UNKNOWN, candidates.ELSEWHERE}
    finders |= {matching.VOCABULARY, matching.FRAME, matching.PART_WORD, subject.RIVAL, subject.DOUBT, evidence.HINT, evidence.LEARNED}
    finders |= {evidence.USAGE, evidence.DANGER}
    assert set(words.EVIDENCE) == finders


def test_the_best_language_of_a_browser_is_taken() -> None:
    assert negotiate(None) == "fr"
    assert negotiate("de-DE, es") == "fr"
    assert negotiate("en-GB,en;q=0.9") == "en"
    assert negotiate("en;q=0.2, fr-CA;q=0.9") == "fr"
    assert negotiate("en;q=0, fr") == "fr"
    assert negotiate(";;;,q=x,*") == "fr"


def test_plural_forms_follow_the_language() -> None:
    known = languages()
    arguments = ("%(num)s rule did not hold", "%(num)s rules did not hold")
    assert known["fr"].ngettext(*arguments, 0).startswith("%(num)s règle ")
    assert known["en"].ngettext(*arguments, 0).startswith("%(num)s rules ")
    assert known["fr"].ngettext(*arguments, 2).startswith("%(num)s règles ")


def _texts(text: object) -> tuple[str, ...]:
    if isinstance(text, str):
        return (text,)
    assert isinstance(text, list | tuple)
    return tuple(str(part) for part in text)


def _is_complete(message: object, forms: int) -> bool:
    found = getattr(message, "string", None)
    return bool(found) and (forms == 1 or (not isinstance(found, str) and all(_texts(found))))


def test_no_table_of_words_hides_another_of_its_name() -> None:
    """The filter `word` looks in all of them together."""
    tables: dict[str, set[int]] = {}
    for module in desk.WORDS:
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, Mapping):
                tables.setdefault(name, set()).add(id(value))
    assert [name for name, found in tables.items() if len(found) > 1] == []
