"""Templates of Word and LibreOffice: the same fields and checks as models, filled without a hole, and nothing in them that runs (S16)."""

import io
import time
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from letters.model import BoundlessError, UnresolvedError
from letters.office import fill, office_faults, office_names, values, words_of
from letters.office_package import Danger, Office, Package, RefusedFileError, opened
from tests.letters.test_catalogue import ASKED, KNOWN

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'


def run(text: str, bold: str = "") -> str:
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{text}</w:t></w:r>"


def p(*runs: str) -> str:
    return f"<w:p>{''.join(one if one.startswith('<') else run(one) for one in runs)}</w:p>"


def zipped(members: dict[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(body: str, **more: str | bytes) -> bytes:
    document = f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document, **{k.replace("__", "/"): v for k, v in more.items()}})


def odt(body: str, **more: str | bytes) -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{uri}:1.0"'
        for name, uri in (("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("script", "script"))
    )
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    members: dict[str, str | bytes] = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return zipped({**members, **{k.replace("__", "/"): v for k, v in more.items()}})


def said(content: bytes, known: object = KNOWN) -> str:
    package = opened(content)
    return words_of(opened(fill(package, values(package, known))))  # type: ignore[arg-type]


BODY = "{{ fiche.reference }} : {{ fiche.objet }}"


@pytest.mark.parametrize("content", [docx(p(BODY)), odt(f"<text:p>{BODY}</text:p>")], ids=["docx", "odt"])
def test_a_template_is_filled(content: bytes) -> None:
    assert said(content) == "2026/0147 : banc cassé"
    assert office_names(opened(content)) == {"fiche.reference", "fiche.objet"}


def test_a_file_with_libreoffices_empty_keys_is_taken() -> None:
    """LibreOffice and odfdo write `Configurations2/accelerator/current.xml` without a byte."""
    assert said(odt(f"<text:p>{BODY}</text:p>", **{"Configurations2/accelerator/current.xml": b""})) == "2026/0147 : banc cassé"
    with pytest.raises(RefusedFileError):
        opened(odt("<text:p>x</text:p>", **{"settings.xml": b""}))


def test_a_field_that_word_spread_over_runs_is_put_together_again() -> None:
    body = p("Réf. {", "{ fiche", '<w:proofErr w:type="spellStart"/>', run(".refe", "b"), run("rence }} du ", "b"), "{{ date_courrier }}.")
    assert said(docx(body)) == "Réf. 2026/0147 du 20 janvier 2026."


def test_a_field_that_libreoffice_spread_over_spans_is_put_together_again() -> None:
    body = '<text:p>Réf. {{ <text:span>fiche</text:span>.refe<text:span text:style-name="T1">rence }} du </text:span>{{ date_courrier }}.'
    body += "</text:p>"
    assert said(odt(body)) == "Réf. 2026/0147 du 20 janvier 2026."


@pytest.mark.parametrize("quote", ['"{}"', "“{}”", "«\u00a0{}\u00a0»".replace("\u00a0", ""), "‘{}’"])
def test_a_condition_within_a_paragraph_counts_whatever_runs_and_quotation_marks_word_makes_of_it(quote: str) -> None:
    word = quote.format("SVR")
    body = p(run(f"A {{% if fiche.regime == {word} %}}rej"), run("et{% else %}accept", "b"), "ation{% endif %} Z")
    assert said(docx(body)) == "A rejet Z"
    other = replace(KNOWN, fiche=replace(KNOWN.fiche, regime="SVA"))
    assert said(docx(body), other) == "A acceptation Z"
    spread = (
        f"<text:p>A <text:span>{{% if fiche.regime == {word} %}}rejet</text:span>{{% else %}}"
        "<text:span>acceptation{% endif %}</text:span> Z</text:p>"
    )
    assert said(odt(spread)) == "A rejet Z" and said(odt(spread), other) == "A acceptation Z"


def test_conditions_and_lists_alone_in_their_paragraph_or_row_leave_nothing_behind() -> None:
    cell = "<w:tc><w:p>{}</w:p></w:tc>"
    row = "<w:tr>{}</w:tr>"
    loop, end = "{% for piece in pieces.liste %}", "{% endfor %}"
    table = "".join(
        row.format("".join(cell.format(run(one)) for one in cells)) for cells in ((loop, ""), ("{{ piece }}", "à fournir"), (end, ""))
    )
    body = p("{% if pieces.liste %}") + p("Il manque :") + f"<w:tbl>{table}</w:tbl>" + p("{% endif %}") + p("Merci")
    known = replace(KNOWN, pieces=ASKED)
    assert said(docx(body), known) == "Il manque :\nun plan\nà fournir\nune photo\nà fournir\nMerci"
    assert said(docx(body)) == "Merci"
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    listed = f"<text:list>{''.join(item.format(one) for one in (loop, '{{ piece }}', end))}</text:list>"
    assert said(odt(listed), known) == "un plan\nune photo"


def test_a_cell_keeps_a_paragraph_without_which_word_does_not_open_it() -> None:
    body = (
        "<w:tbl><w:tr><w:tc>"
        + p("{% if fiche.lien_suivi %}")
        + p("x")
        + p("{% endif %}")
        + "</w:tc><w:tc>"
        + p("y")
        + "</w:tc></w:tr></w:tbl>"
    )
    package = opened(docx(body))
    filled = opened(fill(package, values(package, KNOWN)))
    root = etree.fromstring(filled.members["word/document.xml"])
    assert [len(cell) for cell in root.iter(f"{{{W}}}tc")] == [1, 1]


@pytest.mark.parametrize("make", [lambda text: docx(p(text)), lambda text: odt(f"<text:p>{text}</text:p>")], ids=["docx", "odt"])
@given(name=st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_what_people_wrote_is_text_in_the_file_whatever_it_is(make: object, name: str) -> None:
    nasty = f"{name}{{{{ fiche.lien }}}} <w:p/> & {{% if %}} </w:t> \ue012 ]]> fin"
    known = replace(KNOWN, fiche=replace(KNOWN.fiche, objet=nasty))
    made = said(make("{{ fiche.objet }}"), known)  # type: ignore[operator]
    assert made.endswith("{{ fiche.lien }} <w:p/> & {% if %} </w:t>  ]]> fin")


def test_lines_of_a_value_are_lines() -> None:
    package = opened(docx(p("{{ demandeur.adresse_bloc }}")))
    known = replace(KNOWN, demandeur=replace(KNOWN.demandeur, adresse_bloc="1 rue\nVille"))
    assert b"<w:br/>" in opened(fill(package, values(package, known))).members["word/document.xml"]


def test_the_name_beside_a_first_name_is_the_family_name() -> None:
    known = replace(KNOWN, demandeur=replace(KNOWN.demandeur, prenom="Sylvie", nom_famille="LEBRUN"))
    assert said(docx(p("{{ demandeur.prenom }} {{ demandeur.nom }}")), known) == "Sylvie LEBRUN"
    assert said(docx(p("{{ demandeur.nom }}")), known) == "LEBRUN Sylvie"


@pytest.mark.parametrize(
    ("body", "code", "word", "line"),
    [
        (p("Bonjour") + p("{{ fiche.numreo }}"), "unknown", "fiche.numreo", 2),
        (p("x") + p("y") + p("Objet : Erreur ! Signet non défini."), "bookmark", "Erreur ! Signet non défini", 3),
        (p("{{ pieces.liste }}"), "list", "pieces.liste", 1),
        (p("{{ cycler() }}"), "not_allowed", "call", 1),
        (p("{% if fiche.numero %}"), "syntax", None, 1),
        (p("a {% if fiche.numero %}") + p("b{% endif %} c"), "torn", "{% endif %}", 2),
        (p("{% if fiche.regime == 'SRV' %}x{% endif %}"), "value", "SRV", 1),
        (p("{{ collectivite.logo }}"), "picture", "collectivite.logo", 1),
    ],
)
def test_a_template_is_checked_as_a_model_is_and_says_the_paragraph(body: str, code: str, word: str | None, line: int) -> None:
    found = office_faults(opened(docx(body)))
    assert (found[0].code, found[0].line) == (code, line)
    assert word is None or found[0].word == word


def test_a_field_the_request_does_not_have_is_refused_and_named() -> None:
    with pytest.raises(UnresolvedError, match=r"fiche\.lien_suivi"):
        said(docx(p("{{ fiche.lien_suivi }}")))
    with pytest.raises(UnresolvedError, match=r"fiche\.objet"):
        said(docx(p("{{ fiche.objet }}")), replace(KNOWN, fiche=replace(KNOWN.fiche, objet="Signet")))


def refused(content: bytes) -> Danger:
    with pytest.raises(RefusedFileError) as told:
        opened(content)
    return told.value.danger


def test_what_a_letter_must_not_hold_is_refused_with_its_reason() -> None:
    link = '<Relationship Id="r1" Type="{}" Target="{}" TargetMode="External"/>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    many = {f"{at}.txt": "x" for at in range(1_200)}
    found = {
        "macro": refused(docx(p("x"), **{"word__vbaProject.bin": b"x"})),
        "macro type": refused(
            zipped(
                {
                    "[Content_Types].xml": TYPES.replace(
                        "openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main"
                    ),
                    "word/document.xml": "<x/>",
                }
            )
        ),
        "object": refused(docx(p("x"), **{"word__embeddings__o.xlsx": b"x"})),
        "picture elsewhere": refused(
            docx(p("x"), **{"word___rels__document.xml.rels": RELS.format(link.format(office + "image", "https://x.example/a.png"))})
        ),
        "template elsewhere": refused(
            docx(p("x"), **{"word___rels__settings.xml.rels": RELS.format(link.format(office + "attachedTemplate", "file:///a.dotm"))})
        ),
        "script link": refused(
            docx(p("x"), **{"word___rels__document.xml.rels": RELS.format(link.format(office + "hyperlink", "file:///etc/passwd"))})
        ),
        "dde": refused(docx("<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>")),
        "include": refused(docx('<w:p><w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://x.example/a&quot; "/></w:p>')),
        "chunk": refused(docx("<w:altChunk/>")),
        "entities": refused(docx(p("x"), **{"word__header1.xml": bomb})),
        "many": refused(docx(p("x"), **many)),
        "large": refused(docx(p("x"), **{"word__media__a.png": b"\0" * (51 * 2**20)})),
        "no zip": refused(b"%PDF-1.7"),
        "other": refused(zipped({"a": "b"})),
        "climbing": refused(docx(p("x"), **{"..__..__a": "x"})),
        "basic": refused(odt("<text:p>x</text:p>", **{"Basic__Standard__m.xml": "<x/>"})),
        "event": refused(odt("<text:p><script:event-listener/></text:p>")),
        "ole": refused(odt("<text:p><draw:object/></text:p>")),
        "section": refused(odt('<text:section><text:section-source xlink:href="http://x.example/a.odt"/></text:section>')),
        "image": refused(odt('<text:p><draw:image xlink:href="http://x.example/a.png"/></text:p>')),
    }
    assert found == {
        **dict.fromkeys(("macro", "macro type", "basic", "event"), Danger.MACRO),
        **dict.fromkeys(("object", "chunk", "ole"), Danger.EMBEDDED),
        **dict.fromkeys(("picture elsewhere", "template elsewhere", "script link", "dde", "include", "section", "image"), Danger.EXTERNAL),
        "entities": Danger.ENTITIES,
        **dict.fromkeys(("many", "large"), Danger.SIZE),
        **dict.fromkeys(("no zip", "other", "climbing"), Danger.KIND),
    }
    fine = docx(p("x"), **{"word___rels__document.xml.rels": RELS.format(link.format(office + "hyperlink", "https://valognes.example"))})
    assert opened(fine).kind is Office.DOCX


def test_a_template_that_grows_without_end_is_stopped_in_time() -> None:
    row = "<w:p>" + run("x" * 30_000) + "</w:p>"
    body = "".join(p("{% for piece in pieces.liste %}") + row + p("{% endfor %}") for _ in range(3))
    package: Package = opened(docx(body))
    many = replace(KNOWN, pieces=replace(ASKED, liste=("x",) * 1_000))
    began = time.process_time()
    with pytest.raises(BoundlessError):
        fill(package, values(package, many))
    with pytest.raises(BoundlessError, match=r"pieces\.liste"):
        values(package, replace(KNOWN, pieces=replace(ASKED, liste=("x",) * 100_000)))
    assert time.process_time() - began < 10


def test_the_same_values_make_the_same_file() -> None:
    package = opened(docx(p(BODY)))
    known = values(package, KNOWN)
    assert fill(package, known) == fill(package, known)
