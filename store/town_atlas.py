"""Which rows of which tables are a town's, and which numbers in them are ids: what it takes to carry a town to another installation.

What a table says of itself (its column ``town``, its foreign keys) is not repeated here. A test holds that every table is carried or left
out with a reason, and that every column that may hold an id is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Integer, Select, String, Table, and_, or_, select

from domain.ids import TownId
from store.schema import Base

LEFT_OUT: Mapping[str, str] = {
    "answered_writes": "remembers for a day what a program was answered",
    "citizen_challenges": "valid for minutes",
    "citizen_codes": "codes that are valid for minutes",
    "citizen_forms": "sealed by the key of the installation",
    "citizen_links": "links into the old installation",
    "citizen_recovery_codes": "made with the key of the installation",
    "citizen_sessions": "everybody signs in anew",
    "doomed_originals": "what is to be destroyed in the old installation",
    "first_runs": "of the installation",
    "identities": "bound anew when somebody comes from the identity provider",
    "journal_heads": "written with the journal",
    "original_keys": "keys of the installation",
    "originals": "carried as files",
    "password_links": "links into the old installation",  # pragma: allowlist secret
    "provider_visits": "of the installation",
    "recovery_codes": "made with the key of the installation",
    "relay_minutes": "of the installation",
    "sector_drafts": "begun anew from the sectors that count",
    "sessions": "everybody signs in anew",
}
"""Tables of which nothing is carried, and why."""

AGENTS, JOURNAL, KEYS, TOWNS = "agents", "journal", "fact_keys", "towns"
SCOPES: Mapping[str, str] = {TOWNS: "id", "second_factor_rules": "scope"}
"""Tables that name their town in a column that is called otherwise."""
MAYBE_OF_NO_TOWN = frozenset({"saved_filters"})
"""Tables whose rows may be of no town, and go with what they point to."""
OF_REQUESTS = frozenset({"fact_due", "fact_seals"})
FACTS = frozenset(("facts", "fact_closings", "fact_decisions", "fact_letters", "fact_moments", "fact_spells"))
"""Tables of figures: they name their town, and all else, by the numbers of `fact_keys`."""
_UNCODED = frozenset(
    ("day", "request", "month", "hour", "marks", "kind", "number", "until", "since", "late", "target", "planned")
    + ("since_month", "until_month", "late_month", "waiting", "elsewhere", "to_record", "to_acknowledge", "to_transmission", "to_taking")
    + ("to_closing", "to_closing_working")
)
LAST = frozenset({"fact_due"})
"""Written after all others, for triggers write them too."""

REFERENCES: Mapping[tuple[str, str], str] = {
    ("mailings", "query_id"): "saved_queries",
    ("mailing_items", "request_id"): "requests",
    ("reminder_mails", "up_to"): "reminders",
    **{(table, "request"): "requests" for table in (*FACTS, *OF_REQUESTS)},
}
"""Columns that hold ids and no foreign key."""
BY_KIND: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("jobs", "subject_id"): {
        "read": "inbounds",
        "read_paper": "inbounds",
        "read_unlocked": "drafts",
        "calls": "call_logs",
        "route": "drafts",
        "send": "outbox",
        "incident": "incident_steps",
        "reread": "drafts",
        "print": "print_batches",
        "mailing": "mailings",
        "count": "nightly_counts",
        "report": "report_sendings",
    },
    ("rings", "item"): {"note": "notes", "task": "tasks", "ended": "tasks", "unsigned": "outbox"},
    ("erasures", "row"): {"request": "requests", "arrival": "inbounds", "log": "call_logs"},
}
"""Columns whose ids are of a table that the column ``kind`` names."""
PLAIN_NUMBERS = frozenset(
    {
        ("call_faults", "line"),
        ("call_logs", "device"),
        ("call_logs", "ends"),
        ("call_logs", "inode"),
        ("call_logs", "resume"),
        ("call_logs", "resume_line"),
        ("call_logs", "size"),
        ("calls", "last_line"),
        ("calls", "ring_s"),
        ("calls", "talk_s"),
        ("collected_folders", "kept_uid"),
        ("collected_folders", "validity"),
        ("collected_mails", "uid"),
        ("collected_mails", "validity"),
        ("dropped_files", "changed_ns"),
        ("dropped_files", "size"),
        ("added_files", "size"),
        ("inbounds", "size"),
        ("journal", "number"),
        ("second_factors", "last_step"),
        ("citizen_factors", "last_step"),
        ("citizen_passkeys", "count"),
    }
)
"""Large numbers that are no ids."""

NAMED: Mapping[str, str] = {JOURNAL: "object", "published_photos": "source"}
"""Columns, by their tables, that name a row by a word and its id: ``request:12``, ``agent 3``."""
WORDS_WITH_IDS: Mapping[str, str] = {
    "added": "added_files",
    "agent": AGENTS,
    "api_key": "api_keys",  # pragma: allowlist secret
    "arrival": "inbounds",
    "breach": "breaches",
    "call": "calls",
    "call_log": "call_logs",
    "channel": "channels",
    "citizen": "citizens",
    "delegation": "signature_delegations",
    "inbound": "inbounds",
    "job": "jobs",
    "letter": "outbox",
    "mailing": "mailings",
    "print_batch": "print_batches",
    "query": "saved_queries",
    "question": "saved_questions",
    "report": "report_schedules",
    "request": "requests",
    "requester": "dossiers",
    "rights": "rights_requests",
    "webhook": "webhooks",
}
"""The words of `NAMED`, and the tables they mean."""
DETAILS: Mapping[str, str] = {
    "added": "added_files",
    "call_back": "call_backs",
    "dossiers": "dossiers",
    "draft": "drafts",
    "drafts": "drafts",
    "enclosed": "added_files",
    "file": "added_files",
    "files": "added_files",
    "gone": "dossiers",
    "inbound": "inbounds",
    "incident": "requests",
    "included": "requests",
    "letter": "outbox",
    "mailing": "mailings",
    "main": "requests",
    "merge": "dossier_merges",
    "note": "notes",
    "parts": "requests",
    "query": "saved_queries",
    "request": "requests",
    "requests": "requests",
    "suspensions": "suspensions",
    "task": "tasks",
}
"""Keys of JSON documents under which an id stands, or a list of ids."""
IN_LISTS = frozenset(("added", "dossiers", "drafts", "enclosed", "files", "included", "parts", "requests", "suspensions"))
"""Those of them that hold lists: a number alone counts something there."""
DOCUMENTS: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("backtests", "document"): {"request": "requests"},
    ("dossier_merges", "moved"): DETAILS,
    ("history", "details"): DETAILS,
    ("joinings", "moved"): DETAILS,
    ("journal", "details"): DETAILS,
    ("outbox", "payload"): {"acknowledged": "requests", "added": "added_files", "report": "report_files"},
    ("places", "streets"): {"": "streets"},
    ("rights_requests", "chosen"): {"": "requests"},
    ("rights_requests", "mentions"): {"query": "saved_queries", "filter": "saved_filters", "question": "saved_questions"},
}
"""JSON columns with ids in them, by their keys; the empty key: the document is a list of them."""
WITHOUT_IDS = frozenset(
    {
        ("api_keys", "scopes"),
        ("breach_versions", "document"),
        ("call_logs", "counts"),
        ("call_logs", "manner"),
        ("call_mappings", "document"),
        ("channels", "document"),
        ("citizens", "profile"),
        ("confirmations", "before"),
        ("dossier_merges", "before"),
        ("dossiers", "requester"),
        ("drafts", "document"),
        ("exchange_mappings", "document"),
        ("exchange_runs", "mapping"),
        ("form_versions", "document"),
        ("heaps", "document"),
        ("inbounds", "envelope"),
        ("incident_steps", "step"),
        ("mailings", "criteria"),
        ("nightly_counts", "account"),
        ("pages", "document"),
        ("places", "changes"),
        ("places", "document"),
        ("portals", "document"),
        ("privacy_texts", "document"),
        ("print_batch_letters", "fault"),
        ("published_photos", "boxes"),
        ("recent_messages", "words"),
        ("requests", "basis"),
        ("requests", "decision"),
        ("requests", "place"),
        ("requests", "requester"),
        ("requests", "timing"),
        ("requests", "trace"),
        ("retention_runs", "counts"),
        ("retention_runs", "held"),
        ("retention_terms", "document"),
        ("rights_requests", "person"),
        ("rule_sets", "document"),
        ("rule_sets", "findings"),
        ("saved_queries", "criteria"),
        ("signature_circuits", "document"),
        ("stationery", "document"),
        ("streets", "document"),
        ("towns", "document"),
        ("typings", "fields"),
        ("webhooks", "departments"),
        ("webhooks", "events"),
        ("webhooks", "subjects"),
    }
)
EVENTS = frozenset({("outbox", "event"), ("incident_steps", "event")})
"""Columns that tell one cause from another: a word, then mostly the id of a request."""
EVENTS_OF: Mapping[str, str] = {"receipt": "inbounds", "report": "report_sendings", "mailing": "mailings"}
"""Words behind which another id stands than that of a request."""

LOGINS = frozenset(
    ("actor", "agent", "author", "by", "card_by", "changed_by", "closed_by", "created_by", "delegate", "deputy", "dismissed_by", "ended_by")
    + ("entered_by", "granted_by", "login", "opened_by", "printed_by", "publish_by", "published_by", "said_by", "started_by", "taken_by")
    + ("undone_by", "withdrawn_by")
)
"""What columns, and keys of documents, are called in which the login of an agent stands."""
NO_LOGINS = frozenset({("calls", "agent"), *((table, "agent") for table in FACTS)})
"""Columns of such a name in which the telephone exchange, or a number, stands."""

SEALED: Mapping[tuple[str, str], bool] = {
    ("channels", "secret"): False,
    ("form_secrets", "secret"): True,
    ("second_factors", "secret"): True,
    ("citizen_factors", "secret"): True,
    ("webhooks", "secret"): True,
    ("webhooks", "old_secret"): False,
}
"""Columns sealed by the key of the installation; whether their rows are left out where secrets are not carried."""
ORIGINALS = (("inbounds", "sha256"), ("added_files", "sha256"), ("call_logs", "digest"))
"""Columns that name an original that is kept as a file."""
NO_ORIGINALS = frozenset(
    {
        ("dropped_files", "sha256"),
        ("exchange_runs", "sha256"),
        ("form_submissions", "digest"),
        ("outside_numbers", "digest"),
        ("portal_feeds", "digest"),
        ("privacy_texts", "sha256"),
        ("town_logos", "sha256"),
    }
)
"""Columns of such a name that are of an arrival's original too, or of none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """That a column holds the id of a row of ``table``, by name."""

    column: str
    table: str
    is_itself: bool
    """Whether that is a row of the same table, which may come later."""


