"""What the pages on which administrators set things up call them."""

from collections.abc import Mapping

from domain.town import CustomaryDay
from flows.kinds import JobKind
from letters.kinds import Language
from web.words import N_

HOLIDAY_CALENDARS: Mapping[str, str] = {
    "metropole": N_("mainland France"),
    "alsace-moselle": N_("Alsace-Moselle"),
    "guadeloupe": N_("Guadeloupe"),
    "martinique": N_("Martinique"),
    "saint-barthelemy": N_("Saint-Barthélemy"),
    "saint-martin": N_("Saint-Martin"),
    "guyane": N_("French Guiana"),
    "mayotte": N_("Mayotte"),
    "la-reunion": N_("Réunion"),
    "saint-pierre-et-miquelon": N_("Saint-Pierre-et-Miquelon"),
    "nouvelle-caledonie": N_("New Caledonia"),
    "polynesie-francaise": N_("French Polynesia"),
    "wallis-et-futuna": N_("Wallis and Futuna"),
}
CUSTOMARY_DAYS: Mapping[str, str] = {
    CustomaryDay.MID_LENT: N_("Mid-Lent"),
    CustomaryDay.GOOD_FRIDAY: N_("Good Friday"),
    CustomaryDay.SCHOELCHER: N_("21 July, Victor Schœlcher"),
}
CALENDAR_PARTS: Mapping[str, str] = {
    "horaires": N_("opening hours"),
    "jours_feries": N_("calendar of holidays"),
    "vendredi_saint": N_("Good Friday"),
    "jours_coutumiers": N_("days kept by custom"),
    "fermetures": N_("closed days"),
}
"""Parts of a calendar, by their keys in the town folder."""
JOB_KINDS: Mapping[str, str] = {
    JobKind.READ: N_("Read an arrival"),
    JobKind.READ_PAPER: N_("Read a mail as paper"),
    JobKind.READ_UNLOCKED: N_("Read an unlocked file"),
    JobKind.CALLS: N_("Read a call log"),
    JobKind.ROUTE: N_("Make requests of a message"),
    JobKind.SEND: N_("Send a letter"),
    JobKind.INCIDENT: N_("Carry on to included requests"),
    JobKind.MAILING: N_("Carry on writing to everyone"),
    JobKind.PRINT: N_("Make pages of letters to print"),
    JobKind.REREAD: N_("Read a waiting message again"),
    JobKind.COUNT: N_("Count what came in against what became of it"),
    JobKind.REPORT: N_("Make and send a document of figures"),
}
MODEL_LANGUAGES: Mapping[str, str] = {Language.FRENCH: N_("in French"), Language.ENGLISH: N_("in English")}
