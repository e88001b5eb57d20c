"""Departments edited on screen in a draft of the rules: by forms, with what is wrong beside its field (S34, S37)."""

from datetime import date

from domain.department import Confidentiality, DepartmentKind
from flows.wiring import Installation
from tests.web.conftest import ORIGIN
from tests.web.rule_town import ADA, OTTO, ROSE
from tests.web.test_rules_editing import Open, desk, hall, ruleset, template

__all__ = ["desk", "hall", "template"]


def test_departments_are_edited_in_the_draft_and_an_untouched_form_changes_nothing(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    page = f"/rules/{number}/department"
    before = ruleset(hall, number)
    for one in before.departments:
        status, shown = ada.send(page, ada.form(f"{page}?code={one.code}"))
        assert status == 200, shown
    assert ruleset(hall, number) == before
    new = {**ada.form(page), "code": "PRO", "libelle": "Propreté", "courriel": "proprete@breville.example", "assure_par": "VOI"}
    status, shown = ada.send(page, {**new, "telephone": "02 61 91 05 10"})
    assert status == 200 and "Enregistré" in shown
    held = ruleset(hall, number).departments
    assert [one.code for one in held] == ["VOI", "CCAS", "ACC", "PRO"]
    assert (held[3].label, held[3].served_by, held[3].phone) == ("Propreté", "VOI", "02 61 91 05 10")
    assert held[3].kind is DepartmentKind.INTERNAL
    status, shown = ada.send(
        page,
        {
            **ada.form(f"{page}?code=PRO"),
            "libelle": "Propreté urbaine",
            "ferme_le": "2027-01-04",
            "repris_par": "VOI",
            "confidentialite": "1",
        },
    )
    assert status == 200
    held = ruleset(hall, number).departments
    assert (held[3].label, held[3].closed_on, held[3].successor) == ("Propreté urbaine", date(2027, 1, 4), "VOI")
    assert held[3].confidentiality is Confidentiality.RESTRICTED
    # The published rules do not know it.
    assert [one.code for one in ruleset(hall, 1).departments] == ["VOI", "CCAS", "ACC"]
    listed = ada.get(f"/rules/{number}/departments")
    assert "Propreté urbaine" in listed and "proprete@breville.example" in listed and "Voirie" in listed
    assert "PRO" in ada.get(f"/rules/{number}/changes")


def test_mistakes_stand_beside_their_field_and_what_was_typed_stays(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    page = f"/rules/{number}/department"
    new = ada.form(page)
    wrong = {"code": "voirie", "libelle": " ", "courriel": "voirie@", "telephone": "12", "assure_par": "XYZ", "ferme_le": "2027-02-30"}
    status, shown = ada.send(page, {**new, **wrong, "confidentialite": "7"})
    assert status == 422
    for field in ("code", "libelle", "courriel", "telephone", "assure_par", "ferme_le", "confidentialite"):
        assert f'id="n-{field}"' in shown, field
    assert 'value="voirie@"' in shown
    for fields, field in (
        ({"code": "VOI", "libelle": "Encore"}, "code"),
        ({"code": "X-DEP", "libelle": "Département"}, "type"),
        ({"code": "PRO", "libelle": "Propreté", "assure_par": "PRO"}, "assure_par"),
        ({"code": "PRO", "libelle": "Propreté", "ferme_le": "2027-01-04", "repris_par": "PRO"}, "repris_par"),
    ):
        status, shown = ada.send(page, {**new, **fields})
        assert status == 422 and f'id="n-{field}"' in shown, fields
    assert ruleset(hall, number).departments == ruleset(hall, 1).departments


def test_a_code_stays_and_a_department_that_something_names_is_not_removed(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    page = f"/rules/{number}/department"
    shown = ada.get(f"{page}?code=VOI")
    assert "VOI-01, VOI-02" in shown
    assert ada.send(page, {**ada.form(f"{page}?code=VOI"), "code": "RUE", "libelle": "Rues"})[0] == 200
    assert ruleset(hall, number).departments[0].code == "VOI" and ruleset(hall, number).departments[0].label == "Rues"
    status, shown = ada.send(f"{page}/remove", {"code": "VOI", "revision": "2"})
    assert status == 422 and "Quelque chose nomme encore ce service" in shown
    assert ada.send(f"{page}/remove", {"code": "CCAS", "revision": "2"})[0] == 200
    assert [one.code for one in ruleset(hall, number).departments] == ["VOI", "ACC"]
    assert ada.send(f"{page}/remove", {"code": "CCAS", "revision": "3"})[0] == 404


def test_the_linter_speaks_beside_the_department(hall: Installation, desk: Open) -> None:
    ada = desk(ADA)
    number = ada.begin()
    page = f"/rules/{number}/department"
    for code, server in (("VOI", "ACC"), ("ACC", "VOI")):
        assert ada.send(page, {**ada.form(f"{page}?code={code}"), "assure_par": server})[0] == 200
    assert 'id="n-assure_par"' in ada.get(f"{page}?code=VOI")
    assert ada.get(f"/rules/{number}/departments").count('class="rule-finding') >= 2


def test_who_saves_second_is_told_what_he_would_change(hall: Installation, desk: Open) -> None:
    ada, otto = desk(ADA), desk(OTTO)
    number = ada.begin()
    page = f"/rules/{number}/department"
    seen = otto.form(f"{page}?code=VOI")
    assert ada.send(page, {**ada.form(f"{page}?code=VOI"), "libelle": "Voirie et réseaux"})[0] == 200
    status, shown = otto.send(page, {**seen, "libelle": "Rues"})
    assert status == 409 and "Voirie et réseaux → Rues" in shown
    assert ruleset(hall, number).departments[0].label == "Voirie et réseaux"


def test_departments_of_rules_are_whose_rules_they_are(hall: Installation, desk: Open) -> None:
    ada, rose = desk(ADA), desk(ROSE)
    number = ada.begin()
    pages = (f"/rules/{number}/departments", f"/rules/{number}/department", f"/rules/{number}/department?code=VOI")
    for page in (*pages, "/rules/department?code=VOI", "/rules/1/departments"):
        assert ada.status(page) == 200 and rose.status(page) == 403, page
    # The published version is looked at, not edited.
    assert ada.status("/rules/1/department?code=VOI") == 404 and ada.status(f"/rules/{number}/department?code=NON") == 404
    for act in (f"/rules/{number}/department", f"/rules/{number}/department/remove"):
        fields = {**ada.form(f"/rules/{number}/department?code=CCAS"), "code": "CCAS", "libelle": "Autre"}
        assert rose.client.post(act, data={**fields, "csrf": rose.token("/requests")}, headers={"Origin": ORIGIN}).status_code == 403
        assert ada.client.post(act, data=fields).status_code == 403, act
    assert ruleset(hall, number).departments == ruleset(hall, 1).departments
    assert "/rules/department?code=VOI" in ada.get("/departments/breville/VOI")
