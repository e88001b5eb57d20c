"""Forms that only Adobe's programs show (XFA): what was filled in stands on a page of its own."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Pdf

from domain.draft import Remark
from domain.inbound import Channel, Reception
from domain.paper import Origin, Page
from ingest.paper.letter.draft import letter_draft
from ingest.paper.letters import remarks_of
from ingest.paper.opening.files import Paper, survey
from ingest.paper.opening.searchable import searchable
from ingest.paper.opening.survey import Survey
from tests.ingest.paper import made
from tests.ingest.paper.test_draft import TODAY
from tests.soon import soon

WAIT = "Please wait... If this message is not eventually replaced by the proper contents of the document, your PDF viewer may not show it."
TEMPLATE = """<template xmlns="http://www.xfa.org/schema/xfa-template/3.3/"><subform name="demande">
<draw><value><text>Demande d’intervention sur la voirie</text></value></draw>
<subform name="demandeur">
<field name="nom"><caption><value><text>Nom :</text></value></caption><ui><textEdit/></ui></field>
<field name="prenom"><caption><value><text>Prénom</text></value></caption></field>
<field name="tel"><caption><value><text>Téléphone</text></value></caption></field>
</subform>
<field name="nature"><caption><value><text>Nature de la demande</text></value></caption>
 <items><text>Nid-de-poule</text><text>Éclairage</text></items><items save="1"><text>01</text><text>02</text></items></field>
<field name="urgent"><caption><value><text>Urgent</text></value></caption><ui><checkButton/></ui>
 <items><integer>1</integer><integer>0</integer></items></field>
<field name="rappel"><caption><value><text>Être rappelé</text></value></caption><ui><checkButton/></ui>
 <items><integer>1</integer><integer>0</integer></items></field>
<field name="description"><caption><value><text>Description</text></value></caption></field>
</subform></template>"""
DATASETS = """<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><demande>
<demandeur><nom>LEBRUN</nom><prenom>Sylvie</prenom><tel>06 39 98 12 04</tel></demandeur>
<nature>01</nature><urgent>1</urgent><rappel>0</rappel>
<description>Un trou profond devant le 22 rue de Poterie.
Deux cyclistes sont tombés.</description><codeInterne/>
</demande></xfa:data></xfa:datasets>"""


def form(*, template: str = TEMPLATE, datasets: str = DATASETS, said: str = WAIT, whole: bool = False) -> bytes:
    with Pdf.open(io.BytesIO(made.pdf_of_lines([(57, 200, said)], size=7))) as pdf:
        if whole:
            xdp = f'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/">{template}{datasets}</xdp:xdp>'
            packets: pikepdf.Object = pdf.make_stream(xdp.encode())
        else:
            parts = (("template", template), ("datasets", datasets))
            packets = Array([one for name, xml in parts for one in (pikepdf.String(name), pdf.make_stream(xml.encode()))])
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=packets)
        return made.saved(pdf)


def text_of(content: bytes, known: Survey | None = None) -> list[str]:
    with Paper(content, known=known) as paper:
        return [line.text for number in range(len(paper.survey.pages)) for line in paper.lines(number) or ()]


def test_answers_are_read_by_the_words_beside_them_instead_of_the_page_that_waits() -> None:
    for content in (form(), form(whole=True)):
        assert text_of(content) == [
            "Demande d’intervention sur la voirie",
            "Nom : LEBRUN",
            "Prénom : Sylvie",
            "Téléphone : 06 39 98 12 04",
            "Nature de la demande : Nid-de-poule",
            "[x] Urgent",
            "Description : Un trou profond devant le 22 rue de Poterie.",
            "Deux cyclistes sont tombés.",
        ]
    found = survey(form())
    assert (found.page_count, found.inside.has_xfa, found.trouble) == (1, True, None)
    assert remarks_of(found) == (Remark.ADOBE_FORM,)
    assert text_of(form(), known=found) == text_of(form())  # another process reads the pages


def test_a_form_becomes_a_letter_of_who_filled_it_in() -> None:
    with Paper(form()) as paper:
        (size,) = paper.survey.pages
        page = Page(number=0, origin=Origin.TEXT_LAYER, lines=paper.lines(0) or (), width=size.width, height=size.height)
    draft = letter_draft([page], Channel.SCAN, Reception(), TODAY)
    assert (draft.requester.name, draft.requester.phone) == ("LEBRUN Sylvie", "+33639981204")
    assert "Un trou profond devant le 22 rue de Poterie." in draft.text


def test_pages_that_say_something_stay_before_the_answers_and_are_searched() -> None:
    content = form(said="Commune de Valognes, règlement de voirie")
    assert text_of(content)[0] == "Commune de Valognes, règlement de voirie" and "Nom : LEBRUN" in text_of(content)
    copy = searchable(content, ())
    assert "Nom : LEBRUN" in text_of(copy)


def test_names_speak_where_no_words_stand_beside() -> None:
    assert text_of(form(template=""))[:2] == ["nom : LEBRUN", "prenom : Sylvie"]
    renamed = DATASETS.replace("<nom>", "<NomUsage>").replace("</nom>", "</NomUsage>")
    assert text_of(form(template="", datasets=renamed))[0] == "Nom Usage : LEBRUN"


def test_without_answers_or_with_damaged_ones_the_page_stays() -> None:
    empty = DATASETS[: DATASETS.index("<demandeur>")] + "</demande></xfa:data></xfa:datasets>"
    for datasets in (empty, "", "no xml <<<", "<xfa:datasets/>"):
        found = survey(form(datasets=datasets))
        assert (found.page_count, found.inside.answers, found.inside.has_xfa) == (1, (), True)
        assert "Please wait" in " ".join(text_of(form(datasets=datasets)))
    cut = survey(form(datasets=DATASETS[: DATASETS.index("<nature>")]))
    assert ("Nom", "LEBRUN") in {(one.name, one.value) for one in cut.inside.answers}


def test_hostile_xml_is_neither_fetched_nor_grown() -> None:
    entities = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "yyyyyyyyyy">]>'
    hostile = entities + DATASETS.replace("LEBRUN", "&x;&y;")
    assert "root:" not in " ".join(text_of(form(datasets=hostile)))
    many = DATASETS.replace("<codeInterne/>", "<a>b</a>" * 50_000)
    with soon(3):
        assert len(survey(form(datasets=many)).inside.answers) <= 1_010
