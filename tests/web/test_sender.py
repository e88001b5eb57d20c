import re

import pytest

from domain.authenticity import OURSELVES, Authenticity, Check, ElectronicSignature, Integrity, Verdict
from store import requests
from store.mapping import dump
from store.schema import DraftRow
from tests.web.conftest import Browser, Hall

SAID = "mx.valognes.example"
VERIFIED = Authenticity(
    author="anne@ville.example",
    dkim=Check(verdict=Verdict.PASS, result="pass", domain="ville.example", said_by=SAID, is_aligned=True),
    spf=Check(verdict=Verdict.NONE, result="softfail", domain="liste.example", said_by=SAID),
)
FORGED = Authenticity(
    author="anne@ville.example",
    dmarc=Check(verdict=Verdict.FAIL, result="fail", domain="ville.example", said_by=OURSELVES, is_aligned=True),
)


def _page(claire: Browser, hall: Hall, authenticity: Authenticity | None) -> str:
    request = hall.ids["trou"]
    with hall.installation.database.write() as session:
        record = requests.get(session, request)
        row = session.query(DraftRow).filter_by(inbound_id=record.inbound_id).one()
        row.document = {**row.document, "authenticity": None if authenticity is None else dump(authenticity)}
    page = claire.get(f"/requests/{request}")
    found = re.search(r"<dt>(?:Expéditeur|Sender)</dt>(.*?)</dd>", page, re.DOTALL)
    return re.sub(r"[ \n]+", " ", re.sub("<[^>]+>", "", found[1])).strip() if found else ""


def test_a_verified_sender_is_told_with_what_it_rests_on(claire: Browser, hall: Hall) -> None:
    told = _page(claire, hall, VERIFIED)
    assert told.startswith("Expéditeur vérifié anne@ville.example")
    assert f"Signature (DKIM)\u00a0: réussi · ville.example · vérifié par {SAID}" in told
    assert "ne prouve rien softfail · liste.example (autre domaine que celui de l’expéditeur)" in told
    assert "Règle du domaine (DMARC)\u00a0: non connu" in told


def test_a_forged_sender_is_told(claire: Browser, hall: Hall) -> None:
    told = _page(claire, hall, FORGED)
    assert told.startswith("Usurpation possible anne@ville.example")
    assert "échoué · ville.example · vérifié par Citoyen" in told
    assert "Joignez l’expéditeur par un autre moyen" in told


def test_a_sender_nobody_checked_is_told(claire: Browser, hall: Hall) -> None:
    assert _page(claire, hall, Authenticity(author="anne@ville.example")).startswith("Expéditeur non vérifié")
    assert "deux expéditeurs différents" in _page(claire, hall, Authenticity(is_ambiguous=True))


def test_what_is_no_mail_has_no_such_line(claire: Browser, hall: Hall) -> None:
    assert _page(claire, hall, None) == ""


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x>'])
def test_what_a_server_or_sender_wrote_stays_text(claire: Browser, hall: Hall, hostile: str) -> None:
    check = Check(verdict=Verdict.PASS, result=hostile[:20], domain=hostile, said_by=hostile)
    _page(claire, hall, Authenticity(author=hostile, dkim=check))
    assert hostile not in claire.get(f"/requests/{hall.ids['trou']}")


@pytest.mark.parametrize("hostile", ["", "<script>alert(1)</script>"])
def test_who_signed_electronically_is_told_with_what_was_checked(claire: Browser, hall: Hall, hostile: str) -> None:
    request = hall.ids["trou"]
    signed = ElectronicSignature(
        name=f"Anne ROUX{hostile}", emails=("anne@ville.example",), issuer=f"Autorité{hostile}", integrity=Integrity.INTACT
    )
    with hall.installation.database.write() as session:
        row = session.query(DraftRow).filter_by(inbound_id=requests.get(session, request).inbound_id).one()
        row.document = {**row.document, "signed_by": dump(signed)}
    page = claire.get(f"/requests/{request}")
    found = re.search(r"<dt>Signé électroniquement</dt>(.*?)</dd>", page, re.DOTALL)
    assert found is not None
    told = re.sub(r"[ \n]+", " ", re.sub("<[^>]+>", "", found[1]))
    assert "Anne ROUX" in told and "inchangé depuis la signature" in told and "qui n’a pas été vérifié" in told
    assert not hostile or hostile not in page
