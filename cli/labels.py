"""What codes are called on a screen."""

from collections.abc import Mapping

from cli.words import tr
from domain.authenticity import Integrity, Standing
from domain.decision import Reason
from domain.department import Confidentiality
from domain.dossier import Clue, Likelihood
from domain.draft import Danger, Flag, Kind, ReadIn, Remark, Trait
from domain.evidence import Join
from domain.inbound import Outcome
from domain.place import PlaceStatus
from domain.request import Status
from domain.version import VersionState
from flows.aside import TOO_LARGE, UNFETCHABLE, UNKEPT
from flows.explain import Fate
from ingest.paper.opening.survey import Trouble
from routing.course import Loss
from store.outbox import Held

STATUSES: Mapping[Status, str] = {
    Status.REVIEW: tr("to review"),
    Status.REJECTED: tr("rejected"),
    Status.OPEN: tr("open, not taken in charge"),
    Status.ACCEPTED: tr("taken in charge"),
    Status.PLANNED: tr("planned"),
    Status.WAITING: tr("waiting for the requester"),
    Status.TRANSFERRED: tr("transferred to another authority"),
    Status.DONE: tr("dealt with, to be closed"),
    Status.CLOSED: tr("closed"),
    Status.ARCHIVED: tr("archived"),
}
LIKELIHOODS: Mapping[Likelihood, str] = {
    Likelihood.TO_CONFIRM: tr("to confirm"),
    Likelihood.LIKELY: tr("likely"),
    Likelihood.SURE: tr("sure"),
}
CLUES: Mapping[Clue, str] = {
    Clue.SIRET: tr("same SIRET number"),
    Clue.RNA: tr("same RNA number"),
    Clue.SIREN: tr("same SIREN number"),
    Clue.EMAIL: tr("same e-mail address"),
    Clue.PHONE: tr("same telephone"),
    Clue.NAME: tr("same name"),
    Clue.NAME_FITS: tr("name that fits"),
    Clue.ADDRESS: tr("same address"),
    Clue.OTHER_NAME: tr("but another name"),
    Clue.OTHER_ORGANISATION: tr("but another organisation"),
}
REASONS: Mapping[Reason, str] = {
    Reason.NOTHING_MATCHED: tr("no subject recognised"),
    Reason.LOW_CONFIDENCE: tr("not sure enough"),
    Reason.TIE: tr("two departments possible"),
    Reason.DANGER: tr("danger"),
    Reason.SEVERAL_REQUESTS: tr("several requests"),
    Reason.PLACE_MISSING: tr("no place given"),
    Reason.PLACE_UNMATCHED: tr("place not found"),
    Reason.PLACE_UNSURE: tr("place unsure"),
    Reason.PLACE_OUTSIDE: tr("outside the town"),
    Reason.CONFIDENTIAL: tr("confidential"),
    Reason.ABUSIVE: tr("abusive"),
    Reason.LANGUAGE: tr("not in French"),
    Reason.RULE_ASKS: tr("a rule asks for it"),
    Reason.UNSURE_READING: tr("reading unsure"),
    Reason.UNREADABLE: tr("something could not be read"),
    Reason.UNKNOWN_REQUEST: tr("may belong to another request"),
    Reason.FOLLOWS_CLOSED: tr("follows a closed request"),
    Reason.WITH_FOLLOW_UP: tr("came with a message about another request"),
    Reason.RECUT: tr("cut or joined by hand"),
    Reason.RULE_ON_PROBATION: tr("the rule does not work alone"),
    Reason.UNLOCKED: tr("opened with its password"),
    Reason.REREAD: tr("read again: clear by now"),
    Reason.DEPARTMENT_CLOSED: tr("the department is closed"),
    Reason.GIVEN_BACK: tr("given back by its department"),
    Reason.UNREAD: tr("opened by nobody of its department"),
}

LOSSES: Mapping[Loss, str] = {
    Loss.STOPPED: tr("a rule before it ended the rules"),
    Loss.VARIANT: tr("an earlier variant of it was meant"),
    Loss.LEVEL: tr("its rank comes later"),
    Loss.PRECISION: tr("its place is less precise"),
    Loss.PRIORITY: tr("its priority is lower"),
    Loss.DATE: tr("it is older"),
    Loss.EQUAL: tr("it is equal, and people choose"),
}

HELD: Mapping[Held | None, str] = {
    Held.NO_RELAY: tr("no relay is set"),
    Held.TOO_MANY: tr("too many to this address lately"),
    Held.MACHINE: tr("nobody reads at this address"),
    Held.ABUSIVE: tr("it answers an abusive message: release it, or leave it"),
    Held.DOUBTFUL: tr("the sender looks forged: release it, or leave it"),
    Held.UNRESOLVED: tr("something it names is missing"),
    Held.UNWRITABLE: tr("its model cannot be written"),
    Held.SIGNATORY: tr("nobody is named who signs it"),
    Held.TO_SIGN: tr("waits for a signature"),
    Held.UNSIGNED: tr("its signature was refused"),
    Held.TOO_LARGE: tr("too large for the relay"),
    Held.RESTORED: tr("restored: it may have left"),
    Held.NO_GATEWAY: tr("no gateway of text messages is set"),
    Held.LIMITED: tr("left alone at its requester’s wish"),
    Held.UNCERTAIN: tr("the line broke, and it may have left: release it, or leave it"),
    Held.PRINT: tr("to be printed"),
}

