"""What acts, permissions and things done are called in the sentences of flows: as on the desk's buttons, never by their codes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.lifecycle import Act
from domain.rights import Permission
from flows.wording import Message, say

ACTS: Mapping[Act, Message] = {
    Act.CONFIRM: say("Confirm"),
    Act.REJECT: say("Reject"),
    Act.RESTORE: say("Back to review"),
    Act.TAKE: say("Take in charge"),
    Act.REFUSE: say("Give back to review"),
    Act.HAND_OVER: say("Hand over to another department"),
    Act.PLAN: say("Plan"),
    Act.UNPLAN: say("No longer plan"),
    Act.ASK: say("Ask the requester"),
    Act.RESUME: say("Go on with it"),
    Act.TRANSFER: say("Transfer to another authority"),
    Act.TAKE_BACK: say("Take back from the authority"),
    Act.FINISH: say("Declare dealt with"),
    Act.CLOSE: say("Answer and close"),
    Act.REOPEN: say("Open again"),
    Act.ARCHIVE: say("Archive"),
}
PERMISSIONS: Mapping[Permission, Message] = {
    Permission.CREATE: say("Enter requests"),
    Permission.REVIEW: say("Work in the review queue"),
    Permission.READ_NORMAL: say("Read the request"),
    Permission.READ_RESTRICTED: say("Read a restricted request"),
    Permission.READ_SOCIAL: say("Read a social request"),
    Permission.TREAT: say("Do the work of the department"),
    Permission.REQUALIFY: say("Give another subject or another department"),
    Permission.PROPOSE: say("Give back to review"),
    Permission.CLOSE: say("Answer and close"),
    Permission.SUPERVISE: say("Let a letter leave that is held"),
    Permission.PREPARE: say("Declare dealt with"),
    Permission.STATISTICS: say("See the figures"),
    Permission.EXPORT: say("Take personal data out"),
    Permission.CATALOGUE: say("Set up the town"),
    Permission.RULES: say("Change the rules"),
    Permission.TEMPLATES: say("Write the models of letters"),
    Permission.PEOPLE: say("Add people and say what they may"),
    Permission.RETENTION: say("See how long what is kept"),
    Permission.JOURNAL: say("Read the journal"),
    Permission.MERGE: say("Make one file of two requesters’ files"),
    Permission.ERASE: say("Erase what is known of a person"),
}
DONE: Mapping[str, Message] = {
    "confirmed": say("Decided as proposed"),
    "corrected": say("Corrected"),
    "undone": say("Confirmation undone"),
    "rejected": say("Rejected: nothing is asked"),
    "restored": say("Back in review"),
    "taken": say("Taken in charge"),
    "refused": say("Refused by the department"),
    "handed_over": say("Handed over to another department"),
    "planned": say("Planned"),
    "unplanned": say("No longer planned"),
    "asked": say("Asked of the requester"),
    "resumed": say("Gone on with"),
    "transferred": say("Transferred to another authority"),
    "taken_back": say("Taken back from another authority"),
    "finished": say("Dealt with"),
    "closed": say("Request closed"),
    "reopened": say("Opened again"),
    "put_off": say("Put off"),
    "requester_corrected": say("Requester set right"),
    "anonymised": say("Anonymised"),
    "held_back": say("Held back from anonymisation"),
    "hold_ended": say("No longer held back"),
    "published": say("Shown to everybody"),
    "unpublished": say("No words or photos shown to everybody"),
    "consent_withdrawn": say("Consent withdrawn by the requester"),
    "due_changed": say("Completion date changed"),
    "snoozed": say("Reminders put to sleep"),
    "included": say("Included in the incident of another request"),
    "detached": say("Taken out of the incident of another request"),
    "absorbed": say("Another request made a part of this one"),
    "withdrawal_asked": say("Withdrawn by the requester"),
    "reopening_asked": say("The requester asks for it to be opened again"),
    "gives_back": say("Another request taken out of this one again"),
}
"""What the history calls what people do to a request; what is not here is not told by a name."""


def listed(acts: Iterable[Act]) -> Message:
    """Return acts one after the other, each translated where it is read; a dash for none."""
    named: dict[str, object] = {f"act_{place}": ACTS[one] for place, one in enumerate(acts)}
    template = ", ".join(f"{{{name}}}" for name in named) or "—"
    return say(template, **named)


def when(at: datetime, zone: str) -> Message:
    """Return a moment as the town's clock showed it."""
    local = at.astimezone(ZoneInfo(zone))
    return say("{year}-{month}-{day} at {clock}", year=f"{local:%Y}", month=f"{local:%m}", day=f"{local:%d}", clock=f"{local:%H:%M}")
