"""What the desk calls things of telephone calls."""

from collections.abc import Mapping

from domain.call import CallBackState, CallEnd
from store.calls import CardState
from web.words import N_

CALL_ENDS: Mapping[str, str] = {
    CallEnd.ANSWERED: N_("Answered"),
    CallEnd.MISSED: N_("Missed"),
    CallEnd.BUSY: N_("Busy"),
    CallEnd.FAILED: N_("Not put through"),
    CallEnd.VOICEMAIL: N_("Voice message"),
    CallEnd.FAX: N_("Fax"),
}
CALL_BACK_STATES: Mapping[str, str] = {
    CallBackState.DUE: N_("To call back"),
    CallBackState.ANSWERED_LATER: N_("Called again and was answered"),
    CallBackState.CALLED_BACK: N_("Was called back"),
}
CARD_STATES: Mapping[str, str] = {
    CardState.OPEN: N_("To complete"),
    CardState.DONE: N_("Completed"),
    CardState.DISMISSED: N_("Dismissed"),
    CardState.PAST: N_("Older call"),
}
