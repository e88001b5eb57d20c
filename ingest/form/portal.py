"""The kept original of what a citizen sends on the portal about a request of his: JSON that explains itself, and the files that came along.

What ties it to the request stands in the database, not here: whoever hands in such a file by another way ties it to nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.draft import Draft, Flag, Kind, Provenance, ReadIn, Remark, Requester, Trait
from domain.following import PortalAct
from domain.inbound import Channel, Reception
from ingest.email import bodies
from ingest.email.attached import attachments_of
from ingest.email.opened import open_mail
from ingest.email.transfer import content
from ingest.form.enclosed import File, is_container, pack
from ingest.marks import marks_of
from ingest.plain import tidy

CHANNEL = "portail"
_JSON = "application/json"
_LONGEST = 20_000
_HEADINGS: Mapping[str, str] = {
    PortalAct.MESSAGE: "Message",
    PortalAct.PIECES: "Réponse à une demande de pièces",
    PortalAct.WITHDRAW: "Retrait de la demande",
    PortalAct.REOPEN: "Demande de réouverture",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is sent. ``id`` names it: the same sent twice is one.

    ``reference`` is what the request is called, ``requester`` who asks in it, ``privacy`` the number of what he was
    told of his data.
    """

    id: str
    act: PortalAct
    reference: str
    requester: Requester
    language: str
    text: str
    files: Sequence[File] = ()
    privacy: int | None = None


def written(sending: Sending) -> bytes:
    """Return the original to keep. Same sending, same bytes."""
    who = sending.requester
    about: dict[str, object] = {
        "canal": CHANNEL,
        "geste": sending.act.value,
        "id": sending.id,
        "demande": sending.reference,
        "langue": sending.language,
        "nom": who.name,
        "organisation": who.organisation,
        "courriel": who.email,
        "telephone": who.phone,
        "message": sending.text,
        "fichiers": [one.name for one in sending.files],
        "information": sending.privacy,
    }
    document = json.dumps({key: value for key, value in about.items() if value}, ensure_ascii=False, indent=1)
    return pack(document.encode("utf-8", "replace"), sending.files)


def read_portal(raw: bytes, reception: Reception) -> Draft:
    """Return the draft of what was sent; of what is damaged, what stands there. Never raises."""
    del reception
    if not is_container(raw):
        return _draft(raw)
    opened = open_mail(raw)
    document = next((part for part in opened.root.children if part.media_type == _JSON), None)
    found = _draft(content(opened.raw, document)[0] if document is not None else b"")
    contents = bodies.collect(opened.root)
    attached, point = attachments_of(opened.raw, opened.root, contents, ())
    files = tuple(one for one in attached if document is None or one.part != document.number)
    remarks = (*found.remarks, *opened.remarks, *contents.remarks)
    kept = tuple(dict.fromkeys(one for one in remarks if one is not Remark.EMPTY or not files))
    return replace(found, attachments=files, point=point, remarks=kept)


def _draft(document: bytes) -> Draft:
    about = _members(document)
    text = tidy(_word(about, "message") or "").strip()
    is_cut = len(text) > _LONGEST
    act = _word(about, "geste")
    requester = Requester(
        name=_word(about, "nom"), organisation=_word(about, "organisation"), email=_word(about, "courriel"), phone=_word(about, "telephone")
    )
    known = ((Trait.NAME, requester.name), (Trait.EMAIL, requester.email), (Trait.PHONE, requester.phone))
    remarks = ((Remark.TEXT_CUT,) if is_cut else ()) + ((Remark.EMPTY,) if not text else ()) + ((Remark.MALFORMED,) if not about else ())
    draft = Draft(
        channel=Channel.PORTAL,
        # Even without a word it says something: whoever withdraws need not say why.
        kind=Kind.FOLLOW_UP if about else Kind.REQUEST,
        source_id=_word(about, "id"),
        requester=requester,
        provenance=tuple(
            Provenance(trait=trait, value=value, read_in=ReadIn.FORM, quote=value) for trait, value in known if value is not None
        ),
        heading=_HEADINGS.get(act or ""),
        text=text[:_LONGEST],
        language=_word(about, "langue"),
        remarks=remarks,
    )
    # Who asks is known of the request: what he need not say again is not missing.
    return replace(draft, flags=marks_of(draft, draft.kind) - {Flag.INCOMPLETE_IDENTITY})


def _word(about: Mapping[str, object], key: str) -> str | None:
    found = about.get(key)
    return found if isinstance(found, str) and found else None


def _members(document: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(document)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