def tables() -> tuple[Table, ...]:
    """Return the tables that are carried, each behind those it points to."""
    found = [one for one in Base.metadata.sorted_tables if one.name not in LEFT_OUT]
    return tuple(sorted(found, key=lambda one: one.name in LAST))


def table_named(name: str) -> Table:
    """Return a table by its name."""
    return Base.metadata.tables[name]


def numbered(table: Table) -> bool:
    """Tell whether a table numbers its rows by itself, in a column ``id``."""
    key = table.primary_key.columns
    return list(key.keys()) == ["id"] and isinstance(_plain(table, "id"), Integer) and not table.c.id.foreign_keys


def references(table: Table) -> tuple[Reference, ...]:
    """Return the columns of a table that hold ids of one other table, by its foreign keys and by what is said above."""
    found = []
    for column in table.columns:
        named = REFERENCES.get((table.name, column.name))
        for key in column.foreign_keys:
            if key.column.name == "id" and numbered(key.column.table):
                named = key.column.table.name
        if named is None and table.name in FACTS and column.name not in _UNCODED:
            named = KEYS
        if named is not None:
            found.append(Reference(column=column.name, table=named, is_itself=named == table.name))
    return tuple(found)


def agents_named(table: Table) -> tuple[str, ...]:
    """Return the columns of a table that point to an account by its login."""
    return tuple(one.name for one in table.columns for key in one.foreign_keys if key.target_fullname == f"{AGENTS}.login")


