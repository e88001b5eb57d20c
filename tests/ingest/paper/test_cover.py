from dataclasses import replace

import pytest

from domain.draft import Attachment, Cover, Danger, Draft, Flag, Kind, Paper, Provenance, ReadIn, Requester, Role, Trait
from domain.evidence import Part, Span
from domain.ids import Sha256
from domain.inbound import Channel
from ingest.paper.letter.cover import are_letters, channel_of, scans_of, with_cover

SCAN = Attachment(part=1, filename="scan.pdf", media_type="application/pdf", size=10, sha256=Sha256("a"))
FROM = Provenance(
    trait=Trait.EMAIL, value="s@a.example", read_in=ReadIn.FROM, quote="s@a.example", where=Span(part=Part.BODY, start=0, end=1)
)
MAIL = Draft(
    channel=Channel.EMAIL,
    kind=Kind.REQUEST,
    heading="mon courrier",
    source_id="<1@a.example>",
    requester=Requester(name="LEBRUN Sylvie", email="s@a.example"),
    provenance=(FROM,),
    attachments=(SCAN,),
    cover=Cover.PERSON,
)
LETTER = Draft(
    channel=Channel.SCAN,
    kind=Kind.REQUEST,
    text="mot " * 20,
    requester=Requester(phone="+33639981204"),
    flags=frozenset({Flag.INCOMPLETE_IDENTITY}),
    paper=Paper(pages=(0, 0), text_pages=1, quality=0.9),
)


def test_scans_are_read_where_the_mail_says_nothing_itself() -> None:
    assert scans_of(MAIL) == (SCAN,)
    assert scans_of(replace(MAIL, cover=None)) == ()
    assert scans_of(replace(MAIL, attachments=(SCAN, replace(SCAN, media_type="application/vnd.ms-excel")))) == (SCAN,)
    assert scans_of(replace(MAIL, attachments=(replace(SCAN, danger=Danger.EMBEDDED),))) == ()
    with_macros = replace(SCAN, media_type="application/msword", danger=Danger.MACROS)
    assert scans_of(replace(MAIL, attachments=(with_macros,))) == (with_macros,)
    locked = replace(SCAN, danger=Danger.LOCKED)
    assert scans_of(replace(MAIL, attachments=(locked,))) == (locked,)
    assert scans_of(replace(MAIL, attachments=(replace(locked, media_type="application/msword"),))) == ()
    assert scans_of(replace(MAIL, attachments=(SCAN, replace(SCAN, media_type="image/gif", role=Role.LAYOUT)))) == (SCAN,)
    assert scans_of(replace(MAIL, kind=Kind.SPAM)) == ()


def test_a_photo_to_which_somebody_says_something_is_no_letter() -> None:
    photo = replace(SCAN, media_type="image/jpeg", filename="IMG_1.jpg")
    assert scans_of(replace(MAIL, attachments=(photo,))) == (photo,)
    assert scans_of(replace(MAIL, attachments=(photo,), text="Nid de poule, voir la photo.")) == ()
    assert scans_of(replace(MAIL, attachments=(photo,), text="Voici mon courrier, en photo.")) == (photo,)
    assert scans_of(replace(MAIL, attachments=(photo,), text="Document numérisé", cover=Cover.COPIER)) == (photo,)


@pytest.mark.parametrize(("cover", "channel"), [(Cover.COPIER, Channel.SCAN), (Cover.FAX, Channel.FAX), (Cover.PERSON, Channel.EMAIL)])
def test_channel_is_that_of_who_wrote(cover: Cover, channel: Channel) -> None:
    mail = replace(MAIL, cover=cover)
    assert channel_of(mail) == with_cover(LETTER, mail).channel == channel


def test_a_person_s_letter_is_completed_by_his_mail() -> None:
    told = with_cover(LETTER, MAIL)
    assert told.requester == Requester(name="LEBRUN Sylvie", email="s@a.example", phone="+33639981204")
    assert told.provenance == (replace(FROM, where=None),)
    assert told.flags == frozenset()
    assert (told.heading, told.source_id) == ("mon courrier", "<1@a.example>")
    assert with_cover(replace(LETTER, item=2), MAIL).source_id is None


def test_a_neighbour_s_letter_stays_the_neighbour_s() -> None:
    told = with_cover(replace(LETTER, requester=Requester(name="MARIE Paul")), MAIL)
    assert told.requester == Requester(name="MARIE Paul", email="s@a.example")


def test_a_copier_writes_nobody_s_letters() -> None:
    told = with_cover(LETTER, replace(MAIL, cover=Cover.COPIER, sender="copieur@a.example"))
    assert (told.requester, told.sender) == (LETTER.requester, "copieur@a.example")
    assert told.heading is None


def test_some_words_in_a_photo_are_no_letter() -> None:
    assert are_letters((LETTER,), MAIL)
    assert not are_letters((replace(LETTER, text="STOP rue barrée"),), MAIL)
    assert not are_letters((replace(LETTER, paper=Paper(pages=(0, 0), text_pages=1, quality=0.3)),), MAIL)
    assert are_letters((replace(LETTER, text=""),), replace(MAIL, cover=Cover.COPIER))
    assert not are_letters((), replace(MAIL, cover=Cover.COPIER))
