"""RFC 5322 bytes to a Draft. Reads whatever comes and never raises; what could not be read becomes a remark."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from domain.authenticity import Integrity
from domain.draft import Attachment, Cover, Draft, Kind, Remark, Requester, Role
from domain.errors import UnreadableInputError
from domain.inbound import Channel, Reception
from domain.machine import Sort
from ingest import letter, manners, pieces, proxies
from ingest.email import bodies, delivery, form, machine, msg, thread, tnef
from ingest.email.attached import attachments_of, files_within, pictures_of, subject_name
from ingest.email.bodies import Contents
from ingest.email.carried import Carrier
from ingest.email.dates import sent
from ingest.email.headers import mailbox, message_id, read_headers
from ingest.email.mime import Part, find_part, read_tree
from ingest.email.opened import open_mail
from ingest.email.requester import for_whom, handed_on, who_filled, who_is_named, who_writes
from ingest.email.rtf import rtf_text
from ingest.email.transfer import content
from ingest.email.words import MAX_NESTED, NO_REPLY, Message, Words, authors_words, is_ours, open_message, says_something, signing_names
from ingest.expressions import compiled
from ingest.marks import marks_of
from ingest.plain import fold, squeezed
from ingest.pointing import points_to_attachment
from ingest.text import NewText, new_text

MAX_MESSAGE_BYTES = 128 * 2**20
_MAX_SHOWN = 2 * 2**20
_SCANNER = re.compile(
    r"(?:copieur|scanner|scan|numerisation|ricoh|canon|konica|bizhub|xerox|kyocera|mfp|imprimante|printer|photocopieur|"
    r"multifonction|sharp|toshiba|lexmark|hp-?scan|epson)[\w.-]*@",
    re.IGNORECASE,
)
_TEXTS = frozenset({"application/pdf", "text/plain", pieces.DOCX, pieces.DOC, pieces.ODT, *pieces.RICH})
_FAXED = re.compile(r"\b(?:fax|telecopie|facsimile)\b")
_SCANNED = compiled(
    r"^(?:message from|scan from|numerisation (?:de|depuis|a partir)|document numerise|scanned (?:document|image|from)|"
    r"attached image|envoi d'un fichier numerise)|this e-?mail was sent from \"|scan date:|"
    r"veuillez ouvrir le document joint\. il a ete numerise"
)


def read_email(raw: bytes, reception: Reception) -> Draft:
    """Return what a message says. Every message gives one Draft, however broken."""
    is_too_large = len(raw) > MAX_MESSAGE_BYTES
    opened = open_mail(raw[:MAX_MESSAGE_BYTES] if is_too_large else raw)
    remarks = list(opened.remarks)
    draft = _read(opened.raw, opened.root, reception, depth=0)
    if is_too_large:
        remarks.append(Remark.TOO_LARGE)
    if opened.signed_by is not None:
        draft = replace(draft, signed_by=opened.signed_by)
    is_checked = opened.signed_by is not None and opened.signed_by.integrity is not Integrity.UNCHECKED
    remarks = [one for one in dict.fromkeys([*remarks, *draft.remarks]) if not (is_checked and one is Remark.SIGNED)]
    return draft if remarks == list(draft.remarks) else replace(draft, remarks=tuple(remarks))


def _read(raw: bytes, root: Part, reception: Reception, *, depth: int) -> Draft:
    contents = bodies.collect(root)
    message = open_message(raw, root, contents)
    hidden = list(bodies.hidden_files(raw, root))
    if not message.whole.strip():
        message = replace(message, said=new_text(_wrapped_text(raw, contents), signing_names(message.display, message.address)))
    witness = None if reception.is_person else machine.machine_witness(message, has_pieces=bool(contents.pieces or hidden))
    if witness is not None:
        report = None
        if witness.sort in {Sort.FAILED, Sort.DELIVERED, Sort.RECEIPT}:
            report = delivery.delivery_report(raw, root, message.subject, message.whole, witness.sort)
            witness = replace(witness, sort=delivery.sort_of(report, witness.sort))
        draft = _machine_draft(raw, message, machine.kind_of(witness), contents, reception)
        return replace(draft, witness=witness, report=report)
    attachments, point = attachments_of(raw, root, contents, hidden)
    files = tuple(one for one in attachments if one.role is Role.FILE)
    draft = _person_draft(raw, message, contents, reception, files)
    if depth < MAX_NESTED and (inner := _nested(raw, message, contents, reception, depth=depth)) is not None:
        draft = _from_nested(draft, inner, said="" if is_ours(message.address, reception) else draft.text)
    draft = replace(draft, attachments=attachments, point=point or draft.point, remarks=_remarks(draft, contents, message.said, files))
    return replace(draft, kind=Kind.BLANK) if draft.kind is Kind.REQUEST and _is_blank(draft) else draft


def _wrapped_text(raw: bytes, contents: Contents) -> str:
    """Return the text within a winmail.dat, for a message that has no other."""
    for part in contents.pieces:
        if bodies.is_tnef(part):
            return tnef.unwrap(content(raw, part)[0])[0]
    return ""


# --- machine mail ---------------------------------------------------------------------------------------------------------------------


def _machine_draft(raw: bytes, message: Message, kind: Kind, contents: Contents, reception: Reception) -> Draft:
    requester, provenance = who_is_named(message.headers, None, message.address) if kind is Kind.AUTO_REPLY else (Requester(), ())
    attachments, _ = attachments_of(raw, message.root, contents, []) if kind is Kind.AUTO_REPLY else ((), None)
    return replace(
        _frame(message, kind),
        requester=requester,
        provenance=provenance,
        text=message.said.text or squeezed(message.whole.split("\n")),
        cited=_cited_by_machine(raw, message, kind),
        attachments=attachments,
        remarks=tuple(contents.remarks),
    )


def _cited_by_machine(raw: bytes, message: Message, kind: Kind) -> tuple[str, ...]:
    """Return the request numbers a bounce or an automatic reply carries: in its subject, its text, or the message it returns."""
    if kind not in {Kind.BOUNCE, Kind.AUTO_REPLY}:
        return ()
    returned = [message.subject, message.whole[:20_000]]
    for part in message.root.walk():
        if part.media_type == "text/rfc822-headers":
            returned.append(read_tree(raw[part.start : part.end])[0].headers.text("subject"))
        elif part is not message.root and "subject" in part.headers:
            returned.append(part.headers.text("subject"))
    return thread.cited("\n".join(returned), is_ours=True)


def _frame(message: Message, kind: Kind) -> Draft:
    headers = message.headers
    replies = thread.message_ids(headers.get("in-reply-to"))
    return Draft(
        channel=Channel.EMAIL,
        kind=kind,
        source_id=message_id(headers),
        sender=mailbox(headers.get("from") or headers.get("sender"))[1],
        sent_at=sent(headers),
        heading=thread.heading(message.subject),
        in_reply_to=replies[0] if replies else None,
        references=thread.message_ids(headers.get("references")),
    )


# --- mail a person wrote --------------------------------------------------------------------------------------------------------------


def _person_draft(raw: bytes, message: Message, contents: Contents, reception: Reception, attachments: Sequence[Attachment]) -> Draft:
    filled = form.read_form(message.whole) if _may_be_form(message, reception) else None
    if filled is not None:
        return _form_draft(message, filled, reception)
    words = authors_words(message, reception)
    is_scanner = _is_scanner(message)
    is_silent = bool(attachments) and _is_silent(words)
    sheet = _letter(raw, words, contents, attachments) if is_scanner or is_silent else None
    signature = words.said.signature + (sheet.sender if sheet else ())
    text = sheet.text if sheet else "" if is_scanner and attachments else words.said.text
    (requester, provenance), proxy = for_whom(who_writes(message, words, signature, text, reception), text, signature)
    heading = words.heading
    if sheet and sheet.heading and (heading is None or len(fold(heading).split()) == 1):
        heading = sheet.heading
    draft = replace(
        _frame(message, Kind.REQUEST),
        requester=requester,
        heading=heading,
        text=text,
        signature="\n".join(signature),
        provenance=provenance,
        proxy=proxy,
        cover=_cover(message, is_scanner=is_scanner, is_silent=is_silent) if attachments else None,
    )
    return _with_thread(draft, message, words, reception)


def _is_silent(words: Words) -> bool:
    """Whether a mail says nothing itself, so that what is attached to it speaks."""
    return points_to_attachment(words.said.text, signing_names(words.display, words.address))


def _cover(message: Message, *, is_scanner: bool, is_silent: bool) -> Cover | None:
    """Return what a mail with attachments is where it says nothing itself."""
    if is_scanner:
        return Cover.FAX if _FAXED.search(fold(f"{message.subject}\n{message.whole[:500]}")) else Cover.COPIER
    return Cover.PERSON if is_silent else None


def _may_be_form(message: Message, reception: Reception) -> bool:
    sender = mailbox(message.headers.get("from"))[1] or ""
    return (
        bool(NO_REPLY.match(sender))
        or is_ours(sender, reception)
        or "reply-to" in message.headers
        or "x-php-originating-script" in message.headers
        or bool(form.SENT_BY_A_FORM.search(fold(f"{message.subject}\n{message.whole[:300]}")))
        or not sender
    )


def _form_draft(message: Message, filled: form.Filled, reception: Reception) -> Draft:
    requester, provenance = who_filled(message, filled, reception)
    draft = replace(_frame(message, Kind.REQUEST), requester=requester, provenance=provenance, text=filled.text, hint=filled.subject)
    draft = replace(draft, heading=filled.heading or draft.heading)
    cited = thread.cited(f"{draft.heading or ''}\n{filled.text}")
    kind = Kind.FOLLOW_UP if cited else draft.kind
    return replace(draft, cited=cited, kind=kind, flags=marks_of(draft, kind))


def _is_scanner(message: Message) -> bool:
    """Whether a copier sent this: its own words say nothing, the letter is in the file."""
    is_fax = message.carried is not None and message.carried.carrier is Carrier.FAX
    return is_fax or bool(
        _SCANNER.match(mailbox(message.headers.get("from"))[1] or "") or _SCANNED.search(fold(f"{message.subject}\n{message.whole[:500]}"))
    )


def _letter(raw: bytes, words: Words, contents: Contents, attachments: Sequence[Attachment]) -> letter.Letter | None:
    """Return the letter that came attached, to a message that only points to it."""
    kinds = {attachment.part: attachment.media_type for attachment in attachments}
    for part in contents.pieces:
        kind = kinds.get(part.number)
        if kind not in _TEXTS or part.media_type.startswith("message/"):
            continue
        body = content(raw, part)[0]
        text = rtf_text(body) if kind in pieces.RICH else pieces.letter_text(body, kind, part.parameters.get("charset"))
        if len(text.strip()) >= letter.MIN_CHARACTERS:
            return letter.read_letter(text, signing_names(words.display, words.address))
    return None


def _with_thread(draft: Draft, message: Message, words: Words, reception: Reception) -> Draft:
    """Say whether this answers or chases something of ours, and what it cites."""
    replies_to_us = thread.answers_us(message.headers, reception, message.said) and not words.is_forwarded
    has_reply_sign = replies_to_us or thread.is_reply(message.subject) or "in-reply-to" in message.headers
    subject = message.subject
    if not has_reply_sign and proxies.is_of_the_law(words.said.signature):
        subject = thread.without_own_files(subject)
        if subject != message.subject and draft.heading == thread.heading(message.subject):
            draft = replace(draft, heading=" ".join(message.subject.split())[:500])  # he wants the number of his file in the answer
    said = "\n".join((subject, words.said.text, *words.said.signature, draft.text if draft.text != words.said.text else ""))
    cited = thread.cited(said)
    if not cited and (has_reply_sign or (thread.is_forward(message.subject) and thread.chases(words.said.text))):
        is_others = not replies_to_us and (
            _is_anothers(words, message, reception) or thread.answers_issue(message.subject, words.said.quoted)
        )
        cited = () if is_others else thread.cited_in_answer(message.subject, words.said.quoted)
    kind = Kind.FOLLOW_UP if cited or replies_to_us else draft.kind
    return replace(draft, cited=cited, kind=kind, flags=marks_of(draft, kind))


def _is_anothers(words: Words, message: Message, reception: Reception) -> bool:
    """Whether what is quoted was written by a third: its numbers are neither ours nor the writer's."""
    author = mailbox(words.said.forwarded.author)[1] if words.said.forwarded else None
    return author is not None and author not in {words.address, message.address} and not is_ours(author, reception)


