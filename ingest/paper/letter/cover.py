"""Letters that came within a mail: what the mail tells of them."""

from collections.abc import Sequence
from dataclasses import replace

from domain.draft import NEEDS_EYES, Attachment, Cover, Danger, Draft, Flag, Kind, Provenance, Remark, Role, Trait
from domain.inbound import Channel
from ingest import pieces
from ingest.pointing import names_letter

_TEXTS = frozenset({pieces.DOCX, pieces.ODT, pieces.DOC, *pieces.RICH})
_PDF = "application/pdf"
_DOCUMENTS = frozenset({_PDF, "image/tiff"}) | _TEXTS
_JPEG_2000 = frozenset({"image/jp2", "image/jpx", "image/x-jp2-codestream"})
_SCANS = frozenset({"image/jpeg", "image/png", "image/heic", "image/heif", "image/webp", "image/bmp"}) | _JPEG_2000 | _DOCUMENTS
_RUN_BY_OTHERS = frozenset({Danger.MACROS, Danger.EMBEDDED})
"""What office programs run or fetch when a document is opened; nothing does when it is read here."""
_CHANNELS = {Cover.COPIER: Channel.SCAN, Cover.FAX: Channel.FAX, Cover.PERSON: Channel.EMAIL}
_FEWEST_WORDS = 15
"""With fewer, what a person attached is no letter but a photo in which some letters were seen."""
_SURE = 0.6
_TROUBLES = NEEDS_EYES - {Remark.EMPTY, Remark.SECOND_LETTER}


def readable_pieces(mail: Draft) -> tuple[Attachment, ...]:
    """Return the pieces of a mail that can be read as paper, a protected PDF among them; what is kept of their reading counts them from 0.

    Tables, archives and whatever else came beside stay attachments.
    """
    return tuple(one for one in mail.attachments if one.role is Role.FILE and one.media_type in _SCANS and _may_be_opened(one))


def is_locked(piece: Attachment) -> bool:
    """Tell whether a piece is a PDF that asks for a password, which somebody here may have."""
    return piece.media_type == _PDF and piece.danger is Danger.LOCKED


def _may_be_opened(piece: Attachment) -> bool:
    is_harmless = piece.danger is None or (piece.danger in _RUN_BY_OTHERS and piece.media_type in _TEXTS)
    return is_harmless or is_locked(piece)


def scans_of(mail: Draft) -> tuple[Attachment, ...]:
    """Return the pieces of a mail to be read as paper: those of one that only brings them.

    Pictures that a person calls photos are photos of what he speaks of; they are not read. Any others may be of a letter.
    """
    if mail.cover is None or mail.kind not in {Kind.REQUEST, Kind.BLANK, Kind.FOLLOW_UP}:
        return ()
    found = readable_pieces(mail)
    are_pictures = mail.cover is Cover.PERSON and all(one.media_type not in _DOCUMENTS for one in found)
    return () if are_pictures and not names_letter(mail.text) else found


def channel_of(mail: Draft) -> Channel:
    """Return by which channel the letters of a mail came: whatever sent it for somebody else is no mail of his."""
    return Channel.EMAIL if mail.cover is None else _CHANNELS[mail.cover]


def are_letters(found: Sequence[Draft], mail: Draft) -> bool:
    """Tell whether what was read is what the mail was sent for; what a copier sends always is, where anything was read."""
    if mail.cover is not Cover.PERSON:
        return bool(found)
    return any(len(one.text.split()) >= _FEWEST_WORDS and one.paper is not None and one.paper.quality >= _SURE for one in found)


def letters_among(found: Sequence[Draft], mail: Draft) -> tuple[Draft, ...]:
    """Return what was read of a mail's files that is a letter; none where the mail must speak for itself.

    What a person attached beside a letter, a photo or a plan, is no letter of its own: it stays among the attachments of each.
    """
    if not are_letters(found, mail):
        return ()
    kept = tuple(found) if mail.cover is not Cover.PERSON else tuple(one for one in found if _may_be_letter(one))
    return tuple(replace(one, item=item) for item, one in enumerate(kept, start=1))


def with_troubles(mail: Draft, found: Sequence[Draft]) -> Draft:
    """Return a mail that must speak for itself with what kept its files from being read."""
    troubles = [remark for one in found for remark in one.remarks if remark in _TROUBLES]
    return replace(mail, remarks=tuple(dict.fromkeys((*mail.remarks, *troubles))))


def _may_be_letter(one: Draft) -> bool:
    """Whether a file is to be looked at by itself: it says something at length, or could not be read to its end."""
    return len(one.text.split()) >= _FEWEST_WORDS or bool({*one.remarks} & NEEDS_EYES - {Remark.EMPTY})


def with_cover(letter: Draft, mail: Draft) -> Draft:
    """Return a letter with what its mail tells: who sent it, if a person did, and what else came along.

    A thread has one first message: only the first letter of a mail carries its Message-ID.
    """
    told = replace(
        letter,
        channel=channel_of(mail),
        source_id=mail.source_id if letter.item == 1 else None,
        sent_at=letter.sent_at or mail.sent_at,
        heading=letter.heading or (mail.heading if mail.cover is Cover.PERSON else None),
        sender=mail.sender,
        attachments=mail.attachments,
        remarks=tuple(dict.fromkeys((*letter.remarks, *mail.remarks))),
        cover=mail.cover,
    )
    return _from_person(told, mail) if mail.cover is Cover.PERSON else told


def _from_person(letter: Draft, mail: Draft) -> Draft:
    """Return a letter whose writer, where it does not tell all of him, is who sent the mail."""
    is_other = bool(letter.requester.name and mail.requester.name and letter.requester.name != mail.requester.name)
    # Somebody else's letter: only how to answer whoever passed it on.
    wanted = {Trait.EMAIL} if is_other else set(Trait)
    lacking = {trait: value for trait in wanted if not getattr(letter.requester, trait) and (value := getattr(mail.requester, trait))}
    return replace(
        letter,
        kind=Kind.FOLLOW_UP if mail.kind is Kind.FOLLOW_UP and letter.kind is Kind.REQUEST else letter.kind,
        requester=replace(letter.requester, **{str(trait): value for trait, value in lacking.items()}),
        provenance=(*letter.provenance, *(_elsewhere(one) for one in mail.provenance if one.trait in lacking)),
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        cited=tuple(dict.fromkeys((*letter.cited, *mail.cited))),
        flags=letter.flags if not lacking.get(Trait.NAME) else letter.flags - {Flag.INCOMPLETE_IDENTITY},
        authenticity=mail.authenticity,
        signed_by=mail.signed_by,
    )


def _elsewhere(one: Provenance) -> Provenance:
    """Return where something was read, without a place in the text, which is the letter's now."""
    return replace(one, where=None)
