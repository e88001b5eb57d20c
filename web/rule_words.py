"""What the pages about rules call things, beside `web.words`."""

from collections.abc import Mapping

from domain.ruleset import Nature
from domain.version import VersionState
from flows.town_folder.rules import PRECISIONS as PRECISION_KEYS
from rules.lint import Severity
from web.words import CONDITION_FIELDS, EFFECTS, N_, PRECISIONS

FORM_CONDITIONS: Mapping[str, str] = {**CONDITION_FIELDS, "aucune": N_("None of these holds")}
"""Conditions as the form of a rule names them; « aucune » is a word of its own."""
PRECISION_CHOICES: Mapping[str, str] = {word: PRECISIONS[precision] for word, precision in PRECISION_KEYS.items()}
RULE_KINDS: Mapping[str, str] = {
    "": N_("all"),
    "changed": N_("new or changed ones"),
    "findings": N_("ones the linter warns of"),
    "silent": N_("ones that held for nothing this month"),
    "off": N_("ones that are switched off"),
}
"""What the table of rules can be narrowed to."""
RULE_CHANGES: Mapping[str, str] = {"new": N_("new rule"), "changed": N_("changed rule")}
RULE_STATES: Mapping[str, str] = {
    VersionState.DRAFT: N_("draft"),
    VersionState.PUBLISHED: N_("published"),
    VersionState.RETIRED: N_("retired"),
}
SEVERITIES: Mapping[str, str] = {
    Severity.ERROR: N_("Error"),
    Severity.WARNING: N_("Warning"),
    Severity.NOTICE: N_("Remark"),
}
DELAY_UNITS: Mapping[str, str] = {"jo": N_("working days"), "j": N_("days"), "h": N_("hours")}
FILE_TYPES: Mapping[str, str] = {
    "image/*": N_("a picture"),
    "application/pdf": N_("a PDF"),
    "audio/*": N_("a sound"),
    "video/*": N_("a video"),
    "*": N_("any file"),
}
YES_NO: Mapping[str, str] = {"true": N_("yes"), "false": N_("no")}
MONTHS: Mapping[int, str] = {
    1: N_("January"),
    2: N_("February"),
    3: N_("March"),
    4: N_("April"),
    5: N_("May"),
    6: N_("June"),
    7: N_("July"),
    8: N_("August"),
    9: N_("September"),
    10: N_("October"),
    11: N_("November"),
    12: N_("December"),
}
NATURES: Mapping[str, str] = {
    Nature.REPORT: N_("report"),
    Nature.REQUEST: N_("request"),
    Nature.COMPLAINT: N_("complaint"),
    Nature.QUESTION: N_("question"),
    Nature.OTHER: N_("other"),
}
_SUBJECT_FIELDS: Mapping[str, str] = {
    "objet": N_("Name"),
    "theme": N_("Theme"),
    "nature": N_("Legal nature"),
    "regime": N_("Legal regime"),
    "confidentiel": N_("Confidentiality"),
    "sans_lieu": N_("No place is needed"),
    "astreinte": N_("Somebody answers day and night"),
    "suspension": N_("Delays stand still while the requester is waited for"),
    "accuse": N_("Acknowledgement on paper within"),
    "prise_en_charge": N_("Taken in charge within"),
    "alertes": N_("Days on which staff are warned"),
    "relances": N_("Days on which the requester is reminded"),
    "vocabulaire": N_("Words"),
}
_EXAMPLE_FIELDS: Mapping[str, str] = {
    "sujet": N_("Subject"),
    "service": N_("Department"),
    "copies": N_("Copy to"),
    "priorite": N_("Priority"),
    "voie": N_("Street or place"),
    "numero": N_("Number"),
    "secteur": N_("Sector"),
    "revue": N_("A person looks at it"),
    "regle": N_("Rule"),
}
RULE_FIELDS: Mapping[str, str] = {
    **EFFECTS,
    **_SUBJECT_FIELDS,
    **{f"alors.{key}": name for key, name in EFFECTS.items()},
    **{f"si.{key}": name for key, name in CONDITION_FIELDS.items()},
    **{f"sauf.{key}": name for key, name in CONDITION_FIELDS.items()},
    **{f"attendu.{key}": name for key, name in _EXAMPLE_FIELDS.items()},
    "nom": N_("Name"),
    "rang": N_("Rank"),
    "precision": N_("Its place is"),
    "priorite_regle": N_("Priority"),
    "active": N_("Active"),
    "du": N_("First day"),
    "au": N_("Last day"),
    "date": N_("Written on"),
    "motif": N_("Reason"),
    "texte": N_("Text"),
    "canal": N_("Channel"),
    "boite": N_("Came in at"),
    "recu_le": N_("Received on"),
    "sujets": N_("Subjects"),
    "secteurs": N_("Sectors"),
    "libelle": N_("Name"),
    "courriel": N_("E-mail"),
    "telephone": N_("Telephone"),
    "assure_par": N_("Done by"),
    "ferme_le": N_("Closed from"),
    "repris_par": N_("Taken over by"),
    "adresse": N_("Address"),
    "automatique": N_("Confidence from which nobody looks"),
    "ecart": N_("Difference below which people choose"),
    "lieu": N_("Certainty of a place"),
}
"""Fields of a rule set's entries as differences name them, by their keys in the text form."""