# --- messages within the message ------------------------------------------------------------------------------------------------------


def _nested(raw: bytes, message: Message, contents: Contents, reception: Reception, *, depth: int) -> Draft | None:
    """Return the message attached, where this one only hands it on."""
    attached = next((part for part in contents.pieces if part.media_type == "message/rfc822" or _may_be_msg(part)), None)
    if attached is None or not (is_ours(message.address, reception) or not says_something(message.said.text)):
        return None
    if attached.children:
        return _read(raw, attached.children[0], reception, depth=depth + 1)
    body, _ = content(raw, attached)
    mail = msg.mail_of_msg(body) if _may_be_msg(attached) else body
    if mail is None:
        return None
    inner = open_mail(mail)
    return _read(inner.raw, inner.root, reception, depth=depth + 1) if inner.raw.strip() else None


def _may_be_msg(part: Part) -> bool:
    """Whether a part may be a message that Outlook saved; its content tells."""
    return part.media_type == msg.MEDIA_TYPE or (part.filename or "").lower().endswith(".msg")


def _from_nested(draft: Draft, inner: Draft, *, said: str) -> Draft:
    """Return the original's words and author in the frame of the message that brought it, below the few words ``said`` with it."""
    if inner.kind not in {Kind.REQUEST, Kind.FOLLOW_UP}:
        return draft
    return replace(
        draft,
        kind=inner.kind,
        requester=inner.requester,
        provenance=handed_on(inner.provenance),
        signature=inner.signature,
        heading=inner.heading or draft.heading,
        text=f"{said}\n\n{inner.text}" if manners.without_courtesy(said).strip(" \n.,;:!?") else inner.text,
        cited=tuple(dict.fromkeys([*inner.cited, *draft.cited])),
        flags=inner.flags,
        point=inner.point,
        remarks=inner.remarks,
    )