STANDINGS: Mapping[Standing, str] = {
    Standing.VERIFIED: tr("verified"),
    Standing.UNVERIFIED: tr("not verified"),
    Standing.FORGED: tr("possibly forged"),
}

INTEGRITIES: Mapping[Integrity, str] = {
    Integrity.INTACT: tr("unchanged since it was signed"),
    Integrity.CHANGED: tr("not what was signed: it was changed on the way"),
    Integrity.UNCHECKED: tr("signature not checked"),
}

FATES: Mapping[Fate, str] = {
    Fate.DECIDES: tr("decides"),
    Fate.ADDS: tr("adds to it"),
    Fate.LOST: tr("passed over"),
    Fate.FAILED: tr("does not hold"),
}

CONDITIONS: Mapping[str, str] = {
    "sujet": tr("subject"),
    "thème": tr("theme"),
    "mots": tr("one of the words"),
    "tous les mots": tr("all of the words"),
    "aucun des mots": tr("none of the words"),
    "expression": tr("expression"),
    "gestion de la voie": tr("road owned by"),
    "voie": tr("street"),
    "lieu": tr("landmark"),
    "secteur": tr("sector"),
    "commune": tr("town"),
    "moment": tr("received during"),
    "saison": tr("season"),
    "mairie": tr("town hall"),
    "canal": tr("channel"),
    "entrée": tr("came in at"),
    "demandeur": tr("requester"),
    "pièce jointe": tr("attachment"),
    "drapeau": tr("mark"),
    "expéditeur": tr("sender"),
    "active": tr("active"),
    "validité": tr("valid"),
}
"""Conditions of a rule as the trace names them."""

JOINS: Mapping[Join, str] = {
    Join.ALL: tr("all of these:"),
    Join.ANY: tr("one of these:"),
    Join.NOT: tr("not this:"),
}

EVIDENCE: Mapping[str, str] = {
    "vocabulaire": tr("vocabulary"),
    "tournure": tr("turn of phrase"),
    "mot": tr("word"),
    "concurrence": tr("rival subject"),
    "doute": tr("share of doubt"),
    "appris": tr("learned from agents"),
    "usage": tr("how citizens write"),
    "danger": tr("danger told of"),
    "catégorie-cochée": tr("category ticked"),
    "lieu-nommé": tr("place named"),
    "position": tr("position"),
    "domicile": tr("home address"),
    "lieu-inconnu": tr("place unknown"),
    "autre-commune": tr("another town"),
}
"""What found a piece of evidence."""

TRAITS: Mapping[Trait, str] = {
    Trait.NAME: tr("name"),
    Trait.EMAIL: tr("e-mail address"),
    Trait.PHONE: tr("telephone"),
    Trait.ORGANISATION: tr("organisation"),
    Trait.ADDRESS: tr("postal address"),
    Trait.SIREN: tr("SIREN number"),
    Trait.SIRET: tr("SIRET number"),
    Trait.RNA: tr("RNA number"),
    Trait.VAT: tr("VAT number"),
    Trait.FAX: tr("fax number"),
}

READ_IN: Mapping[ReadIn, str] = {
    ReadIn.FROM: tr("sender’s line"),
    ReadIn.SENDER: tr("line of who sent for the author"),
    ReadIn.REPLY_TO: tr("line of the address to answer to"),
    ReadIn.FORWARDED: tr("header of the forwarded message"),
    ReadIn.FORM: tr("answer in the form"),
    ReadIn.SIGNATURE: tr("signature"),
    ReadIn.TEXT: tr("text of the message"),
    ReadIn.LETTERHEAD: tr("head or foot of the letter"),
    ReadIn.FAX_LINE: tr("line of the fax machine"),
    ReadIn.SIGNATORIES: tr("list of signatories"),
    ReadIn.CALL_LOG: tr("log of the switchboard"),
}
"""Where a message says who its requester is."""

FLAGS: Mapping[str, str] = {
    Flag.MULTI: tr("several requests"),
    Flag.THIRD_PARTY: tr("a body outside the town hall is in charge"),
    Flag.DANGER: tr("urgent"),
    Flag.ANONYMOUS: tr("anonymous"),
    Flag.ABUSIVE: tr("abusive"),
    Flag.CONFIDENTIAL: tr("confidential"),
    Flag.FOLLOW_UP: tr("follow-up"),
    Flag.INCOMPLETE_IDENTITY: tr("name missing"),
    Flag.UNSURE_READING: tr("reading unsure"),
    Flag.LANGUAGE: tr("not in French"),
}
"""Marks of the product; a town's own are shown as they are."""

