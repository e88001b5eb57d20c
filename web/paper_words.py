"""What the desk calls things of paper: how well it was read, what is odd about it, why it was set aside."""

from collections.abc import Mapping

from domain.draft import Remark
from flows.aside import TOO_LARGE, UNFETCHABLE, UNKEPT
from ingest.paper.opening.survey import Trouble
from web.words import N_, REMARKS

QUALITIES: Mapping[str, str] = {
    "good": N_("Good: the words read can be relied upon."),
    "fair": N_("Fair: compare the words read with the pages."),
    "poor": N_("Poor: read the pages themselves."),
}
PAPER_REMARKS: Mapping[str, str] = {
    **REMARKS,
    Remark.EMPTY: N_("Nothing is written on these pages."),
    Remark.TOO_LARGE: N_("The document is too large to be read. Open the original."),
    Remark.TOO_MANY_PARTS: N_("The document has more pages than are read; the last ones are in the original only."),
    Remark.MALFORMED: N_("The document is damaged; what could be read is shown. Compare it with the original."),
    Remark.ENCRYPTED: N_("The document is protected by a password. Ask the sender for it, or for a copy without."),
    Remark.SIGNED: N_("The document bears an electronic signature; it is kept as it is and was not checked."),
}
"""Remarks about a letter on paper; those that are not its own are the same as for any message."""
PAGE_TROUBLES: Mapping[str, str] = {
    **dict.fromkeys((*map(str, Trouble), *map(str, Remark)), N_("This page could not be read.")),
    Remark.TIME_LIMIT: N_("Reading this page took too long and was stopped."),
    Remark.MEMORY_LIMIT: N_("Reading this page needed too much memory and was stopped."),
    Remark.MALFORMED: N_("This page is damaged and could not be read."),
    Trouble.TRUNCATED: N_("This page is damaged and could not be read."),
    Trouble.TOO_MANY_PIXELS: N_("This page is too large to be read."),
    Trouble.TOO_LARGE: N_("This page is too large to be read."),
    Trouble.BOMB: N_("This page is too large to be read."),
}
SET_ASIDE: Mapping[str, str] = {
    Trouble.EMPTY: N_("The file is empty. Have it scanned or sent again."),
    Trouble.NOT_A_DOCUMENT: N_("It is neither a PDF, a picture nor a text document, so it cannot be read as a letter. Open it by hand."),
    Trouble.MALFORMED: N_("The file is damaged and cannot be opened. Have it scanned or sent again."),
    Trouble.TRUNCATED: N_("The end of the file is missing. Have it scanned or sent again."),
    Trouble.NO_PAGES: N_("The document has no page. Have it scanned or sent again."),
    Trouble.PASSWORD: N_("The document is protected by a password. Ask the sender for it, or for a copy without."),
    Trouble.TOO_LARGE: N_("The file is larger than allowed."),
    Trouble.TOO_MANY_PAGES: N_("The document has more pages than allowed."),
    Trouble.TOO_MANY_PIXELS: N_("A picture has more pixels than allowed. Have it scanned at a lower resolution."),
    Trouble.BOMB: N_("The document unpacks to an enormous size. Treat it as hostile."),
    Trouble.TOO_SLOW: N_("The document could not be looked through in the time allowed. Open it by hand."),
    Trouble.OLD_FORMAT: N_("A document of an old format (.doc) came, which is not read here. Open it by hand, or ask for a PDF."),
    "nothing_inside": N_("There is nothing inside."),
    TOO_LARGE: N_("Larger than what is taken in; only its header was fetched, the mail is still in its mailbox."),
    UNFETCHABLE: N_("The mail server does not hand it over; only its header was fetched, the mail is still in its mailbox."),
    UNKEPT: N_("A fault of this program kept it from being taken in. Please report it."),
}
"""Why nothing could be made of an arrival; what is not here is a sentence already."""
VIEWS: Mapping[str, str] = {
    "pages": N_("Pages"),
    "text": N_("Text with evidence"),
    "mail": N_("Formatted message"),
    "plain": N_("Plain text as sent"),
}
"""Ways to read what came in."""
REFUSALS: Mapping[str, tuple[str, str]] = {
    "signed": (
        N_("No searchable PDF"),
        N_("The original bears an electronic signature. A copy with words added would no longer be what was signed: take the original."),
    ),
    "protected": (
        N_("No searchable PDF"),
        N_("The original is protected by its author, so no copy is made of it. Take the original."),
    ),
    "unreadable": (
        N_("No searchable PDF"),
        N_("The pages of the original cannot be had. Take the original."),
    ),
    "shared": (
        N_("The whole file is not handed out"),
        N_(
            "Other letters were scanned together with this one, and one of them is for its department alone or waits to be sorted. "
            "Take the searchable PDF: it holds the pages of this letter only."
        ),
    ),
    "parted": (
        N_("The message is not handed out"),
        N_(
            "Another part of this message became a request that is not yours to read, or waits to be sorted. "
            "What belongs to this request stands on its page."
        ),
    ),
}
"""Why a file is not handed out: title and reason."""