def _remarks(draft: Draft, contents: Contents, said: NewText, attachments: Sequence[Attachment]) -> tuple[Remark, ...]:
    found = [*draft.remarks, *contents.remarks]
    if said.is_cut:
        found.append(Remark.TEXT_CUT)
    if not draft.text.strip() and (attachments or not draft.heading):
        found.append(Remark.EMPTY)
    return tuple(dict.fromkeys(remark for remark in found if remark is not Remark.EMPTY or not draft.text.strip()))


def _is_blank(draft: Draft) -> bool:
    has_files = any(one.role is Role.FILE for one in draft.attachments)
    return not draft.text.strip() and not draft.heading and not has_files


def first_look(head: bytes, remark: Remark) -> Draft:
    """Return what the first bytes of a message's header give, for an original that could not be read; ``remark`` says why."""
    headers, _ = read_headers(head, 0, len(head))
    display, address = mailbox(headers.get("from"))
    requester, provenance = who_is_named(headers, display, address)
    replies = thread.message_ids(headers.get("in-reply-to"))
    return Draft(
        channel=Channel.EMAIL,
        kind=Kind.REQUEST,
        source_id=message_id(headers),
        sender=address,
        sent_at=sent(headers),
        requester=requester,
        provenance=provenance,
        heading=thread.heading(headers.text("subject")),
        in_reply_to=replies[0] if replies else None,
        references=thread.message_ids(headers.get("references")),
        remarks=(remark, Remark.EMPTY),
    )


