"""When two requesters are one: S10, homonyms are never merged by machine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dossier import Clue, Contact, ContactKind, Identity, Likelihood, Likeness
from domain.draft import Requester
from rules import acquaintance
from rules.acquaintance import compare_names, is_same_address

SYLVIE = Requester(
    name="LEBRUN Sylvie", email="s.lebrun@courrier.example", phone="+33639981204", address="14 rue du Chemin-Vert 50700 Valognes"
)


def likeness(one: Requester, other: Requester) -> Likeness | None:
    """Compare two people of whom one message each is known."""
    return acquaintance.likeness(Identity.of(one), Identity.of(other))


@pytest.mark.parametrize(
    ("one", "other", "clue"),
    [
        ("LEBRUN Sylvie", "Sylvie Lebrun", Clue.NAME),
        ("Mme Sylvie LEBRUN", "LEBRUN Sylvie", Clue.NAME),
        ("LEGRAND Hélène", "Helene LEGRAND", Clue.NAME),
        ("DUPONT Jean-Paul", "Jean Paul Dupont", Clue.NAME),
        ("Mme LEBRUN", "LEBRUN Sylvie", Clue.NAME_FITS),
        ("LEBRUN", "Lebrun", Clue.NAME_FITS),
        ("S. Lebrun", "LEBRUN Sylvie", Clue.NAME_FITS),
        ("LEBRUNN Sylvie", "LEBRUN Sylvie", Clue.NAME_FITS),
        ("LEBRUN-MARTIN Sylvie", "LEBRUN Sylvie", Clue.NAME_FITS),
        ("LEBRUN Marc", "LEBRUN Sylvie", Clue.OTHER_NAME),
        ("DUPONT Jean", "DUPONT Jeanne", Clue.OTHER_NAME),
        ("ROY Léa", "ROI Léa", Clue.OTHER_NAME),
        ("Martin Paul", "Paul Bernard", Clue.OTHER_NAME),
        ("S. L.", "LEBRUN Sylvie", Clue.OTHER_NAME),
        (None, "LEBRUN Sylvie", None),
        ("Madame", "LEBRUN Sylvie", None),
    ],
)
def test_names(one: str | None, other: str | None, clue: Clue | None) -> None:
    assert compare_names(one, other) is clue
    assert compare_names(other, one) is clue


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("14 rue du Chemin-Vert 50700 Valognes", "14, r. du chemin vert", True),
        ("14 rue du Chemin-Vert 50700 Valognes", "14 RUE CHEMIN VERT 50700 VALOGNES", True),
        ("3 bis av. du Gal de Gaulle 50700 Valognes", "3bis avenue du Général de Gaulle", True),
        ("3 avenue du Général de Gaulle", "3 bis avenue du Général de Gaulle", False),
        ("14 rue du Chemin-Vert 50700 Valognes", "14 rue du Chemin-Vert 50200 Coutances", False),
        ("14 rue du Chemin-Vert", "16 rue du Chemin-Vert", False),
        ("rue du Chemin-Vert", "rue du Chemin-Vert", False),
        ("Le Bourg 50700 Tamerville", "Le Bourg 50700 Tamerville", False),
        (None, "14 rue du Chemin-Vert", False),
    ],
)
def test_addresses(one: str | None, other: str | None, *, is_same: bool) -> None:
    assert is_same_address(one, other) is is_same
    assert is_same_address(other, one) is is_same


@pytest.mark.parametrize(
    ("asked", "level"),
    [
        (Requester(name="Sylvie Lebrun", email="S.Lebrun@courrier.example"), Likelihood.SURE),
        (Requester(email="s.lebrun@courrier.example"), Likelihood.SURE),
        (Requester(name="LEBRUN Marc", email="s.lebrun@courrier.example"), Likelihood.TO_CONFIRM),
        (Requester(name="LEBRUN Sylvie", email="s.lebrun@courrier.example", organisation="Garage du Pont"), Likelihood.TO_CONFIRM),
        (Requester(name="LEBRUN Sylvie", phone="+33639981204"), Likelihood.SURE),
        (Requester(name="Mme Lebrun", phone="+33639981204"), Likelihood.LIKELY),
        (Requester(phone="+33639981204"), Likelihood.LIKELY),
        (Requester(name="LEBRUN Marc", phone="+33639981204"), Likelihood.TO_CONFIRM),
        (Requester(name="DURAND Luc", other_phones=("+33639981204",)), Likelihood.TO_CONFIRM),
        (Requester(name="LEBRUN Sylvie", address="14 rue du chemin vert"), Likelihood.LIKELY),
        (Requester(name="Mme Lebrun", address="14 rue du chemin vert"), Likelihood.TO_CONFIRM),
        (Requester(name="LEBRUN Marc", address="14 rue du chemin vert"), None),
        (Requester(name="LEBRUN Sylvie"), None),
        (Requester(name="LEBRUN Sylvie", email="autre@courrier.example", address="3 rue de Poterie"), None),
        (Requester(), None),
    ],
)
def test_how_sure_it_is(asked: Requester, level: Likelihood | None) -> None:
    found = likeness(asked, SYLVIE)
    assert (found.level if found else None) is level
    back = likeness(SYLVIE, asked)
    assert (back.level if back else None) is level


def test_a_register_number_is_sure_and_another_one_rules_out() -> None:
    garage = Requester(organisation="Garage du Pont", email="contact@garage.example", siret="36252187900034", siren="362521879")
    same = Requester(name="Luc Petit", siret="36252187900034", siren="362521879")
    branch = Requester(organisation="Garage du Pont", email="contact@garage.example", siret="36252187900042", siren="362521879")
    found = likeness(same, garage)
    assert found is not None
    assert found.level is Likelihood.SURE
    assert Clue.SIRET in found.clues
    assert likeness(branch, garage) is None


def test_all_his_mailboxes_find_him() -> None:
    second = Contact(kind=ContactKind.EMAIL, value="sylvie@ailleurs.example")
    known = Identity(requester=SYLVIE, contacts=(*Identity.of(SYLVIE).contacts, second))
    found = acquaintance.likeness(Identity.of(Requester(name="Sylvie Lebrun", email="sylvie@ailleurs.example")), known)
    assert found is not None
    assert found.level is Likelihood.SURE


def test_two_firms_behind_one_telephone_are_for_people() -> None:
    one = Requester(organisation="SARL Dubois Toiture", phone="+33199005512")
    other = Requester(organisation="Dubois toiture", phone="+33199005512")
    third = Requester(organisation="Pharmacie du Marché", phone="+33199005512")
    alike = likeness(one, other)
    unlike = likeness(one, third)
    assert alike is not None
    assert unlike is not None
    assert (alike.level, unlike.level) == (Likelihood.LIKELY, Likelihood.TO_CONFIRM)


ANYBODY = st.builds(
    Requester,
    name=st.none() | st.sampled_from(("LEBRUN Sylvie", "LEBRUN Marc", "Mme Lebrun", "S. Lebrun", "", "!!", "Zoë")) | st.text(max_size=20),
    email=st.none() | st.sampled_from(("a@b.example", "A@b.example", "c@d.example")),
    phone=st.none() | st.sampled_from(("+33639981204", "+33199005512")),
    organisation=st.none() | st.sampled_from(("Garage du Pont", "SARL Garage du Pont", "Mairie")) | st.text(max_size=12),
    address=st.none() | st.sampled_from(("14 rue du Chemin-Vert", "14 r. chemin vert 50700", "Le Bourg")) | st.text(max_size=30),
    siret=st.none() | st.sampled_from(("36252187900034", "36252187900042")),
)


@given(ANYBODY, ANYBODY)
def test_it_is_the_same_from_both_sides_and_sure_only_by_a_contact_or_a_number(one: Requester, other: Requester) -> None:
    there, back = likeness(one, other), likeness(other, one)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there.level is back.level
        assert set(there.clues) == set(back.clues)
        if there.level is Likelihood.SURE:
            assert set(there.clues) & {Clue.SIRET, Clue.RNA, Clue.EMAIL, Clue.PHONE}
            assert Clue.SIRET in there.clues or Clue.OTHER_NAME not in there.clues
