"""What a pseudonymised copy has of each table, and what each of its texts is. A test holds that none is forgotten.

Codes of ours (`ShortWords`), numbers and moments stay, where nothing else is said; every other text is named here.
"""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import Table

from store.columns import ShortWords
from store.schema import Base


class Sort(StrEnum):
    """What a column holds, and so what becomes of it."""

    KEPT = "kept"
    """A word of the town or of ours."""
    TEXT = "text"
    """Written by somebody."""
    LEAF = "leaf"
    """An address, a number or a word."""
    NAME = "name"
    LOGIN = "login"
    DOCUMENT = "document"
    CODE = "code"
    """A tracking code."""
    DIGEST = "digest"
    """Could be made again from a number or a text, by who tries all of them."""
    EMPTIED = "emptied"
    """An empty text, or an empty document."""
    NONE = "none"


_SECRET, _OUTSIDE, _ORIGINAL, _WORK = (
    "secrets and access",
    "writes to others, or reads from them",
    "originals and files",
    "work in progress",
)
_WORDS = "words of messages"
LEFT_OUT: Mapping[str, str] = {
    **dict.fromkeys(("answered_writes", "api_keys", "calendar_links", "citizen_codes", "citizen_factors", "citizen_forms"), _SECRET),
    **dict.fromkeys(("citizen_identities", "citizen_links", "citizen_recovery_codes", "citizen_sessions", "form_secrets"), _SECRET),
    **dict.fromkeys(
        ("identities", "password_links", "provider_visits", "recovery_codes", "second_factor_rules", "second_factors"), _SECRET
    ),
    **dict.fromkeys(("citizen_challenges", "citizen_passkeys"), _SECRET),
    **dict.fromkeys(("sessions", "original_keys", "portal_feeds", "form_submissions"), _SECRET),
    **dict.fromkeys(("channels", "collected_folders", "collected_mails", "drop_folders", "dropped_files", "call_sources"), _OUTSIDE),
    **dict.fromkeys(("exchange_refusals", "exchange_runs", "outside_numbers", "relay_minutes", "town_hosts", "webhooks"), _OUTSIDE),
    **dict.fromkeys(("webhook_deliveries", "report_recipients", "report_schedules", "report_sendings", "incident_steps"), _OUTSIDE),
    **dict.fromkeys(("added_files", "doomed_originals", "letter_sheets", "office_templates", "originals", "pages"), _ORIGINAL),
    **dict.fromkeys(("published_photos", "report_files", "signature_pictures", "town_logos"), _ORIGINAL),
    **dict.fromkeys(("first_runs", "jobs", "typings", "rings", "reminder_reads"), _WORK),
    **dict.fromkeys(("backtests", "backtest_runs", "call_faults", "heaps", "learned_counts", "learned_steps"), _WORDS),
    **dict.fromkeys(("recent_messages", "threads"), _WORDS),
    **dict.fromkeys(("journal", "journal_heads"), "its chain proves what is true of the original alone"),
}
"""Tables of which a copy has nothing, and why."""

