"""Plain sentences and icons stand in the compiled page; what has variables is said while the page is made, and all is escaped as before."""

import pytest
from jinja2 import DictLoader
from markupsafe import Markup

from web.templating import Prepared, prepare

FRENCH = {"Save": "Enregistrer", "100 %% sure": "sûr à 100 %%", "Call %(name)s": "Appeler %(name)s", "<b>bold</b>": "<b>gras</b>"}


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def environment(said: list[str]) -> Prepared:
    def gettext(sentence: str) -> str:
        said.append(sentence)
        return FRENCH[sentence]

    parts = (
        "{% macro icon(name) %}{{ drawn(name) }}{% endmacro %}"
        '{% macro badge(text) %}<i title="{{ text }}">{{ _("Save") }}</i>{% endmacro %}'
    )
    page = (
        '{% import "parts.html" as parts %}{{ _("Save") }}|{{ parts.icon("pen") }}|{{ parts.icon(which) }}|{{ _("100 %% sure") }}|'
        '{{ _("Call %(name)s", name=name) }}|{{ parts.badge(_("Save")) }}|{{ _("<b>bold</b>") }}|'
        '{% for one in (_("Save"), name) %}{{ one }},{% endfor %}'
    )
    made = Prepared(loader=DictLoader({"parts.html": parts, "page.html": page}), autoescape=True, extensions=["jinja2.ext.i18n"])
    prepare(made, gettext, lambda name: Markup('<svg id="{}">').format(name))
    return made


def test_a_page_says_what_it_said_and_escapes_what_it_escaped(environment: Prepared) -> None:
    told = environment.get_template("page.html").render(name="<Martel>", which="a&b")
    assert told == (
        'Enregistrer|<svg id="pen">|<svg id="a&amp;b">|sûr à 100 %|Appeler &lt;Martel&gt;|'
        '<i title="Enregistrer">Enregistrer</i>|<b>gras</b>|'
        "Enregistrer,&lt;Martel&gt;,"
    )


def test_a_plain_sentence_is_looked_up_when_its_template_is_compiled_and_never_again(environment: Prepared, said: list[str]) -> None:
    template = environment.get_template("page.html")
    template.render(name="Martel", which="pen")
    said.clear()
    template.render(name="Martel", which="pen")
    assert said == ["Call %(name)s"]
