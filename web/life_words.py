"""What the desk calls the states of a request, what was done to it, and what ties it to others."""

from collections.abc import Mapping

from domain.note import RingKind, TaskEnd
from domain.request import Addition, Closure, Status, Tie
from domain.sameness import SameKind
from flows.incident_letter import Outcome
from web.words import N_

STATUSES: Mapping[str, str] = {
    Status.REVIEW: N_("To review"),
    Status.REJECTED: N_("Rejected"),
    Status.OPEN: N_("Open – not taken in charge"),
    Status.ACCEPTED: N_("Taken in charge"),
    Status.PLANNED: N_("Planned"),
    Status.WAITING: N_("Waiting for the requester"),
    Status.TRANSFERRED: N_("Transferred to another authority"),
    Status.DONE: N_("Dealt with – to be closed"),
    Status.CLOSED: N_("Closed"),
    Status.ARCHIVED: N_("Archived"),
}
CLOSURES: Mapping[str, str] = {
    Closure.CARRIED_OUT: N_("Carried out"),
    Closure.ANSWERED: N_("Answered"),
    Closure.REFUSED: N_("Refused"),
    Closure.NO_ACTION: N_("No action taken"),
    Closure.NOT_OURS: N_("Not ours – transferred"),
    Closure.DUPLICATE: N_("Duplicate"),
    Closure.INADMISSIBLE: N_("Inadmissible or abusive"),
    Closure.WITHDRAWN: N_("Withdrawn by the requester"),
}
ACTIONS: Mapping[str, str] = {
    "created": N_("Request created"),
    "numbered": N_("Number given"),
    "followed_up": N_("Chaser from the requester"),
    "withdrawal_asked": N_("Withdrawn by the requester"),
    "reopening_asked": N_("The requester asks for it to be opened again"),
    "thanked": N_("Thanks from the requester"),
    "answered": N_("Answer from the town hall"),
    "reunited": N_("Brought together with a later message"),
    "continued": N_("Goes on in another request"),
    "received_again": N_("Also received at"),
    "split": N_("Letter cut in two"),
    "joined": N_("Letter joined with the one beside it"),
    "unlocked": N_("Password entered: the file is open"),
    "read_unlocked": N_("Letter read"),
    "reread": N_("Read again with the streets known now"),
    "sector_changed": N_("Another sector by the town’s new sectors"),
    "closed": N_("Request closed"),
    "rejected": N_("Rejected: nothing is asked"),
    "restored": N_("Back in review"),
    "taken": N_("Taken in charge"),
    "refused": N_("Refused by the department"),
    "handed_over": N_("Handed over to another department"),
    "moved": N_("Moved to the department that takes over"),
    "returned_unread": N_("Back to review: nobody of its department opened it in time"),
    "returned_closed": N_("Back to review: its department is closed"),
    "given_back": N_("Back to its department: the account of who had it was closed"),
    "passed_on": N_("Passed on: the account of who had it was closed"),
    "resent": N_("Sent to its department again"),
    "planned": N_("Planned"),
    "unplanned": N_("No longer planned"),
    "asked": N_("Asked of the requester"),
    "resumed": N_("Gone on with"),
    "nudged": N_("Requester reminded of what he was asked for"),
    "brought": N_("What was missing came"),
    "transferred": N_("Transferred to another authority"),
    "taken_back": N_("Taken back from another authority"),
    "finished": N_("Dealt with"),
    "reopened": N_("Opened again"),
    "due_changed": N_("Completion date changed"),
    "snoozed": N_("Reminders put to sleep"),
    "merged": N_("Made a part of another request"),
    "absorbed": N_("Another request made a part of this one"),
    "told_all": N_("Everyone of the incident written to"),
    "parted": N_("A request of its own again"),
    "gives_back": N_("Another request taken out of this one again"),
    "linked": N_("Linked with an earlier request"),
    "included": N_("Included in the incident of another request"),
    "includes": N_("Another request included in this incident"),
    "detached": N_("Taken out of the incident of another request"),
    "detaches": N_("Another request taken out of this incident"),
    "letter_failed": N_("Letter not delivered"),
    "letter_delayed": N_("Letter delayed"),
    "letter_delivered": N_("Letter delivered"),
    "letter_relayed": N_("Letter passed on by the recipient’s mail system"),
    "letter_expanded": N_("Letter passed on by the recipient’s mail system"),
    "letter_held": N_("Letter held back"),
    "notice_replaced": N_("The town’s own text of a mail could not be written: the shipped one left"),
    "letter_written": N_("Letter written again"),
    "letter_released": N_("Letter released"),
    "letter_printed": N_("Letter printed"),
    "letter_signed": N_("Letter signed"),
    "letter_unsigned": N_("Signature refused"),
    "letter_put_to_sign": N_("Letter put to sign again"),
    "letter_dropped": N_("Letter dropped"),
    "letter_withdrawn": N_("Letter withdrawn before it was signed"),
    "noted": N_("Internal note"),
    "note_changed": N_("Internal note changed"),
    "task_set": N_("Task given"),
    "task_done": N_("Task done"),
    "task_dropped": N_("Task dropped"),
    "task_again": N_("Task to be done after all"),
    "file_added": N_("File added"),
    "file_withdrawn": N_("Added file taken away"),
    "file_shared": N_("Added file may be shared"),
    "file_unshared": N_("Added file for the town hall alone"),
    "written_to": N_("Requester written to"),
    "document_filled": N_("Document prepared"),
    "letter_asked_for": N_("Letter on request"),
    "holding_letter": N_("Requester told that it takes longer"),
    "address_flagged": N_("Address marked: it takes no letters"),
    "machine_answered": N_("A machine answered the letter"),
    "repeated": N_("The same message came over and over"),
    "confirmed": N_("Decided as proposed"),
    "corrected": N_("Corrected"),
    "requester_corrected": N_("Requester set right"),
    "taken_over": N_("Taken over from other software"),
    "anonymised": N_("Anonymised"),
    "held_back": N_("Held back from anonymisation"),
    "hold_ended": N_("No longer held back"),
    "published": N_("Shown to everybody"),
    "unpublished": N_("No words or photos shown to everybody"),
    "consent_withdrawn": N_("Consent withdrawn by the requester"),
    "undone": N_("Confirmation undone"),
    "put_off": N_("Put off"),
    "brought_back": N_("Brought back into the queue"),
    "cut": N_("A part of the message made a request of its own"),
    "called_again": N_("Called again"),
    "call_answered": N_("Called again and was answered"),
    "called_back": N_("Was called back"),
    "closed_call_answered": N_("Closed: called again and was answered"),
    "closed_called_back": N_("Closed: was called back"),
    "called_after_all": N_("To call back again: another unanswered call"),
}
"""Actions of the history; one the desk does not know is shown as it is kept."""
CAUSES: Mapping[str, str] = {
    "came": N_("The requester has answered."),
    "over": N_("The requester has not answered in time."),
}
"""Why a request that waited goes on by itself."""
ADDITIONS: Mapping[str, str] = {
    Addition.CHASER: N_("Chaser from the requester"),
    Addition.THANKS: N_("Thanks from the requester"),
    Addition.ANSWER: N_("Answer from the town hall"),
    Addition.MERGED: N_("Message of a request that is a part of this one"),
    Addition.ASKED_AGAIN: N_("Asked again in a request that is a part of this one"),
    Addition.WITHDRAWAL: N_("Withdrawn by the requester"),
    Addition.REOPENING: N_("The requester asks for it to be opened again"),
}
TOGETHER: Mapping[str, str] = {
    SameKind.DUPLICATE: N_("Attach: the same request"),
    SameKind.CHASER: N_("Attach: the requester asks again"),
    SameKind.INCIDENT: N_("Include: one incident"),
    SameKind.RECURRENCE: N_("Link: it has come back"),
}
"""What bringing two requests together is called on its button."""
RELATIONS: Mapping[str, str] = {
    "follows": N_("Follows:"),
    "may_follow": N_("Possibly follows:"),
    "followed_by": N_("Followed by:"),
    "may_be_followed_by": N_("Possibly followed by:"),
    "part_of": N_("Is a part of:"),
    "has_part": N_("Has as a part:"),
}
TIES: Mapping[str, str] = {
    Tie.PORTAL: N_("It was sent on the portal."),
    Tie.LETTER: N_("It answers a letter of the town hall."),
    Tie.CODE: N_("It gives the tracking code."),
    Tie.NUMBER: N_("It gives the number."),
    Tie.THREAD: N_("It answers an earlier message."),
    Tie.SENDER: N_("The same sender wrote shortly before."),
    Tie.PEOPLE: N_("An agent says so: the fact has come back."),
}
"""What speaks for two requests having to do with each other."""
LETTER_OUTCOMES: Mapping[str, str] = {
    Outcome.WRITTEN: N_("Is written to"),
    Outcome.TOLD: N_("Has these words already"),
    Outcome.UNREACHED: N_("Cannot be reached: no address, or one that takes no letters"),
    Outcome.REFUSED: N_("Not yours to write to"),
}
"""What becomes of the requesters of one request in a letter to everyone of an incident."""
RINGS: Mapping[str, str] = {
    RingKind.NOTE: N_("A note names you"),
    RingKind.TASK: N_("A task for you"),
    RingKind.ENDED: N_("A task you gave has ended"),
    RingKind.UNSIGNED: N_("A letter you prepared was not signed"),
}
"""What is new for an agent."""
TASK_ENDS: Mapping[str, str] = {TaskEnd.DONE: N_("Done"), TaskEnd.DROPPED: N_("Dropped")}
"""How a task ended."""
