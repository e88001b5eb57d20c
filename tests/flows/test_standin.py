"""The number of a request takes the place of what stood for it in letters that were composed before."""

from domain.ids import RequestId
from domain.request import RequestNumber
from flows.standin import numbered, stand_in
from store.outbox import Letter
from tests.installations import BREVILLE

NUMBER = RequestNumber(year=2026, counter=147)


def _letter(**payload: object) -> Letter:
    return Letter(town=BREVILLE, request=RequestId(1), kind="letter", recipient="sylvie.lebrun@courriel.example", payload=payload)


def test_the_number_stands_wherever_its_stand_in_stood() -> None:
    standing = stand_in(2026)
    said = f"Votre demande {standing} du 3 mars ({standing})."
    letter = _letter(
        subject=said, html=f"<p>{said}</p>", main=str(standing), occasion={"references": [str(standing), "2026/0001"]}, version=3
    )
    assert numbered(letter, standing, NUMBER).payload == {
        "subject": "Votre demande 2026/0147 du 3 mars (2026/0147).",
        "html": "<p>Votre demande 2026/0147 du 3 mars (2026/0147).</p>",
        "main": "2026/0147",
        "occasion": {"references": ["2026/0147", "2026/0001"]},
        "version": 3,
    }


def test_a_letter_with_the_number_it_has_already_is_the_same() -> None:
    letter = _letter(subject=f"Demande {NUMBER}")
    assert numbered(letter, NUMBER, NUMBER) is letter


def test_no_two_requests_have_the_same_stand_in_and_none_looks_like_a_number() -> None:
    drawn = {stand_in(2026) for _ in range(1000)}
    assert len(drawn) == 1000
    assert {len(str(one)) for one in drawn} == {len("2026/") + 12}