_SORTS = {
    "address_faults": "address:leaf",
    "agents": "login:login name:name email:leaf quality:text password_hash:kept",
    "autonomy": "rule:kept by:login why:text",
    "absences": "login:login deputy:login said_by:login",
    "breach_versions": "document:document author:login",
    "call_backs": "number:leaf closed_by:digest",
    "call_logs": "source:emptied actor:login digest:digest head:digest manner:document counts:document fault:none",
    "call_mappings": "document:kept actor:login",
    "calls": "key:digest outside:leaf line:leaf agent:kept name:name note:text audio:none transcript:text lines:kept "
    "card_by:login tracking:code",
    "citizen_addresses": "email:leaf",
    "citizens": "email:leaf password_hash:none profile:document",
    "claims": "agent:login",
    "confirmations": "agent:login subject:kept department:kept street:kept number:none sector:kept proposed_subject:kept "
    "proposed_department:kept proposed_street:kept proposed_number:none proposed_sector:kept rule:kept before:document",
    "consents": "withdrawn_by:login",
    "department_members": "department:kept login:login",
    "dossier_contacts": "value:leaf",
    "dossier_merges": "agent:login moved:document before:document",
    "dossier_names": "key:name",
    "dossiers": "requester:document name_key:name",
    "drafts": "document:document",
    "erasures": "actor:login",
    "exchange_mappings": "document:document author:login",
    "fact_keys": "key:kept",
    "followers": "address:leaf",
    "form_versions": "document:document created_by:login changed_by:login published_by:login",
    "history": "actor:login details:document",
    "inbounds": "source_id:none sha256:emptied content_key:digest mailbox:leaf envelope:emptied reason:text",
    "inclusions": "agent:login",
    "joinings": "agent:login moved:document undone_by:login",
    "letter_models": "subject:text text:text author:login",
    "mailboxes": "address:leaf name:text department:kept",
    "mailing_items": "person:none",
    "mailings": "name:text criteria:document text:text agent:login",
    "nightly_counts": "account:document",
    "notes": "author:login text:text",
    "outbox": "recipient:leaf payload:document token:none event:kept",
    "places": "document:kept streets:kept created_by:login source:text changes:kept",
    "portals": "document:document author:login",
    "print_batch_letters": "sort_key:none fault:document",
    "print_batches": "author:login printed_by:login",
    "privacy_texts": "document:document",
    "publications": "text:text agent:login",
    "put_off": "agent:login reason:text",
    "quarantine": "reason:text dismissed_by:login dismissal:text",
    "ratings": "words:text",
    "receipts": "tracking:code",
    "reminder_mails": "recipient:leaf",
    "report_actions": "text:text",
    "request_readings": "login:login",
    "requests": "tracking:code subject:kept department:kept heading:text details:text requester:document phone:leaf place:document "
    "street:kept "
    "sector:kept decision:document trace:document rule:kept basis:document taken_by:login authority:text timing:document",
    "retention_holds": "reason:text author:login ended_by:login",
    "retention_runs": "actor:login counts:document held:document",
    "retention_terms": "document:document author:login",
    "retractions": "agent:login",
    "rights_requests": "person:document extended_why:text outcome_why:text chosen:document mentions:emptied author:login ended_by:login",
    "rule_sets": "document:document note:text findings:document created_by:login changed_by:login publish_by:login publish_reason:text "
    "publish_fault:text",
    "saved_filters": "name:text query:text",
    "saved_queries": "name:text criteria:document",
    "saved_questions": "name:text query:text token:none",
    "sector_drafts": "document:kept begun_by:login changed_by:login",
    "signature_circuits": "document:document author:login",
    "signature_delegations": "signatory:name delegate:login quality:text formula:text author:login ended_by:login",
    "stationery": "document:document author:login",
    "streets": "name:kept document:kept numbers:kept",
    "tasks": "text:text agent:login author:login ended_by:login",
    "towns": "name:kept document:document suspended_why:text",
    "transmissions": "actor:login rule:kept opened_by:login",
}
SORTS: Mapping[str, Mapping[str, Sort]] = {
    table: {name: Sort(sort) for name, _, sort in (one.partition(":") for one in said.split())} for table, said in _SORTS.items()
}
"""What the columns of each table are whose texts are not all codes of ours."""
CODES_ONLY = frozenset(
    ("autonomy_terms", "breaches", "citizen_arrivals", "citizen_requests", "counters", "deliveries")
    + ("department_looks", "fact_closings", "fact_decisions", "fact_due", "fact_letters", "fact_moments")
    + ("fact_seals", "fact_spells", "facts", "follow_ups", "next_looks", "portal_acts")
    + ("portal_openings", "reminders", "request_links", "suspensions")
)
"""Tables that hold numbers, moments and codes of ours alone."""


def tables() -> tuple[Table, ...]:
    """Return the tables of which a copy has rows, each behind those it points to, `fact_due` last: triggers write it too."""
    found = [one for one in Base.metadata.sorted_tables if one.name not in LEFT_OUT]
    return tuple(sorted(found, key=lambda one: one.name == "fact_due"))


def sort_of(table: str, column: str) -> Sort:
    """Return what a column holds."""
    return SORTS.get(table, {}).get(column, Sort.KEPT)


def unsorted() -> tuple[str, ...]:
    """Return what is not said here though it must be: tables, texts of no fixed kind, and what points to a table that is left out."""
    named = {*LEFT_OUT, *SORTS, *CODES_ONLY}
    found = [one for one in Base.metadata.tables if one not in named]
    found += [one for one in named if one not in Base.metadata.tables]
    for table in tables():
        said = SORTS.get(table.name, {})
        for column in table.columns:
            is_text = _is_text(column.type)
            if is_text and not isinstance(column.type, ShortWords) and column.name not in said and not column.foreign_keys:
                found.append(f"{table.name}.{column.name}")
            if any(key.column.table.name in LEFT_OUT and not column.nullable for key in column.foreign_keys):
                found.append(f"{table.name}.{column.name}")
        found += [f"{table.name}.{name}" for name in said if name not in table.c]
    return tuple(found)


def _is_text(kind: object) -> bool:
    plain = getattr(kind, "impl", kind)
    return not any(word in type(plain).__name__ for word in ("Integer", "Boolean", "Date", "Float", "Double", "Numeric", "Interval"))
