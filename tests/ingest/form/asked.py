"""A form with a field of every kind, and what is known around it."""

from datetime import date

from domain.form import (
    Choice,
    FieldKind,
    FileFamily,
    FormCode,
    FormDefinition,
    FormField,
    Hook,
    Period,
    ShownWhen,
    Target,
    Words,
)
from ingest.form.values import Around, Streets

K = FieldKind


def words(text: str) -> Words:
    return Words(fr=text)


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(code=label.lower(), label=words(label)) for label in labels)


FORM = FormDefinition(
    code=FormCode("essai"),
    title=words("Demande d’acte"),
    hook=Hook(header="X-Signature"),
    fields=(
        FormField(name="civilite", kind=K.ONE_OF, label=words("Civilité"), target=Target.TITLE, choices=choices("Mme", "M")),
        FormField(name="nom", kind=K.SHORT, label=words("Votre nom"), is_required=True, target=Target.NAME, most=60),
        FormField(name="prenom", kind=K.SHORT, label=words("Prénom"), target=Target.FIRST_NAME),
        FormField(name="courriel", kind=K.EMAIL, label=words("Courriel"), target=Target.EMAIL),
        FormField(name="telephone", kind=K.PHONE, label=words("Téléphone"), target=Target.PHONE),
        FormField(name="adresse", kind=K.SHORT, label=words("Adresse"), target=Target.ADDRESS),
        FormField(name="code_postal", kind=K.SHORT, label=words("Code postal"), target=Target.POSTCODE),
        FormField(name="ville", kind=K.SHORT, label=words("Commune"), target=Target.TOWN),
        FormField(name="lieu", kind=K.PLACE, label=words("Où ?"), target=Target.PLACE),
        FormField(name="rue", kind=K.PLACE, label=words("Dans quelle rue ?"), must_be_known=True),
        FormField(name="position", kind=K.POSITION, label=words("Position"), target=Target.POSITION),
        FormField(name="type", kind=K.ONE_OF, label=words("Type"), target=Target.SUBJECT, choices=choices("Lampadaire", "Trottoir")),
        FormField(
            name="lampe",
            kind=K.SHORT,
            label=words("Numéro du lampadaire"),
            is_required=True,
            shown_when=ShownWhen(field="type", values=("lampadaire",)),
        ),
        FormField(name="naissance", kind=K.DATE, label=words("Né le"), period=Period.PAST),
        FormField(name="venue", kind=K.DATE, label=words("Venez le"), period=Period.COMING),
        FormField(name="nombre", kind=K.NUMBER, label=words("Combien ?"), least=1, most=10),
        FormField(name="jours", kind=K.SEVERAL_OF, label=words("Quels jours ?"), choices=choices("Lundi", "Mardi", "Jeudi"), most=2),
        FormField(name="texte", kind=K.LONG, label=words("Message"), is_required=True, target=Target.TEXT, least=3, most=2000),
        FormField(name="photos", kind=K.FILES, label=words("Photos"), families=(FileFamily.PICTURES,), most=3, largest_mb=1),
        FormField(name="accord", kind=K.CONSENT, label=words("J’accepte"), is_required=True),
    ),
)


def _streets(text: str) -> Streets:
    known = "rue des Religieuses"
    return Streets(names=(known,) if "rue" in text else (), is_sure=known in text)


AROUND = Around(
    today=date(2026, 11, 26), town_name="Valognes", postcode="50700", neighbours={"Brix": "50700", "Caen": "14000"}, streets=_streets
)
GOOD: dict[str, object] = {"nom": "Quesnel", "texte": "Un trou devant chez moi.", "accord": True}
