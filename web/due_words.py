"""What the desk calls deadlines and reminders."""

from collections.abc import Mapping

from domain.deadline import Clock
from domain.reminder import Level
from web.words import N_

CLOCKS: Mapping[str, str] = {
    Clock.TAKING: N_("To be taken in charge"),
    Clock.COMPLETION: N_("To be completed"),
    Clock.HANDING_OVER: N_("To be handed over"),
    Clock.LEGAL: N_("Legal deadline"),
    Clock.RECEIPT: N_("Record of receipt"),
    Clock.ELECTRONIC_ACKNOWLEDGEMENT: N_("Electronic acknowledgement"),
    Clock.ACKNOWLEDGEMENT: N_("Acknowledgement"),
    Clock.ANSWER: N_("Answer of the requester"),
    Clock.CHASER: N_("Chaser from the requester"),
}
LEVELS: Mapping[str, str] = {
    Level.AGENT: N_("Agent"),
    Level.HEAD: N_("Head of department"),
    Level.DIRECTOR: N_("Director"),
    Level.ELECTED: N_("Elected member"),
}