# --- for the viewer -------------------------------------------------------------------------------------------------------------------


def attachment(raw: bytes, part: int) -> tuple[bytes, str | None, str]:
    """Return content, file name and sniffed media type of an attachment. Raises UnreadableInputError where there is no such part."""
    opened = open_mail(raw)
    raw, root = opened.raw, opened.root
    first = max(node.number for node in root.walk()) + 1
    if part >= first:
        for offset, file in enumerate(chain(bodies.hidden_files(raw, root), files_within(raw, bodies.collect(root)))):
            if offset == part - first:
                return file.content, file.filename, pieces.media_type(file.content, "application/octet-stream", file.filename)
        raise UnreadableInputError(f"The message has no part {part}. Read the list of attachments again.")
    node = find_part(root, part)
    body, _ = content(raw, node)
    return body, node.filename or subject_name(node), pieces.media_type(body, node.media_type, node.filename)


def html_body(raw: bytes) -> str | None:
    """Return the HTML as sent, decoded; not made safe."""
    raw, contents = _opened(raw)
    return next((bodies.part_text(raw, html, contents)[:_MAX_SHOWN] for _, html in contents.texts if html is not None), None)


def plain_body(raw: bytes) -> str | None:
    """Return the plain text as sent, decoded, all of it."""
    raw, contents = _opened(raw)
    texts = [bodies.plain_text(raw, plain, contents) for plain, _ in contents.texts if plain is not None]
    return "\n\n".join(texts)[:_MAX_SHOWN] if texts else None


def shown_pictures(raw: bytes) -> dict[str, str]:
    """Return the pictures within a message that its HTML shows, as ``data:`` addresses by Content-ID."""
    raw, contents = _opened(raw)
    return pictures_of(raw, contents)


def _opened(raw: bytes) -> tuple[bytes, Contents]:
    opened = open_mail(raw)
    return opened.raw, bodies.collect(opened.root)
