"""What the desk calls things: message ids for every value of the domain that reaches the screen."""

from collections.abc import Mapping

from domain.authenticity import Standing
from domain.decision import Reason
from domain.department import Confidentiality
from domain.draft import Danger, Flag, Kind, Remark, RequesterKind, Role
from domain.evidence import Join
from domain.inbound import Channel, Outcome
from domain.machine import Fate, Fault, Sign, Sort
from domain.place import Parity, PlaceStatus, RoadOwner
from domain.ruleset import Alert, Level, Precision, Weekday
from flows.accounts import PasswordFault
from flows.town_folder.conditions import CHANNELS as CHANNEL_KEYS
from routing.course import Loss
from store.outbox import Held


def N_(message: str) -> str:  # noqa: N802, RUF100 - the name by which extractors know a message that is translated later
    """Return the message unchanged; marks it for the catalogues."""
    return message


def N2_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802, RUF100 - the same for a message with a plural
    """Return both forms unchanged; marks them for the catalogues."""
    return singular, plural


CHANNELS: Mapping[str, str] = {
    Channel.EMAIL: N_("E-mail"),
    Channel.SCAN: N_("Letter"),
    Channel.FAX: N_("Fax"),
    Channel.PHONE: N_("Telephone"),
    Channel.FORM: N_("Online form"),
    Channel.COUNTER: N_("Town hall desk"),
    Channel.PORTAL: N_("Portal"),
}
KINDS: Mapping[str, str] = {
    Kind.REQUEST: N_("Request"),
    Kind.FOLLOW_UP: N_("Chaser from the requester"),
    Kind.AUTO_REPLY: N_("Automatic reply"),
    Kind.BOUNCE: N_("Non-delivery report"),
    Kind.NEWSLETTER: N_("Newsletter"),
    Kind.SPAM: N_("Spam"),
    Kind.BLANK: N_("Empty message"),
}
OUTCOMES: Mapping[str, str] = {
    Outcome.PENDING: N_("Waiting to be read"),
    Outcome.DRAFTED: N_("Turned into requests"),
    Outcome.ATTACHED: N_("Attached to a request"),
    Outcome.MACHINE: N_("Automatic message"),
    Outcome.SPAM: N_("Spam"),
    Outcome.QUARANTINED: N_("Set aside"),
    Outcome.DUPLICATE: N_("Duplicate"),
}
REASONS: Mapping[str, str] = {
    Reason.NOTHING_MATCHED: N_("No subject recognised"),
    Reason.LOW_CONFIDENCE: N_("Low confidence"),
    Reason.TIE: N_("Two departments possible"),
    Reason.DANGER: N_("Danger reported"),
    Reason.SEVERAL_REQUESTS: N_("Several requests"),
    Reason.PLACE_MISSING: N_("Place missing"),
    Reason.PLACE_UNMATCHED: N_("Place not found"),
    Reason.PLACE_UNSURE: N_("Place uncertain"),
    Reason.PLACE_OUTSIDE: N_("Outside the town"),
    Reason.CONFIDENTIAL: N_("Confidential"),
    Reason.ABUSIVE: N_("Abusive wording"),
    Reason.LANGUAGE: N_("Not in French"),
    Reason.RULE_ASKS: N_("A rule asks for it"),
    Reason.UNSURE_READING: N_("Uncertain reading"),
    Reason.UNREADABLE: N_("Partly unreadable"),
    Reason.UNKNOWN_REQUEST: N_("May belong to another request"),
    Reason.FOLLOWS_CLOSED: N_("Follows a closed request"),
    Reason.WITH_FOLLOW_UP: N_("Came with a message about another request"),
    Reason.RECUT: N_("Cut or joined by hand"),
    Reason.RULE_ON_PROBATION: N_("The rule does not work alone"),
    Reason.UNLOCKED: N_("Opened with its password"),
    Reason.REREAD: N_("Read again: clear by now"),
    Reason.DEPARTMENT_CLOSED: N_("Department closed"),
    Reason.GIVEN_BACK: N_("Given back by its department"),
    Reason.UNREAD: N_("Opened by nobody of its department"),
}
FLAGS: Mapping[str, str] = {
    Flag.MULTI: N_("Several requests"),
    Flag.THIRD_PARTY: N_("Outside the town hall"),
    Flag.DANGER: N_("Urgent"),
    Flag.ANONYMOUS: N_("Anonymous"),
    Flag.ABUSIVE: N_("Abusive wording"),
    Flag.CONFIDENTIAL: N_("Confidential"),
    Flag.FOLLOW_UP: N_("Chaser from the requester"),
    Flag.INCOMPLETE_IDENTITY: N_("Identity incomplete"),
    Flag.UNSURE_READING: N_("Uncertain reading"),
    Flag.LANGUAGE: N_("Not in French"),
}
REMARKS: Mapping[str, str] = {
    Remark.EMPTY: N_("The message is empty."),
    Remark.TOO_LARGE: N_("The message is too large to be read whole."),
    Remark.TOO_MANY_PARTS: N_("The message has too many parts; the last ones were not read."),
    Remark.TOO_DEEP: N_("The message is nested too deep; the innermost parts were not read."),
    Remark.HEADER_TOO_LARGE: N_("The header is too large to be read whole."),
    Remark.MALFORMED: N_("The message is malformed; what could be read is shown."),
    Remark.UNKNOWN_CHARSET: N_("The message names an unknown character set."),
    Remark.BAD_ENCODING: N_("Some characters could not be decoded."),
    Remark.TEXT_CUT: N_("The text is very long; the end was cut."),
    Remark.ENCRYPTED: N_("The message is encrypted and cannot be read here."),
    Remark.SIGNED: N_("The message bears an electronic signature; it is kept and was not checked."),
    Remark.TIME_LIMIT: N_("Reading took too long and was stopped."),
    Remark.MEMORY_LIMIT: N_("Reading needed too much memory and was stopped."),
    Remark.SECOND_LETTER: N_("Another letter seems to begin within this one: look, and cut it there."),
    Remark.STANDARD_READING: N_("Reading failed; what a plainer reader found is shown. Compare it with the original."),
    Remark.DAMAGED: N_("The document is damaged: not every page could be read. Have it scanned or sent again."),
    Remark.HOLDS_FILES: N_("The document holds other files, which were not read as letters: they are among its attachments. Look at them."),
    Remark.ACTIVE: N_("The document runs something when it is opened. Nothing of it was run here; open the original with care."),
    Remark.ADOBE_FORM: N_(
        "Only Adobe’s programs show this form whole; answers that could be had stand on a page of their own. Compare both."
    ),
    Remark.OLD_FORMAT: N_("A document of an old format (.doc) came, which is not read here. Open it by hand, or ask for a PDF."),
}
PLACE_STATUSES: Mapping[str, str] = {
    PlaceStatus.EXACT: N_("Exact address"),
    PlaceStatus.STREET: N_("Street only"),
    PlaceStatus.LANDMARK: N_("Place of interest"),
    PlaceStatus.ROAD: N_("Road"),
    PlaceStatus.UNMATCHED: N_("Not found in the town"),
    PlaceStatus.NONE: N_("Without location"),
    PlaceStatus.OUTSIDE: N_("Outside the town"),
}
ROAD_OWNERS: Mapping[str, str] = {
    RoadOwner.TOWN: N_("Town"),
    RoadOwner.COUNTY: N_("Département"),
    RoadOwner.REGION: N_("Region"),
    RoadOwner.AGGLOMERATION: N_("Intermunicipal body"),
    RoadOwner.STATE: N_("The State"),
    RoadOwner.PRIVATE: N_("Private"),
}
PRIORITIES: Mapping[int, str] = {1: N_("Danger"), 2: N_("High"), 3: N_("Normal"), 4: N_("Low")}
CONFIDENTIALITIES: Mapping[int, str] = {
    Confidentiality.NORMAL: N_("Ordinary"),
    Confidentiality.RESTRICTED: N_("Restricted"),
    Confidentiality.SOCIAL: N_("Confidential"),
}
CONDITIONS: Mapping[str, str] = {
    "sujet": N_("Subject"),
    "mots": N_("Words"),
    "gestion de la voie": N_("Road owned by:"),
    "voie": N_("Street"),
    "lieu": N_("Place of interest"),
    "secteur": N_("Sector"),
    "commune": N_("Town"),
    "moment": N_("Received during"),
    "thème": N_("Theme"),
    "tous les mots": N_("All of the words"),
    "aucun des mots": N_("None of the words"),
    "expression": N_("Expression"),
    "saison": N_("Season"),
    "mairie": N_("Town hall"),
    "canal": N_("Channel"),
    "entrée": N_("Came in at"),
    "demandeur": N_("Requester"),
    "pièce jointe": N_("Attachment"),
    "drapeau": N_("Mark"),
    "expéditeur": N_("Sender"),
    "active": N_("Active"),
    "validité": N_("Valid"),
}
"""Conditions of a rule as the trace names them."""
JOINS: Mapping[str, str] = {
    Join.ALL: N_("All of these:"),
    Join.ANY: N_("One of these:"),
    Join.NOT: N_("Not this:"),
}
"""How the parts of a condition belong together."""
LOSSES: Mapping[str, str] = {
    Loss.STOPPED: N_("a rule before it ended the rules"),
    Loss.VARIANT: N_("an earlier variant of it was meant"),
    Loss.LEVEL: N_("its rank comes later"),
    Loss.PRECISION: N_("its place is less precise"),
    Loss.PRIORITY: N_("its priority is lower"),
    Loss.DATE: N_("it is older"),
    Loss.EQUAL: N_("it is equal, and people choose"),
}
"""Why a rule that held lost."""
EVIDENCE: Mapping[str, str] = {
    "vocabulaire": N_("vocabulary"),
    "tournure": N_("turn of phrase"),
    "mot": N_("word"),
    "concurrence": N_("rival subject"),
    "doute": N_("share of doubt"),
    "appris": N_("learned from agents"),
    "usage": N_("how citizens write"),
    "danger": N_("danger told of"),
    "catégorie-cochée": N_("category ticked"),
    "lieu-nommé": N_("place named"),
    "position": N_("position"),
    "domicile": N_("home address"),
    "lieu-inconnu": N_("place unknown"),
    "autre-commune": N_("another town"),
}
"""What found a piece of evidence; the rules of the town have names of their own."""
DANGERS: Mapping[str, str] = {
    Danger.PROGRAM: N_("A program: it would run when opened."),
    Danger.DISGUISED: N_("A program under the name of a harmless file."),
    Danger.SHORTCUT: N_("A shortcut: it would start something that lies elsewhere."),
    Danger.PAGE: N_("A web page that may run programs or imitate a site."),
    Danger.MACROS: N_("A document with macros."),
    Danger.EMBEDDED: N_("A document that holds a program or fetches one from elsewhere."),
    Danger.DISK_IMAGE: N_("A disk image: what it holds escapes the checks."),
    Danger.LOCKED: N_(
        "Protected by a password. Who knows it opens a PDF on the page of its request; of anything else, ask the sender for a copy without."
    ),
    Danger.PROGRAM_INSIDE: N_("Something dangerous lies inside."),
    Danger.CLOSED: N_("An archive that could not be looked into."),
    Danger.BOMB: N_("An archive that unpacks to an enormous size."),
}
"""Why an attachment is kept apart."""
ROLES: Mapping[str, str] = {
    Role.FILE: N_("File"),
    Role.LAYOUT: N_("Picture of the layout"),
    Role.SIGNATURE: N_("Electronic signature"),
}
FAULTS: Mapping[str, str] = {
    Fault.UNKNOWN_ADDRESS: N_("There is no such address."),
    Fault.UNKNOWN_DOMAIN: N_("The part of the address behind the @ does not exist."),
    Fault.CLOSED: N_("The mailbox is closed."),
    Fault.FULL: N_("The mailbox is full."),
    Fault.TOO_LARGE: N_("The letter is too large for the mailbox."),
    Fault.UNREACHABLE: N_("The recipient’s mail server could not be reached."),
    Fault.LOOP: N_("The recipient’s mail servers send the letter in a circle."),
    Fault.REFUSED: N_("The recipient’s mail server refuses the letter."),
    Fault.GATEWAY: N_("The gateway of text messages refuses it."),
    Fault.NOT_THERE: N_("Brought back by the post: nobody of that name lives there (NPAI)."),
    Fault.OTHER: N_("The recipient’s mail server does not say why."),
}
"""Why an address does not take letters."""
HELD: Mapping[str, str] = {
    Held.NO_RELAY: N_("Held: no relay for outgoing mail is set up."),
    Held.TOO_MANY: N_("Held: too many letters to this address lately, perhaps two machines answer each other. It leaves later."),
    Held.MACHINE: N_("Not sent: nobody reads at this address."),
    Held.OURS: N_("Not sent as mail: this mailbox is read here, and the request is on the desk."),
    Held.ABUSIVE: N_("Held: it answers an abusive message. It leaves if somebody says so."),
    Held.DOUBTFUL: N_("Held: the sender looks forged. It leaves if somebody says so."),
    Held.UNRESOLVED: N_("Held: its model names something the request does not have."),
    Held.UNWRITABLE: N_("Held: its model cannot be written. Correct it among the texts of letters, then write the letter again."),
    Held.SIGNATORY: N_("Held: nobody is named who signs it."),
    Held.TO_SIGN: N_("Waits for a signature."),
    Held.UNSIGNED: N_("Not signed: correct it and put it to sign again, or drop it."),
    Held.TOO_LARGE: N_("Held: too large for the relay."),
    Held.RESTORED: N_("Held: it may have left since the backup that was put back. It leaves if somebody says so."),
    Held.NO_GATEWAY: N_("Held: the town has no gateway of text messages."),
    Held.LIMITED: N_("Held: the request is left alone, as its requester has asked. It leaves when that ends."),
    Held.UNCERTAIN: N_("Held: the line broke, and the message may have left. It leaves again if somebody says so."),
    Held.PRINT: N_("To be printed."),
}
LETTER_KINDS: Mapping[str, str] = {
    "notice": N_("Notice to the department"),
    "alert": N_("Alert"),
    "follow_up": N_("Chaser passed on"),
    "receipt": N_("Record of receipt"),
    "letter": N_("Letter to the requester"),
    "authority": N_("Letter to another authority"),
    "reminder": N_("Reminder of a deadline"),
    "reminders": N_("Reminders of the day"),
}
BATCH_STATES: Mapping[str, str] = {
    "preparing": N_("Being prepared"),
    "prepared": N_("Ready to be printed"),
    "printed": N_("Printed and sent"),
    "dropped": N_("Let go"),
}
LETTER_STATES: Mapping[str, str] = {
    "waiting": N_("Waiting"),
    "sent": N_("Sent"),
    "held": N_("Held back"),
    "kept": N_("Shown here only"),
    "leaving": N_("Leaving"),
    "withdrawn": N_("Withdrawn"),
    "prepared": N_("Prepared"),
    "to_sign": N_("To be signed"),
    Fate.FAILED: N_("Not delivered"),
    Fate.DELAYED: N_("Delayed"),
    Fate.DELIVERED: N_("Delivered"),
    Fate.RELAYED: N_("Passed on"),
    Fate.EXPANDED: N_("Passed on"),
}
"""What became of a letter, as far as is known."""
SORTS: Mapping[str, str] = {
    Sort.ANSWER: N_("Absence or acknowledgement"),
    Sort.RECEIPT: N_("Read receipt"),
    Sort.DELIVERED: N_("Delivery receipt"),
    Sort.DELAYED: N_("Delivery delayed"),
    Sort.FAILED: N_("Delivery failed"),
    Sort.CHALLENGE: N_("A filter asks for a click before it delivers: do it only if you know the recipient."),
    Sort.MANY: N_("Sent to many"),
    Sort.ADVERTISING: N_("Advertising"),
    Sort.FRAUD: N_("Fraud"),
    Sort.FILTERED: N_("Called spam by a filter on the way"),
}
SIGNS: Mapping[str, str] = {
    Sign.FIELD: N_("A line of its header"),
    Sign.REPORT: N_("A report for machines in it"),
    Sign.SENDER: N_("The sender"),
    Sign.SUBJECT: N_("The heading"),
    Sign.WORDS: N_("Several turns of phrase together"),
}
"""By what a machine mail is known."""
STATES: Mapping[str, str] = {
    "ready": N_("Waiting"),
    "running": N_("Running"),
    "done": N_("Done"),
    "parked": N_("Parked"),
}
QUEUES: Mapping[str, str] = {"mail": N_("Mail"), "ocr": N_("Scanned pages"), "later": N_("Later")}
PASSWORD_FAULTS: Mapping[str, str] = {
    PasswordFault.WRONG: N_("The present password is not right."),
    PasswordFault.TOO_SHORT: N_("The new password needs at least 12 characters."),
    PasswordFault.TOO_LONG: N_("The new password may have 200 characters at most."),
    PasswordFault.TOO_SIMPLE: N_("The new password needs at least 6 different characters."),
    PasswordFault.WELL_KNOWN: N_("The new password is made of words everybody tries first: take others."),
    PasswordFault.HOLDS_LOGIN: N_("The new password must not contain your login."),
    PasswordFault.SAME: N_("The new password must differ from the present one."),
    PasswordFault.DIFFERENT: N_("The two new passwords differ."),
}
CONDITION_FIELDS: Mapping[str, str] = {
    "sujets": N_("The subject is one of"),
    "themes": N_("The subject belongs to one of the themes"),
    "mots": N_("One of these words or phrases is there"),
    "tous_les_mots": N_("All of these words or phrases are there"),
    "aucun_mot": N_("None of these words or phrases is there"),
    "expression": N_("This regular expression matches"),
    "gestion_voie": N_("The road belongs to"),
    "voies": N_("It is on one of these streets"),
    "lieux": N_("It is at one of these places, by name or category"),
    "secteurs": N_("It lies in one of these sectors"),
    "commune": N_("It lies"),
    "moment": N_("It was received"),
    "saison": N_("It was received in this part of the year"),
    "mairie": N_("When it was received, the town hall was"),
    "canaux": N_("It came by"),
    "boites": N_("It came in at"),
    "demandeur": N_("The requester is"),
    "pieces_jointes": N_("A piece of one of these types is attached"),
    "drapeaux": N_("It bears one of these marks"),
    "expediteur": N_("The sender is"),
    "tous": N_("All of these hold"),
    "un_de": N_("One of these holds"),
    "non": N_("This does not hold"),
}
"""Conditions of a rule as its form names them, by their keys in the text form."""
OPERANDS: Mapping[str, str] = {
    **{owner.value: name for owner, name in ROAD_OWNERS.items() if isinstance(owner, RoadOwner)},
    **{flag.value: name for flag, name in FLAGS.items() if isinstance(flag, Flag)},
    **{word: CHANNELS[channel] for word, channel in CHANNEL_KEYS.items()},
    "hors": N_("outside the town"),
    "dans": N_("inside the town"),
    "ouverte": N_("open"),
    "fermée": N_("closed"),
    Weekday.MONDAY.value: N_("Monday"),
    Weekday.TUESDAY.value: N_("Tuesday"),
    Weekday.WEDNESDAY.value: N_("Wednesday"),
    Weekday.THURSDAY.value: N_("Thursday"),
    Weekday.FRIDAY.value: N_("Friday"),
    Weekday.SATURDAY.value: N_("Saturday"),
    Weekday.SUNDAY.value: N_("Sunday"),
    Weekday.HOLIDAY.value: N_("public holiday"),
    Parity.EVEN.value: N_("even numbers"),
    Parity.ODD.value: N_("odd numbers"),
    RequesterKind.PERSON.value: N_("a person"),
    RequesterKind.COMPANY.value: N_("a company"),
    RequesterKind.ASSOCIATION.value: N_("an association"),
    RequesterKind.ADMINISTRATION.value: N_("an administration"),
    RequesterKind.UNKNOWN.value: N_("unknown"),
    Standing.VERIFIED.value: N_("verified"),
    Standing.UNVERIFIED.value: N_("not verified"),
    Standing.FORGED.value: N_("possibly forged"),
}
"""What is chosen in a condition, where it is not a word, name or code of the town's own."""
BOUNDS: Mapping[str, str] = {
    "de": N_("from"),
    "a": N_("to"),
    "cote": N_("side"),
    "du": N_("from"),
    "au": N_("to"),
}
EFFECTS: Mapping[str, str] = {
    "service": N_("Department"),
    "sujet": N_("Subject becomes"),
    "copies": N_("Copy to"),
    "priorite": N_("Priority becomes"),
    "priorite_plus": N_("Priority rises by"),
    "delai": N_("Target delay"),
    "confidentialite": N_("Confidentiality"),
    "drapeaux": N_("Marks"),
    "revue": N_("A person looks at it"),
    "sans_verification": N_("Goes out in spite of doubts about subject or place"),
    "alerte": N_("Duty desk"),
    "texte": N_("Sentence added"),
    "modele": N_("Letter"),
    "intitule_public": N_("Title shown in public"),
    "continuer": N_("Later rules may choose the department"),
    "arreter": N_("Later rules only protect"),
}
"""Effects of a rule, by their keys in the text form."""
ALERTS: Mapping[str, str] = {
    Alert.NONE: N_("not rung"),
    Alert.ALWAYS: N_("rung"),
    Alert.WHEN_CLOSED: N_("rung while the town hall is closed"),
}
RULE_LEVELS: Mapping[int, str] = {
    Level.SAFETY: N_("1. Safety"),
    Level.SUBJECT_AND_PLACE: N_("4. Subject and place"),
    Level.SUBJECT: N_("5. Subject"),
    Level.PLACE: N_("6. Place"),
    Level.MAILBOX: N_("7. Mailbox"),
}
"""Ranks of rules, with the numbers that the text form has; reminders have levels too."""
PRECISIONS: Mapping[int, str] = {
    Precision.ADDRESS: N_("at an address"),
    Precision.LANDMARK: N_("at a place of interest"),
    Precision.STREET: N_("on a street"),
    Precision.OWNER: N_("by owner of the road"),
    Precision.SECTOR: N_("in a sector"),
    Precision.TOWN: N_("in the town"),
    Precision.NONE: N_("anywhere"),
}