def originals_named(table: str) -> tuple[str, ...]:
    """Return the columns of a table that name an original."""
    return tuple(column for name, column in ORIGINALS if name == table)


def own_rows(table: Table, town: TownId) -> Select[tuple[object, ...]]:
    """Return the rows of a table that are a town's, in an order that stays."""
    return select(table).where(is_own(table, town)).order_by(*table.primary_key.columns)


def is_own(table: Table, town: TownId) -> ColumnElement[bool]:
    """Return the condition under which a row is a town's."""
    if table.name == AGENTS:
        return _is_agent(table, town)
    if table.name in FACTS:
        keys = table_named(KEYS)
        return table.c.town == select(keys.c.id).where(keys.c.town == town, keys.c.axis == "town", keys.c.key == town).scalar_subquery()
    if table.name in OF_REQUESTS:
        requests = table_named("requests")
        return table.c.request.in_(select(requests.c.id).where(requests.c.town == town))
    if (scope := SCOPES.get(table.name)) is not None:
        return table.c[scope] == town
    if says_town(table) and not table.c.town.nullable:
        return table.c.town == town
    return _is_of_parents(table, town)


def says_town(table: Table) -> bool:
    """Tell whether a table says in a column of its own which town a row is of."""
    return "town" in table.c and isinstance(_plain(table, "town"), String)


