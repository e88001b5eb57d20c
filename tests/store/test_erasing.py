"""No table is forgotten when something is erased: each about a request, a message or a letter is emptied, or has a reason to stay."""

from store import erasing
from store.schema import Base

MAIN = frozenset({"requests", "drafts", "inbounds", "outbox", "dossiers"})
EMPTIED = frozenset(
    {
        *(one.__tablename__ for one in erasing.GONE_WITH_IT),
        *("confirmations", "mailing_items", "incident_steps", "history", "letter_sheets", "print_batch_letters", "followers", "ratings"),
        *("dossier_contacts", "dossier_names", "dossier_merges", "retention_holds", "dossiers", "requests", "outbox"),
        *("pages", "form_submissions", "heaps", "dropped_files", "quarantine", "call_backs", "drafts", "threads", "recent_messages"),
        *("citizen_arrivals", "call_faults", "webhook_deliveries"),
    }
)
"""Tables of which rows go, or are emptied column by column (`store.erasing`, `store.erasing_arrivals`)."""
STAYS = {
    "consents": "which box of which version of a form, codes and days: the proof that somebody had agreed, without his name",
    "collected_mails": "numbers a mailbox gave",
    "deliveries": "whether a letter arrived, by codes",
    "follow_ups": "ids and a day",
    "inclusions": "ids, who of the town, a day",
    "joinings": "ids, who of the town, a day",
    "outside_numbers": "what another program calls it: that one erases too",
    "receipts": "the tracking code",
    "reminders": "clocks, days, departments",
    "request_links": "ids; the evidence is a code of ours",
    "request_readings": "who of the town read it when",
    "suspensions": "days and what sort of piece was lacking",
    "transmissions": "departments, days, who of the town",
}


def test_every_table_about_requests_and_messages_is_emptied_or_has_a_reason_to_stay() -> None:
    about = {
        table.name
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname.split(".")[0] in MAIN
    }
    assert about - EMPTIED - set(STAYS) == set()
    assert set(STAYS) - about == set()
    assert not EMPTIED & set(STAYS)
