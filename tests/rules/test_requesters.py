import pytest

from domain.draft import Requester, RequesterKind
from rules.requesters import requester_kind


@pytest.mark.parametrize(
    ("organisation", "kind"),
    [
        ("SARL Couverture du Nord", RequesterKind.COMPANY),
        ("Garage de la Mairie", RequesterKind.COMPANY),
        ("Ets Lemoine et Fils", RequesterKind.COMPANY),
        ("Kervadec Nettoyage", RequesterKind.COMPANY),
        ("Association des Parents d'élèves", RequesterKind.ASSOCIATION),
        ("Amicale du personnel de la mairie", RequesterKind.ASSOCIATION),
        ("Société de chasse d'Alleaume", RequesterKind.ASSOCIATION),
        ("Comité des fêtes", RequesterKind.ASSOCIATION),
        ("MAIRIE DE BRÉVILLE", RequesterKind.ADMINISTRATION),
        ("Conseil départemental", RequesterKind.ADMINISTRATION),
        ("Collège Félix-Buhot", RequesterKind.ADMINISTRATION),
        ("Gendarmerie nationale", RequesterKind.ADMINISTRATION),
    ],
)
def test_an_organisation_says_what_it_is(organisation: str, kind: RequesterKind) -> None:
    assert requester_kind(Requester(name="LEBRUN Sylvie", organisation=organisation)) is kind


@pytest.mark.parametrize(
    ("requester", "kind"),
    [
        (Requester(name="LEBRUN Sylvie"), RequesterKind.PERSON),
        (Requester(name="BAR Jean"), RequesterKind.PERSON),
        (Requester(name="Boulangerie du Centre"), RequesterKind.COMPANY),
        (Requester(name="DUPIN Anne", email="a.dupin@manche.gouv.fr"), RequesterKind.ADMINISTRATION),
        (Requester(email="quelqu.un@exemple.example"), RequesterKind.UNKNOWN),
        (Requester(), RequesterKind.UNKNOWN),
    ],
)
def test_without_organisation_the_name_speaks(requester: Requester, kind: RequesterKind) -> None:
    assert requester_kind(requester) is kind


@pytest.mark.parametrize(
    ("requester", "kind"),
    [
        (Requester(name="PICOT Guillaume", organisation="Les Foulées du Val", rna="W502001234"), RequesterKind.ASSOCIATION),
        (Requester(name="PICOT Guillaume", rna="W502001234", siren="732829320"), RequesterKind.ASSOCIATION),
        (Requester(name="LEBRUN Sylvie", siren="732829320"), RequesterKind.COMPANY),
        (Requester(name="LEBRUN Sylvie", organisation="Club de judo", siren="732829320"), RequesterKind.ASSOCIATION),
        (Requester(name="LEBRUN Sylvie", organisation="Le Val Habitat", siren="215006157"), RequesterKind.ADMINISTRATION),
    ],
)
def test_a_register_says_what_an_organisation_is(requester: Requester, kind: RequesterKind) -> None:
    assert requester_kind(requester) is kind