def is_placed(table: Table) -> bool:
    """Tell whether it is known of a table which rows are a town's."""
    known = {*FACTS, *OF_REQUESTS, *SCOPES}
    return table.name in known or says_town(table) or any(True for _ in _parents(table))


def _is_of_parents(table: Table, town: TownId) -> ColumnElement[bool]:
    """Return that all rows that a row points to are the town's: of a table that says no town, or not always."""
    parents = _parents(table)
    conditions: list[ColumnElement[bool]] = []
    if says_town(table):
        conditions.append(or_(table.c.town == town, table.c.town.is_(None)) if parents else table.c.town == town)
    for column, parent in parents:
        own = column.in_(select(parent).where(is_own(parent.table, town)))
        conditions.append(or_(column.is_(None), own) if column.nullable else own)
    if not conditions:
        raise ValueError(f"nothing says of which town the rows of {table.name} are")
    return and_(*conditions)


def _parents(table: Table) -> "list[tuple[Column[Any], Column[Any]]]":
    found = []
    for column in table.columns:
        for key in column.foreign_keys:
            if key.column.table is not table and key.column.table.name not in LEFT_OUT and key.column.table.name != TOWNS:
                found.append((column, key.column))
    return found


def _is_agent(table: Table, town: TownId) -> ColumnElement[bool]:
    """Return that an account is the town's, or one of the installation by which something of the town is somebody's."""
    condition: ColumnElement[bool] = table.c.town == town
    for other in Base.metadata.sorted_tables:
        if other.name in LEFT_OUT or other is table or not says_town(other):
            continue
        for column in other.columns:
            for key in column.foreign_keys:
                if key.column.table is table:
                    mine = select(column).where(other.c.town == town, column.is_not(None))
                    condition = condition | (table.c.town.is_(None) & key.column.in_(mine))
    return condition


def _plain(table: Table, name: str) -> object:
    kind = table.c[name].type
    return getattr(kind, "impl", kind) if not isinstance(kind, (Integer, String)) else kind