VERSION_STATES: Mapping[VersionState, str] = {
    VersionState.DRAFT: tr("draft"),
    VersionState.PUBLISHED: tr("published"),
    VersionState.RETIRED: tr("retired"),
}

SECRECIES: Mapping[Confidentiality, str] = {
    Confidentiality.RESTRICTED: tr("restricted"),
    Confidentiality.SOCIAL: tr("confidential"),
}

KINDS: Mapping[Kind, str] = {
    Kind.REQUEST: tr("request"),
    Kind.FOLLOW_UP: tr("follow-up"),
    Kind.AUTO_REPLY: tr("automatic reply"),
    Kind.BOUNCE: tr("delivery failure"),
    Kind.NEWSLETTER: tr("newsletter"),
    Kind.SPAM: tr("spam"),
    Kind.BLANK: tr("blank"),
}

REMARKS: Mapping[Remark, str] = {
    Remark.EMPTY: tr("the message is empty"),
    Remark.TOO_LARGE: tr("too large to be read whole"),
    Remark.TOO_MANY_PARTS: tr("too many parts, the last ones were not read"),
    Remark.TOO_DEEP: tr("nested too deep, the innermost parts were not read"),
    Remark.HEADER_TOO_LARGE: tr("header too large to be read whole"),
    Remark.MALFORMED: tr("malformed"),
    Remark.UNKNOWN_CHARSET: tr("unknown character set"),
    Remark.BAD_ENCODING: tr("some characters could not be decoded"),
    Remark.TEXT_CUT: tr("very long text, the end was cut"),
    Remark.ENCRYPTED: tr("encrypted, cannot be read here"),
    Remark.SIGNED: tr("signed electronically, the signature was not checked"),
    Remark.TIME_LIMIT: tr("reading took too long and was stopped"),
    Remark.MEMORY_LIMIT: tr("reading needed too much memory and was stopped"),
    Remark.SECOND_LETTER: tr("another letter seems to begin within it"),
    Remark.STANDARD_READING: tr("reading failed, a plainer reader read it"),
    Remark.DAMAGED: tr("damaged, not every page could be read"),
    Remark.HOLDS_FILES: tr("holds other files, which are among its attachments"),
    Remark.ACTIVE: tr("runs something when opened; nothing of it was run here"),
    Remark.ADOBE_FORM: tr("a form that only Adobe’s programs show whole"),
    Remark.OLD_FORMAT: tr("a document of an old format (.doc), which is not read"),
}

DANGERS: Mapping[Danger, str] = {
    Danger.PROGRAM: tr("a program"),
    Danger.DISGUISED: tr("a program in disguise"),
    Danger.SHORTCUT: tr("a shortcut"),
    Danger.PAGE: tr("a web page"),
    Danger.MACROS: tr("macros"),
    Danger.EMBEDDED: tr("a program within a document"),
    Danger.DISK_IMAGE: tr("a disk image"),
    Danger.LOCKED: tr("protected by a password"),
    Danger.PROGRAM_INSIDE: tr("something dangerous inside"),
    Danger.CLOSED: tr("an archive that cannot be looked into"),
    Danger.BOMB: tr("an archive of an enormous size"),
}

CAUSES: Mapping[str, str] = {
    **{kind.value: label for kind, label in KINDS.items()},
    **{remark.value: label for remark, label in REMARKS.items()},
    "nothing_inside": tr("nothing inside"),
    Trouble.NOT_A_DOCUMENT: tr("the file is neither a PDF, a picture nor a text document. Open it by hand."),
    TOO_LARGE: tr("larger than what is taken in; only its header was fetched, the mail is still in its mailbox"),
    UNKEPT: tr("a fault of this program kept it from being taken in; please report it"),
    UNFETCHABLE: tr("the mail server does not hand it over; only its header was fetched, the mail is still in its mailbox"),
}
"""What the ledger keeps as reason of an outcome; the reference of a request, which it keeps as well, is shown as it is."""

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.PENDING: tr("waiting"),
    Outcome.DRAFTED: tr("request"),
    Outcome.ATTACHED: tr("added to a request"),
    Outcome.MACHINE: tr("sent by a machine"),
    Outcome.SPAM: tr("spam"),
    Outcome.QUARANTINED: tr("in quarantine"),
    Outcome.DUPLICATE: tr("duplicate"),
}

PLACES: Mapping[PlaceStatus, str] = {
    PlaceStatus.EXACT: tr("exact address"),
    PlaceStatus.STREET: tr("street"),
    PlaceStatus.LANDMARK: tr("place of interest"),
    PlaceStatus.ROAD: tr("road"),
    PlaceStatus.UNMATCHED: tr("not found"),
    PlaceStatus.NONE: tr("none"),
    PlaceStatus.OUTSIDE: tr("outside the town"),
}
