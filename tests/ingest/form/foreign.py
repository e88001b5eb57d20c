"""Payloads of other people's forms, call notes and counters, with what they say; written before the reader was tried on them.

Each is shape, payload (an object becomes JSON; a text or bytes stay) and what is wanted. Of a text are given words that must stand in it
and words that must not.
"""

import json
from dataclasses import dataclass, field

from domain.draft import Flag, Kind
from domain.inbound import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A payload and what is wanted of it; what is None must be None, what is not named in ``skip``."""

    shape: str
    payload: object
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    address: str | None = None
    heading: str | None = None
    hint: str | None = None
    place: str | None = None
    point: tuple[float, float] | None = None
    sent: str | None = None
    source_id: str | None = None
    channel: Channel = Channel.FORM
    kind: Kind = Kind.REQUEST
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    flags: frozenset[Flag] | None = None
    """All marks; None where they do not matter."""
    skip: frozenset[str] = field(default_factory=frozenset)

    @property
    def raw(self) -> bytes:
        if isinstance(self.payload, bytes):
            return self.payload
        return (self.payload if isinstance(self.payload, str) else json.dumps(self.payload)).encode()


def _typeform(form: str, questions: list[tuple[str, str, str, object]], **more: object) -> dict[str, object]:
    fields = [
        {"id": f"f{n}", "ref": f"0{n}aa-bb", "title": title, "type": sort, "properties": {}}
        for n, (title, sort, _, _) in enumerate(questions)
    ]
    answers = [
        {"type": kind, kind: value, "field": {"id": f"f{n}", "ref": f"0{n}aa-bb", "type": sort}}
        for n, (_, sort, kind, value) in enumerate(questions)
    ]
    return {
        "event_id": "01HF2K",
        "event_type": "form_response",
        "form_response": {
            "form_id": form,
            "token": "tok-7781",
            "landed_at": "2026-03-02T09:00:00Z",
            "submitted_at": "2026-03-02T09:04:10Z",
            "definition": {"id": form, "title": "Contactez la mairie", "fields": fields},
            "answers": answers,
            **more,
        },
    }


def _tally(fields: list[dict[str, object]]) -> dict[str, object]:
    return {
        "eventId": "a4cb511e-d513-4fa5-baee-b815d718dfd1",
        "eventType": "FORM_RESPONSE",
        "createdAt": "2026-04-11T10:00:00.000Z",
        "data": {
            "responseId": "2wgx4n",
            "submissionId": "2wgx4n",
            "respondentId": "dwQKYm",
            "formId": "VwbNEw",
            "formName": "Signaler un problème",
            "createdAt": "2026-04-11T10:00:00.000Z",
            "fields": fields,
        },
    }


def _champ(label: str, value: str, **more: object) -> dict[str, object]:
    return {
        "id": f"Q2hhbXAt{len(label)}",
        "champDescriptorId": "Q2",
        "label": label,
        "stringValue": value,
        "__typename": "TextChamp",
        **more,
    }


FOREIGN = (
    # --- Typeform
    Foreign(
        shape="typeform",
        payload=_typeform(
            "Xy12",
            [
                ("Quel est votre nom ?", "short_text", "text", "Madeleine Hardel"),
                ("Votre e-mail", "email", "email", "m.hardel@poste.example"),
                ("Votre numéro de téléphone", "phone_number", "phone_number", "+33639981001"),
                ("Où se trouve le problème ?", "short_text", "text", "Rue des Religieuses, devant le 14"),
                ("Que souhaitez-vous nous signaler ?", "long_text", "text", "Un lampadaire clignote toute la nuit depuis lundi."),
                ("De quoi s'agit-il ?", "multiple_choice", "choice", {"id": "c1", "label": "Éclairage public", "ref": "r"}),
            ],
        ),
        name="HARDEL Madeleine",
        email="m.hardel@poste.example",
        phone="+33639981001",
        place="Rue des Religieuses, devant le 14",
        sent="2026-03-02T09:04:10+00:00",
        source_id="tok-7781",
        has=("Un lampadaire clignote",),
        lacks=("m.hardel", "tok-7781", "Hardel"),
        skip=frozenset({"hint"}),
    ),
    Foreign(
        shape="typeform",
        payload=_typeform(
            "Xy13",
            [
                ("Prénom", "short_text", "text", "Louis"),
                ("Nom de famille", "short_text", "text", "Vautier"),
                ("Email", "email", "email", "Louis.Vautier@mel.example"),
                ("Sujets", "multiple_choice", "choices", {"ids": ["a", "b"], "labels": ["Écoles", "Cantine"]}),
                ("Votre message", "long_text", "text", "Comment inscrire ma fille à la cantine en cours d'année ?"),
                ("J'accepte la politique de confidentialité", "yes_no", "boolean", True),
            ],
            hidden={"utm_source": "newsletter", "commune": "50615"},
        ),
        name="VAUTIER Louis",
        email="louis.vautier@mel.example",
        sent="2026-03-02T09:04:10+00:00",
        source_id="tok-7781",
        hint="Écoles, Cantine",
        has=("inscrire ma fille",),
        lacks=("confidentialité", "newsletter", "50615"),
    ),
    Foreign(
        shape="typeform",
        payload={
            "event_type": "form_response",
            "form_response": {
                "token": "t9",
                "submitted_at": "2026-03-06T12:00:00Z",
                "answers": [
                    {"type": "text", "text": "Sarah Chen", "field": {"id": "a", "type": "short_text", "ref": "name"}},
                    {"type": "email", "email": "sarah@bureau.example", "field": {"id": "b", "type": "email", "ref": "email"}},
                    {
                        "type": "text",
                        "text": "The street light in front of our house has been out since Monday evening.",
                        "field": {"id": "c", "type": "long_text", "ref": "message"},
                    },
                ],
            },
        },
        name="CHEN Sarah",
        email="sarah@bureau.example",
        sent="2026-03-06T12:00:00+00:00",
        source_id="t9",
        has=("street light",),
    ),
    # --- Tally
    Foreign(
        shape="tally",
        payload=_tally(
            [
                {"key": "question_a", "label": "Nom et prénom", "type": "INPUT_TEXT", "value": "LECLERC Sophie"},
                {"key": "question_b", "label": "Adresse e-mail", "type": "INPUT_EMAIL", "value": "sophie.leclerc@mel.example"},
                {"key": "question_c", "label": "Téléphone", "type": "INPUT_PHONE_NUMBER", "value": "06 39 98 10 02"},
                {
                    "key": "question_d",
                    "label": "Catégorie",
                    "type": "DROPDOWN",
                    "value": ["id-2"],
                    "options": [{"id": "id-1", "text": "Propreté"}, {"id": "id-2", "text": "Espaces verts"}],
                },
                {"key": "question_e", "label": "Adresse du problème", "type": "INPUT_TEXT", "value": "12 rue de la Paix"},
                {"key": "question_f", "label": "Description", "type": "TEXTAREA", "value": "La haie déborde sur le trottoir."},
                {
                    "key": "question_g",
                    "label": "Photo",
                    "type": "FILE_UPLOAD",
                    "value": [
                        {"id": "x", "name": "haie.jpg", "url": "https://files.example/haie.jpg", "mimeType": "image/jpeg", "size": 1200}
                    ],
                },
            ]
        ),
        name="LECLERC Sophie",
        email="sophie.leclerc@mel.example",
        phone="+33639981002",
        hint="Espaces verts",
        place="12 rue de la Paix",
        sent="2026-04-11T10:00:00+00:00",
        source_id="2wgx4n",
        has=("La haie déborde",),
        lacks=("haie.jpg", "id-2", "LECLERC"),
    ),
    Foreign(
        shape="tally",
        payload=_tally(
            [
                {
                    "key": "question_1",
                    "label": "Vous êtes",
                    "type": "MULTIPLE_CHOICE",
                    "value": ["o2"],
                    "options": [{"id": "o1", "text": "Un particulier"}, {"id": "o2", "text": "Une association"}],
                },
                {"key": "question_2", "label": "Nom de l'association", "type": "INPUT_TEXT", "value": "Amicale des Pêcheurs du Merderet"},
                {"key": "question_3", "label": "Contact", "type": "INPUT_TEXT", "value": "Gérard Lemoine"},
                {"key": "question_4", "label": "Mail du contact", "type": "INPUT_EMAIL", "value": "amicale@peche.example"},
                {
                    "key": "question_5",
                    "label": "Votre demande",
                    "type": "TEXTAREA",
                    "value": "Nous souhaitons réserver la salle des fêtes le 12 septembre.",
                },
            ]
        ),
        name="LEMOINE Gérard",
        email="amicale@peche.example",
        organisation="Amicale des Pêcheurs du Merderet",
        sent="2026-04-11T10:00:00+00:00",
        source_id="2wgx4n",
        has=("réserver la salle", "Une association"),
        skip=frozenset({"hint"}),
    ),
    Foreign(
        shape="tally",
        payload=_tally(
            [
                {"key": "q1", "label": "Full name", "type": "INPUT_TEXT", "value": "Tom Walker"},
                {"key": "q2", "label": "Phone number", "type": "INPUT_PHONE_NUMBER", "value": "+44 20 7946 0991"},
                {"key": "q3", "label": "What happened?", "type": "TEXTAREA", "value": "A dead branch fell on the footpath near the park."},
                {"key": "q4", "label": "Is anyone hurt?", "type": "CHECKBOXES", "value": False},
            ]
        ),
        name="WALKER Tom",
        phone="+442079460991",
        sent="2026-04-11T10:00:00+00:00",
        source_id="2wgx4n",
        has=("dead branch",),
        skip=frozenset({"hint"}),
    ),
    # --- Google Forms
    Foreign(
        shape="google forms",
        payload={
            "formId": "1FAIpQL",
            "responseId": "ACYDBNhA",
            "createTime": "2026-05-04T06:30:00.000Z",
            "lastSubmittedTime": "2026-05-04T06:31:00.000Z",
            "respondentEmail": "c.briard@gmel.example",
            "answers": {
                "2e1f": {"questionId": "2e1f", "textAnswers": {"answers": [{"value": "Claire Briard"}]}},
                "3a77": {
                    "questionId": "3a77",
                    "textAnswers": {"answers": [{"value": "Trou dans la chaussée rue Mauquest, un vélo est tombé."}]},
                },
                "4b00": {"questionId": "4b00", "textAnswers": {"answers": [{"value": "Voirie"}, {"value": "Sécurité"}]}},
            },
            "items": [
                {"itemId": "x1", "title": "Votre nom", "questionItem": {"question": {"questionId": "2e1f", "textQuestion": {}}}},
                {
                    "itemId": "x2",
                    "title": "Décrivez le problème",
                    "questionItem": {"question": {"questionId": "3a77", "textQuestion": {"paragraph": True}}},
                },
                {
                    "itemId": "x3",
                    "title": "Thème",
                    "questionItem": {"question": {"questionId": "4b00", "choiceQuestion": {"type": "CHECKBOX"}}},
                },
            ],
        },
        name="BRIARD Claire",
        email="c.briard@gmel.example",
        hint="Voirie, Sécurité",
        source_id="ACYDBNhA",
        has=("Trou dans la chaussée",),
        lacks=("2e1f",),
        skip=frozenset({"sent"}),
    ),
    Foreign(
        shape="google forms",
        payload={
            "namedValues": {
                "Horodateur": ["04/05/2026 08:31:07"],
                "Nom": ["Poulain"],
                "Prénom": ["Yves"],
                "Adresse mail": ["y.poulain@mel.example"],
                "Adresse postale": ["5 rue des Capucins 50700 Valognes"],
                "Votre question": ["Quand passe le camion pour les encombrants dans ma rue ?"],
            },
            "range": {"columnEnd": 7, "columnStart": 1, "rowEnd": 12, "rowStart": 12},
            "triggerUid": "4034124084959907503",
        },
        name="POULAIN Yves",
        email="y.poulain@mel.example",
        address="5 rue des Capucins, 50700 Valognes",
        sent="2026-05-04T08:31:07+02:00",
        has=("Quand passe le camion",),
        lacks=("4034124084959907503", "Capucins"),
    ),
    Foreign(
        shape="google forms",
        payload={
            "form_title": "Demande de passeport",
            "response_id": "gf-88",
            "timestamp": "2026-05-04T10:00:00+02:00",
            "responses": [
                {"question": "Votre nom complet", "answer": "Aïcha Benali"},
                {"question": "Votre téléphone", "answer": "0639981003"},
                {"question": "Quelle pièce souhaitez-vous renouveler ?", "answer": "Passeport"},
                {"question": "Avez-vous fait une pré-demande ?", "answer": "Oui, numéro 2KD9"},
            ],
        },
        name="BENALI Aïcha",
        phone="+33639981003",
        sent="2026-05-04T10:00:00+02:00",
        source_id="gf-88",
        has=("Quelle pièce souhaitez-vous renouveler ? Passeport", "numéro 2KD9"),
        skip=frozenset({"hint", "heading"}),
    ),
    # --- Jotform
    Foreign(
        shape="jotform",
        payload={
            "id": "5567",
            "form_id": "230",
            "ip": "203.0.113.9",
            "created_at": "2026-02-03 14:22:00",
            "status": "ACTIVE",
            "new": "1",
            "answers": {
                "1": {"name": "header", "order": "1", "text": "Contact mairie", "type": "control_head"},
                "3": {
                    "name": "nom3",
                    "order": "2",
                    "text": "Nom",
                    "type": "control_fullname",
                    "answer": {"first": "Denis", "last": "Ribot"},
                    "prettyFormat": "Denis Ribot",
                },
                "4": {"name": "email4", "order": "3", "text": "Courriel", "type": "control_email", "answer": "denis.ribot@mel.example"},
                "5": {
                    "name": "adresse5",
                    "order": "4",
                    "text": "Adresse",
                    "type": "control_address",
                    "answer": {
                        "addr_line1": "8 allée des Tilleuls",
                        "addr_line2": "",
                        "city": "Valognes",
                        "state": "",
                        "postal": "50700",
                        "country": "France",
                    },
                },
                "6": {
                    "name": "message",
                    "order": "5",
                    "text": "Votre message",
                    "type": "control_textarea",
                    "answer": "Mon bac jaune n&#039;a pas été ramassé mardi.",
                },
                "2": {"name": "submit2", "order": "6", "text": "Envoyer", "type": "control_button"},
            },
        },
        name="RIBOT Denis",
        email="denis.ribot@mel.example",
        address="8 allée des Tilleuls, 50700 Valognes",
        sent="2026-02-03T14:22:00+01:00",
        source_id="5567",
        has=("bac jaune n'a pas été ramassé",),
        lacks=("203.0.113.9", "&#039;", "France", "Envoyer"),
    ),
    Foreign(
        shape="jotform",
        payload=(
            "formID=230&submissionID=5568&webhookURL=https%3A%2F%2Fexemple.example%2F&ip=203.0.113.10&formTitle=C"
            "ontact&pretty=Nom%3AJeanne+Picot%2C+Email%3Ajp%40mel.example&username=mairie&rawRequest="
            "%7B%22slug%22%3A%22submit%2F230%22%2C%22q3_nom%22%3A%7B%22first%22%3A%22Jeanne%22%2C%22last%22%3A%22"
            "Picot%22%7D%2C%22q4_courriel%22%3A%22jp%40mel.example%22%2C%22q5_telephone%22%3A%7B%22full%22%3A%22%"
            "2806%29+39981004%22%7D%2C%22q6_votreMessage%22%3A%22Le+banc+du+square+est+cass%C3%A9.%22%7D&type=WEB"
        ),
        name="PICOT Jeanne",
        email="jp@mel.example",
        phone="+33639981004",
        source_id="5568",
        has=("Le banc du square est cassé",),
        lacks=("Nom:Jeanne", "webhookURL", "submit/230"),
    ),
    Foreign(
        shape="jotform",
        payload=(
            '--X9\r\nContent-Disposition: form-data; name="q3_nomComplet"\r\n\r\nRené Dupin\r\n'
            '--X9\r\nContent-Disposition: form-data; name="q4_email"\r\n\r\nrene@mel.example\r\n'
            '--X9\r\nContent-Disposition: form-data; name="q5_description"\r\n\r\nUn chien errant\r\ndevant la gare\r\n'
            '--X9\r\nContent-Disposition: form-data; name="photo"; filename="chien.jpg"\r\nContent-Type: image/jp'
            "eg\r\n\r\n\u00ff\u00d8\r\n--X9--\r\n"
        ),
        name="DUPIN René",
        email="rene@mel.example",
        has=("Un chien errant\ndevant la gare",),
        lacks=("chien.jpg",),
    ),
    # --- Gravity Forms, WPForms, Contact Form 7, Elementor, Formidable
    Foreign(
        shape="gravity forms",
        payload={
            "id": "771",
            "form_id": "4",
            "date_created": "2026-06-01 07:11:12",
            "is_starred": "0",
            "is_read": "0",
            "ip": "198.51.100.4",
            "source_url": "https://ville.example/contact",
            "user_agent": "Mozilla/5.0",
            "status": "active",
            "1.2": "Mme",
            "1.3": "Colette",
            "1.6": "Marie",
            "2": "colette.marie@mel.example",
            "3": "02 61 91 10 05",
            "4.1": "3 impasse du Four",
            "4.3": "Valognes",
            "4.5": "50700",
            "5": "Les cloches sonnent la nuit depuis le changement d'heure, pouvez-vous les régler ?",
        },
        name="MARIE Colette",
        email="colette.marie@mel.example",
        phone="+33261911005",
        address="3 impasse du Four, 50700 Valognes",
        sent="2026-06-01T07:11:12+02:00",
        source_id="771",
        has=("Les cloches sonnent",),
        lacks=("198.51.100.4", "Mozilla", "contact"),
    ),
    Foreign(
        shape="gravity forms",
        payload={
            "form": {
                "id": 6,
                "title": "Urbanisme",
                "fields": [
                    {"id": 1, "label": "Nom", "type": "text"},
                    {"id": 2, "label": "E-mail", "type": "email"},
                    {"id": 3, "label": "Parcelle cadastrale", "type": "text"},
                    {"id": 4, "label": "Votre question", "type": "textarea"},
                ],
            },
            "entry": {
                "id": "99",
                "date_created": "2026-06-02 09:00:00",
                "1": "Hamel Bruno",
                "2": "bh@mel.example",
                "3": "AB 112",
                "4": "Puis-je construire un abri de jardin de 12 m² ?",
            },
        },
        name="HAMEL Bruno",
        email="bh@mel.example",
        sent="2026-06-02T09:00:00+02:00",
        source_id="99",
        has=("abri de jardin", "Parcelle cadastrale : AB 112"),
        skip=frozenset({"hint"}),
    ),
    Foreign(
        shape="wpforms",
        payload={
            "id": 12,
            "fields": {
                "0": {
                    "name": "Nom",
                    "value": "Bernard Guérin",
                    "id": 0,
                    "type": "name",
                    "first": "Bernard",
                    "middle": "",
                    "last": "Guérin",
                },
                "1": {"name": "E-mail", "value": "bguerin@mel.example", "id": 1, "type": "email"},
                "2": {
                    "name": "Commentaire ou message",
                    "value": "Le passage piéton de la rue Binguet est effacé.",
                    "id": 2,
                    "type": "textarea",
                },
                "3": {"name": "Accord RGPD", "value": "J'accepte que ce site conserve mes données", "id": 3, "type": "gdpr-checkbox"},
            },
            "entry_id": 4411,
        },
        name="GUÉRIN Bernard",
        email="bguerin@mel.example",
        source_id="4411",
        has=("passage piéton",),
        lacks=("conserve mes données",),
        skip=frozenset({"hint"}),
    ),
    Foreign(
        shape="contact form 7",
        payload=(
            "_wpcf7=156&_wpcf7_version=5.9&_wpcf7_locale=fr_FR&_wpcf7_unit_tag=wpcf7-f156-p77-o1&_wpcf7_container"
            "_post=77&your-name=Nicole+Lefort&your-email=nicole%40mel.example&your-subject=Cimeti%C3%A8re&your-te"
            "l=0639981006&your-message=Bonjour%2C%0D%0Ala+concession+de+mon+p%C3%A8re+arrive+%C3%A0+expiration.&h"
            "oneypot-42="
        ),
        name="LEFORT Nicole",
        email="nicole@mel.example",
        phone="+33639981006",
        heading="Cimetière",
        has=("la concession de mon père",),
        lacks=("wpcf7", "5.9"),
    ),
    Foreign(
        shape="elementor",
        payload={
            "form": {"id": "7a9c0d1", "name": "Contact"},
            "fields": {
                "name": {
                    "id": "name",
                    "type": "text",
                    "title": "Nom",
                    "value": "Odile Fouchard",
                    "raw_value": "Odile Fouchard",
                    "required": "1",
                },
                "email": {
                    "id": "email",
                    "type": "email",
                    "title": "Email",
                    "value": "odile@mel.example",
                    "raw_value": "odile@mel.example",
                    "required": "1",
                },
                "message": {
                    "id": "message",
                    "type": "textarea",
                    "title": "Message",
                    "value": "Des rats dans la cour de l'immeuble.",
                    "raw_value": "Des rats dans la cour de l'immeuble.",
                    "required": "",
                },
            },
            "meta": {
                "date": {"title": "Date", "value": "7 juin 2026"},
                "time": {"title": "Heure", "value": "10 h 12"},
                "page_url": {"title": "URL", "value": "https://ville.example/"},
                "user_agent": {"title": "UA", "value": "Mozilla"},
                "remote_ip": {"title": "IP", "value": "198.51.100.5"},
            },
        },
        name="FOUCHARD Odile",
        email="odile@mel.example",
        has=("Des rats dans la cour",),
        lacks=("198.51.100.5", "Mozilla", "https://"),
        skip=frozenset({"sent", "hint", "source_id"}),
    ),
    Foreign(
        shape="formidable",
        payload={
            "form_id": "9",
            "id": "310",
            "item_key": "k3j",
            "created_at": "2026-01-05 08:00:00",
            "item_meta": {
                "12": "Alain Gosselin",
                "13": "alain.gosselin@mel.example",
                "14": "Je souhaite un rendez-vous pour un mariage en septembre à la mairie.",
            },
        },
        email="alain.gosselin@mel.example",
        sent="2026-01-05T08:00:00+01:00",
        source_id="310",
        has=("rendez-vous pour un mariage",),
        skip=frozenset({"name"}),
    ),
    # --- Drupal, Framaforms
    Foreign(
        shape="drupal webform",
        payload={
            "serial": "14",
            "sid": "214",
            "uuid": "3e1a2b7c-0000-4000-8000-000000000001",
            "uri": "/fr/form/contact",
            "created": "1772442000",
            "completed": "1772442120",
            "changed": "1772442120",
            "in_draft": "0",
            "remote_addr": "192.0.2.14",
            "langcode": "fr",
            "webform_id": "signalement",
            "data": {
                "civilite": "M.",
                "nom": "Legrand",
                "prenom": "Paul",
                "courriel": "paul.legrand@mel.example",
                "objet": "Nid de frelons",
                "message": "Un nid de frelons asiatiques dans le cerisier.",
                "adresse_du_nid": "22 route de Saint-Vaast",
            },
        },
        name="LEGRAND Paul",
        email="paul.legrand@mel.example",
        heading="Nid de frelons",
        source_id="3e1a2b7c-0000-4000-8000-000000000001",
        has=("frelons asiatiques", "22 route de Saint-Vaast"),
        lacks=("192.0.2.14",),
        skip=frozenset({"sent", "hint", "place", "address"}),
    ),
    Foreign(
        shape="drupal webform",
        payload={
            "webform_id": "feedback",
            "name": "Ana Duarte",
            "email": "ana@mel.example",
            "subject": "Bibliothèque",
            "message": "Les horaires du samedi sont-ils maintenus cet été ?",
            "acepta_la_politica_de_privacidad": 1,
        },
        name="DUARTE Ana",
        email="ana@mel.example",
        heading="Bibliothèque",
        has=("horaires du samedi",),
        skip=frozenset({"hint"}),
    ),
    Foreign(
        shape="framaforms csv",
        payload=(
            "Série;Horodateur;Nom;Prénom;Courriel;Votre message\n1;2026-03-01 10:00:00;Roger;Élise;elise@mel.exam"
            'ple;"Bonjour, la fontaine fuit; merci."\n2;2026-03-01 11:00:00;Petit;Marc;marc@mel.example;Je demand'
            "e un composteur.\n"
        ),
        name="ROGER Élise",
        email="elise@mel.example",
        sent="2026-03-01T10:00:00+01:00",
        has=("la fontaine fuit; merci.",),
        skip=frozenset({"source_id"}),
    ),
    # --- démarches-simplifiées
    Foreign(
        shape="démarches-simplifiées",
        payload={
            "data": {
                "dossier": {
                    "id": "RG9zc2llci0x",
                    "number": 1234567,
                    "state": "en_construction",
                    "dateDepot": "2026-03-10T12:00:00+01:00",
                    "datePassageEnConstruction": "2026-03-10T12:00:00+01:00",
                    "demarche": {"title": "Demande de place de marché"},
                    "usager": {"email": "fleurs@mel.example"},
                    "demandeur": {"__typename": "PersonnePhysique", "civilite": "Mme", "nom": "Brunet", "prenom": "Lucie"},
                    "champs": [
                        _champ("Téléphone", "06 39 98 10 07"),
                        _champ("Produits vendus", "Fleurs coupées et plants"),
                        _champ("Votre demande", "Je voudrais un emplacement de 4 mètres le vendredi."),
                        _champ("Pièce justificative", "kbis.pdf", __typename="PieceJustificativeChamp"),
                    ],
                    "annotations": [_champ("Avis du placier", "à voir en commission")],
                    "groupeInstructeur": {"label": "Foires et marchés"},
                }
            }
        },
        name="BRUNET Lucie",
        email="fleurs@mel.example",
        phone="+33639981007",
        sent="2026-03-10T12:00:00+01:00",
        has=("emplacement de 4 mètres", "Produits vendus : Fleurs coupées"),
        lacks=("à voir en commission", "kbis", "en_construction"),
        skip=frozenset({"source_id", "hint", "heading"}),
    ),
    Foreign(
        shape="démarches-simplifiées",
        payload={
            "number": 77,
            "dateDepot": "2026-03-11T08:00:00+01:00",
            "usager": {"email": "contact@garage.example"},
            "demandeur": {"__typename": "PersonneMorale", "siret": "55210055400013", "entreprise": {"raisonSociale": "GARAGE DU VAL"}},
            "champs": [
                _champ("Lieu de l'occupation", "place Vicq-d'Azir"),
                _champ("Objet de l'occupation", "Échafaudage pour deux semaines"),
            ],
        },
        organisation="GARAGE DU VAL",
        email="contact@garage.example",
        place="place Vicq-d'Azir",
        sent="2026-03-11T08:00:00+01:00",
        has=("Échafaudage pour deux semaines",),
        skip=frozenset({"source_id", "hint", "heading"}),
    ),
    # --- Publik
    Foreign(
        shape="publik",
        payload={
            "id": "16",
            "display_id": "3-16",
            "receipt_time": "2026-01-04T13:39:47",
            "last_update_time": "2026-01-04T13:41:21",
            "fields": {
                "nature": "Voirie",
                "nature_raw": "1",
                "nature_structured": {"id": "1", "text": "Voirie"},
                "commentaire": "Un pavé descellé devant la boulangerie.",
                "adresse": "Rue de l'Officialité",
                "photo": {"filename": "pave.jpg", "content_type": "image/jpeg", "content": "AAAA"},
            },
            "user": {"id": 1, "name": "Fred Lemaître", "email": "fred@mel.example"},
            "geolocations": {"base": {"lat": 49.5101, "lon": -1.4702}},
            "workflow": {"status": {"id": "1", "name": "Nouveau"}, "data": {"creation_status": 200}},
            "roles": {"_receiver": [{"name": "Agents traitants", "emails": []}]},
            "submission": {"backoffice": False, "channel": "web"},
        },
        name="LEMAÎTRE Fred",
        email="fred@mel.example",
        hint="Voirie",
        place="Rue de l'Officialité",
        point=(49.5101, -1.4702),
        sent="2026-01-04T13:39:47+01:00",
        source_id="3-16",
        has=("pavé descellé",),
        lacks=("Agents", "pave.jpg", "Nouveau", "AAAA"),
    ),
    Foreign(
        shape="publik",
        payload={
            "data": {
                "prenom": "Marc",
                "nom": "L.",
                "email": "marc@mel.example",
                "telephone": "0639981008",
                "message": "Merci de tailler la haie du stade.",
            },
            "meta": {"draft": False},
            "context": {"channel": "phone", "comments": ""},
        },
        name="L. Marc",
        email="marc@mel.example",
        phone="+33639981008",
        has=("tailler la haie",),
        skip=frozenset({"name", "channel"}),
    ),
    # --- Lutèce
    Foreign(
        shape="lutece",
        payload={
            "formResponse": {
                "id": 55,
                "formTitle": "Dans ma rue",
                "creationDate": "2026-07-01T09:12:00.000+02:00",
                "steps": [
                    {
                        "title": "Vos coordonnées",
                        "questions": [
                            {"title": "Nom", "responses": [{"value": "Carpentier"}]},
                            {"title": "Prénom", "responses": [{"value": "Luc"}]},
                            {"title": "Adresse e-mail", "responses": [{"value": "luc@mel.example"}]},
                        ],
                    },
                    {
                        "title": "Votre signalement",
                        "questions": [
                            {"title": "Type d'anomalie", "responses": [{"value": "Graffitis"}]},
                            {"title": "Description", "responses": [{"value": "Tags sur le mur de l'école."}]},
                            {"title": "Adresse de l'anomalie", "responses": [{"value": "3 rue Siret, 51100 Reims"}]},
                        ],
                    },
                ],
            }
        },
        name="CARPENTIER Luc",
        email="luc@mel.example",
        hint="Graffitis",
        place="3 rue Siret, 51100 Reims",
        sent="2026-07-01T09:12:00+02:00",
        has=("Tags sur le mur",),
        skip=frozenset({"source_id"}),
    ),
    # --- FixMyStreet, Open311
    Foreign(
        shape="fixmystreet",
        payload=(
            "service=Fixmystreet+Mobile&category=Potholes&name=Pat+Moore&subject=Large+pothole&detail=Deep+pothol"
            "e+near+the+roundabout&email=pat%40mel.example&phone=%2B442079460992&lat=49.5081&lon=-1.4715"
        ),
        name="MOORE Pat",
        email="pat@mel.example",
        phone="+442079460992",
        heading="Large pothole",
        point=(49.5081, -1.4715),
        has=("Deep pothole",),
        skip=frozenset({"hint"}),
    ),
    Foreign(
        shape="open311",
        payload=(
            "jurisdiction_id=valognes.example&service_code=001&lat=49.509&long=-1.471&address_string=8+rue+Carnot"
            "&email=z%40mel.example&first_name=Zo%C3%A9&last_name=Blin&phone=0639981009&description=Poubelle+renv"
            "ers%C3%A9e&media_url=https%3A%2F%2Fimg.example%2F1.jpg&attribute%5BTAILLE%5D=grande&device_id=abc"
        ),
        name="BLIN Zoé",
        email="z@mel.example",
        phone="+33639981009",
        place="8 rue Carnot",
        point=(49.509, -1.471),
        has=("Poubelle renversée", "grande"),
        lacks=("abc", "img.example", "valognes.example"),
        skip=frozenset({"hint"}),
    ),
    Foreign(
        shape="open311",
        payload={
            "service_requests": [
                {
                    "service_request_id": "638344",
                    "status": "open",
                    "service_name": "Sidewalk and Curb Issues",
                    "service_code": "006",
                    "description": "Curb broken in front of the school",
                    "requested_datetime": "2026-04-14T06:37:38-08:00",
                    "address": "8TH AVE and JUDAH ST",
                    "address_id": "545483",
                    "zipcode": "94122",
                    "lat": 37.76,
                    "long": -122.46,
                    "media_url": "http://img.example/a.jpg",
                }
            ]
        },
        point=(37.76, -122.46),
        sent="2026-04-14T06:37:38-08:00",
        source_id="638344",
        hint="Sidewalk and Curb Issues",
        has=("Curb broken", "8TH AVE and JUDAH ST"),
        skip=frozenset({"hint", "place"}),
    ),
    # --- XML
    Foreign(
        shape="xml",
        payload=(
            '<?xml version="1.0" encoding="UTF-8"?>\n<demande id="D-12" date="2026-02-02T10:00:00+01:00"><demande'
            "ur><nom>Tual</nom><prenom>Gaëlle</prenom><courriel>gaelle@mel.example</courriel></demandeur><objet>B"
            "ruit</objet><texte>La tondeuse municipale passe à 6 h.</texte><lieu>square de la Libération</lieu></"
            "demande>"
        ),
        name="TUAL Gaëlle",
        email="gaelle@mel.example",
        heading="Bruit",
        place="square de la Libération",
        sent="2026-02-02T10:00:00+01:00",
        source_id="D-12",
        has=("tondeuse municipale",),
    ),
    Foreign(
        shape="xml",
        payload=(
            '<formulaire nom="contact"><champ libelle="Nom">Remy</champ><champ libelle="Prénom">Alice</champ><cha'
            'mp libelle="Téléphone">0261911010</champ><champ libelle="Message">Mon livret de famille est perdu.</'
            "champ></formulaire>"
        ),
        name="REMY Alice",
        phone="+33261911010",
        has=("livret de famille",),
        lacks=("contact",),
        skip=frozenset({"hint"}),
    ),
    Foreign(
        shape="xml",
        payload=(
            "<?xml version='1.0' encoding='iso-8859-1'?><submission><field name='last_name'>Méry</field><field na"
            "me='email'>mery@mel.example</field><field name='message'>Élagage demandé au chêne de la cité.</field"
            "></submission>"
        ).encode("latin-1"),
        name="MÉRY",
        email="mery@mel.example",
        has=("Élagage demandé au chêne",),
    ),
    # --- flat, ours and like ours
    Foreign(
        shape="flat",
        payload={
            "canal": "formulaire",
            "date": "2026-03-27T18:04:11+01:00",
            "type": "Voirie",
            "nom": "ROUXEL",
            "prenom": "Yann",
            "organisation": "",
            "courriel": "yann@mel.example",
            "telephone": "02 61 91 10 11",
            "adresse": "4 rue du Gisors",
            "code_postal": "50700",
            "ville": "VALOGNES",
            "lieu": "rue de Poterie, devant le 22",
            "texte": "Un nid-de-poule profond.",
            "site_web_ne_pas_remplir": "",
        },
        name="ROUXEL Yann",
        email="yann@mel.example",
        phone="+33261911011",
        address="4 rue du Gisors, 50700 Valognes",
        hint="Voirie",
        place="rue de Poterie, devant le 22",
        sent="2026-03-27T18:04:11+01:00",
        has=("Un nid-de-poule",),
        lacks=("Gisors",),
    ),
    Foreign(
        shape="flat",
        payload={
            "lastName": "Da Costa",
            "firstName": "Paulo",
            "emailAddress": "paulo@mel.example",
            "mobilePhone": "+351 912 345 678",
            "streetAddress": "9 rue Weléat",
            "zipCode": "50700",
            "city": "Valognes",
            "issueType": "Garbage",
            "comments": "The bins were not emptied this week.",
            "createdAt": 1778861103000,
            "submissionId": "sub_1",
        },
        name="DA COSTA Paulo",
        email="paulo@mel.example",
        phone="+351912345678",
        address="9 rue Weléat, 50700 Valognes",
        hint="Garbage",
        sent="2026-05-15T16:05:03+00:00",
        source_id="sub_1",
        has=("bins were not emptied",),
        lacks=("Weléat",),
    ),
    Foreign(
        shape="flat",
        payload={
            "NOM": "LE GOFF",
            "PRENOM": "ANNE",
            "MEL": "ANNE.LEGOFF@MEL.EXAMPLE",
            "TEL": "639981012",
            "CP": 50700,
            "COMMUNE": "VALOGNES",
            "ADRESSE": "1 PLACE DU CHATEAU",
            "OBJET": "Carte d'identité",
            "MESSAGE": "Combien de temps pour une carte d'identité ?",
        },
        name="LE GOFF Anne",
        email="anne.legoff@mel.example",
        phone="+33639981012",
        address="1 PLACE DU CHATEAU, 50700 Valognes",
        heading="Carte d'identité",
        has=("Combien de temps",),
    ),
    Foreign(
        shape="flat",
        payload=b"nom=Th%E9bault&prenom=In%E8s&email=ines%40mel.example&message=Le+caf%E9+fait+du+bruit&site_web=",
        name="THÉBAULT Inès",
        email="ines@mel.example",
        has=("Le café fait du bruit",),
    ),
    Foreign(
        shape="flat",
        payload={
            "nom_prenom": "Mickaël Bazire",
            "adresse_mail": "mb@mel.example",
            "adresse_du_probleme": "angle rue Thiers et rue Carnot",
            "rue_demandeur": "6 rue Verte",
            "cp_demandeur": "50700",
            "ville_demandeur": "Valognes",
            "description_du_probleme": "Feu tricolore en panne.",
            "urgent": True,
        },
        name="BAZIRE Mickaël",
        email="mb@mel.example",
        address="6 rue Verte, 50700 Valognes",
        place="angle rue Thiers et rue Carnot",
        has=("Feu tricolore en panne", "Urgent : oui"),
        lacks=("rue Verte",),
    ),
    Foreign(
        shape="flat",
        payload={"adresse": "12 rue des Lavoirs", "commune": "Valognes", "description": "Matelas abandonné sur le trottoir", "photos": []},
        place="12 rue des Lavoirs, Valognes",
        has=("Matelas abandonné",),
    ),
    # --- nested, whose
    Foreign(
        shape="nested",
        payload={
            "declarant": {
                "identite": {"civilite": "Mme", "nom_usage": "Pasquier", "prenoms": "Marie, Anne"},
                "coordonnees": {
                    "adresse_electronique": "mp@mel.example",
                    "tel_portable": "06.39.98.10.13",
                    "adresse": {"numero": "7", "voie": "rue Pelouze", "code_postal": "50700", "commune": "VALOGNES"},
                },
            },
            "mis_en_cause": {"nom": "Durand", "adresse": "9 rue Pelouze"},
            "faits": {"date": "12/05/2026", "description": "Le voisin brûle ses déchets verts dans son jardin."},
        },
        name="PASQUIER Marie",
        email="mp@mel.example",
        phone="+33639981013",
        address="7 rue Pelouze, 50700 Valognes",
        has=("brûle ses déchets", "Durand", "9 rue Pelouze", "12/05/2026"),
        lacks=("7 rue Pelouze", "mp@mel"),
        skip=frozenset({"place"}),
    ),
    Foreign(
        shape="nested",
        payload={
            "responsable_legal": {"nom": "Costard", "prenom": "Julie", "email": "jc@mel.example"},
            "enfant": {"nom": "Costard", "prenom": "Léo", "date_naissance": "2021-04-02"},
            "ecole_souhaitee": "École Alexis-de-Tocqueville",
            "commentaire": "Nous emménageons en août.",
        },
        name="COSTARD Julie",
        email="jc@mel.example",
        has=("Nous emménageons", "Léo", "École Alexis-de-Tocqueville", "2021-04-02"),
        lacks=("jc@mel",),
    ),
    Foreign(
        shape="nested",
        payload={
            "victime": {"nom": "Marin", "prenom": "Odette", "age": 82},
            "appelant": {"nom": "Marin", "prenom": "Rémi", "telephone": "0639981014"},
            "situation": "Ma mère est tombée dans l'escalier de la mairie.",
        },
        name="MARIN Rémi",
        phone="+33639981014",
        channel=Channel.PHONE,
        has=("tombée dans l'escalier", "Odette", "82"),
        skip=frozenset({"channel"}),
    ),
    Foreign(
        shape="nested",
        payload={
            "report": {
                "title": "Overflowing bin",
                "body": "The bin next to the bus stop is overflowing.",
                "location": {"address": "Bus stop Rue Burnouf", "geo": {"type": "Point", "coordinates": [-1.4655, 49.5072]}},
                "author": {"displayName": "Emma Stone", "contact": {"email": "emma@mel.example"}},
                "created_at": "2026-08-01T07:00:00Z",
                "id": "rep-5",
            }
        },
        name="STONE Emma",
        email="emma@mel.example",
        heading="Overflowing bin",
        place="Bus stop Rue Burnouf",
        point=(49.5072, -1.4655),
        sent="2026-08-01T07:00:00+00:00",
        source_id="rep-5",
        has=("next to the bus stop",),
    ),
    Foreign(
        shape="nested",
        payload={
            "contact": {
                "association": "Les Amis de l'Orgue",
                "rna": "W502001234",
                "representant": {"nom": "Vasselin", "prenom": "Guy", "qualite": "président"},
                "mail": "orgue@mel.example",
            },
            "demande": {"objet": "Subvention 2027", "details": "Nous sollicitons une subvention de 800 euros."},
        },
        name="VASSELIN Guy",
        email="orgue@mel.example",
        organisation="Les Amis de l'Orgue",
        heading="Subvention 2027",
        has=("800 euros", "président"),
        lacks=("orgue@mel",),
    ),
    # --- apps
    Foreign(
        shape="app",
        payload={
            "app": "Ma Commune",
            "platform": "android",
            "device": {"os": "14", "model": "X"},
            "payload": {
                "category": "voirie",
                "comment": "Panneau arraché",
                "position": {"latitude": "49,5068", "longitude": "-1,4697", "accuracy": 8},
                "media": ["https://cdn.example/1.jpg"],
            },
            "user": {"id": "u1", "email": "kim@mel.example", "firstname": "Kim", "lastname": "Nguyen", "phone": None},
        },
        name="NGUYEN Kim",
        email="kim@mel.example",
        hint="voirie",
        point=(49.5068, -1.4697),
        has=("Panneau arraché",),
        lacks=("cdn.example", "android", "u1"),
    ),
    Foreign(
        shape="app",
        payload={
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [-1.4701, 49.5099]},
            "properties": {
                "signalement": "Lampadaire éteint",
                "photo": "a.jpg",
                "date_signalement": "2026-09-09T20:15:00+02:00",
                "contact_mail": "ph@mel.example",
            },
        },
        email="ph@mel.example",
        point=(49.5099, -1.4701),
        sent="2026-09-09T20:15:00+02:00",
        has=("Lampadaire éteint",),
        lacks=("a.jpg",),
    ),
    Foreign(
        shape="app",
        payload=(
            '{"id":"1","message":"Chat perdu quartier gare","name":"Lou Petit","gps":"49.5060,-1.4622"}\n{"id":"2'
            '","message":"Merci pour les fleurs","name":"Ali Sy"}\n'
        ),
        name="PETIT Lou",
        point=(49.506, -1.4622),
        source_id="1",
        has=("Chat perdu",),
    ),
    # --- calls
    Foreign(
        shape="call note",
        payload={
            "canal": "telephone",
            "type": "note_appel",
            "date": "2026-03-03 09:12",
            "numero_appelant": "02 61 91 10 15",
            "nom_appelant": "Mme Lebas",
            "agent": "Nathalie",
            "note": "Mme Lebas signale une fuite d'eau rue Léopold-Delisle, au niveau du 18. RAP svp.",
        },
        name="LEBAS",
        phone="+33261911015",
        channel=Channel.PHONE,
        sent="2026-03-03T09:12:00+01:00",
        has=("fuite d'eau rue Léopold-Delisle",),
        lacks=("Nathalie",),
    ),
    Foreign(
        shape="call note",
        payload={
            "canal": "telephone",
            "type": "message_vocal",
            "date": "2026-03-03T21:12:00+01:00",
            "numero_appelant": "anonyme",
            "duree_s": 41,
            "transcription": "bonsoir je m'appelle Fatou Diallo d i a l l o je vous appelle parce que le portail "
            "du cimetière est resté ouvert mon numéro c'est le zéro six trente-neuf quatre-vingt-dix-huit dix sei"
            "ze merci",
        },
        name="DIALLO Fatou",
        phone="+33639981016",
        channel=Channel.PHONE,
        sent="2026-03-03T21:12:00+01:00",
        has=("portail du cimetière",),
    ),
    Foreign(
        shape="call note",
        payload={
            "channel": "phone",
            "caller": {"number": "+33639981017", "name": "JOSSE Martine"},
            "started_at": "2026-03-04T10:00:00Z",
            "duration": 122,
            "agent": {"name": "Paul", "extension": "201"},
            "summary": "Plaque d'égout bruyante",
            "notes": "Habite 3 rue Dupont, plaque qui claque à chaque voiture.",
            "call_id": "c-9",
        },
        name="JOSSE Martine",
        phone="+33639981017",
        channel=Channel.PHONE,
        heading="Plaque d'égout bruyante",
        sent="2026-03-04T10:00:00+00:00",
        source_id="c-9",
        has=("plaque qui claque",),
        lacks=("Paul", "201"),
        skip=frozenset({"address"}),
    ),
    Foreign(
        shape="call note",
        payload={
            "type": "voicemail",
            "from": "0639981018",
            "to": "0261910000",
            "timestamp": 1772442000,
            "transcription": "bonjour ici madame Osmont il y a un arbre tombé sur la route de Cherbourg merci de faire vite",
            "recording_url": "https://pbx.example/r.wav",
        },
        name="OSMONT",
        phone="+33639981018",
        channel=Channel.PHONE,
        sent="2026-03-02T09:00:00+00:00",
        has=("arbre tombé",),
        lacks=("pbx.example", "0261910000"),
    ),
    Foreign(
        shape="call note",
        payload={
            "origine": "Appel téléphonique",
            "interlocuteur": "M. et Mme Hébert",
            "telephone": "02.61.91.10.19",
            "objet_appel": "Relance fiche 2026/0147",
            "commentaire_agent": "Toujours pas de nouvelles, demandent un rappel.",
        },
        name="HÉBERT",
        phone="+33261911019",
        channel=Channel.PHONE,
        kind=Kind.FOLLOW_UP,
        has=("Toujours pas de nouvelles",),
        skip=frozenset({"heading"}),
    ),
    # --- counter
    Foreign(
        shape="counter",
        payload={
            "canal": "accueil",
            "type": "note_guichet",
            "date": "2026-03-05T14:00:00+01:00",
            "agent": "Sylvie",
            "nom": "M. Robine Jacques",
            "telephone": "0261911020",
            "pieces": ["facture EDF"],
            "note": "Demande une carte de stationnement résident.",
        },
        name="ROBINE Jacques",
        phone="+33261911020",
        channel=Channel.COUNTER,
        sent="2026-03-05T14:00:00+01:00",
        has=("carte de stationnement",),
        lacks=("Sylvie",),
    ),
    Foreign(
        shape="counter",
        payload={
            "channel": "front desk",
            "visitor": {"last_name": "Burnel", "first_name": "Éva", "address": "2 rue Alexis-de-Tocqueville"},
            "request": "Would like to register on the electoral roll.",
            "received": "2026-03-06",
        },
        name="BURNEL Éva",
        address="2 rue Alexis-de-Tocqueville, Valognes",
        channel=Channel.COUNTER,
        sent="2026-03-06T00:00:00+01:00",
        has=("electoral roll",),
    ),
    Foreign(
        shape="counter",
        payload={
            "mode_contact": "Guichet",
            "usager_nom": "Lecacheux",
            "usager_prenom": "Rose",
            "usager_tel": "0639981021",
            "demande_texte": "Signale des voitures sur le trottoir rue Wéléat.",
            "saisi_par": "Accueil 2",
            "horodatage": "06/03/2026 11:05",
        },
        name="LECACHEUX Rose",
        phone="+33639981021",
        channel=Channel.COUNTER,
        sent="2026-03-06T11:05:00+01:00",
        has=("voitures sur le trottoir",),
        lacks=("Accueil 2",),
    ),
    # --- robots and people who look like one
    Foreign(
        shape="robot",
        payload={
            "name": "Eric Jones",
            "email": "eric@talk.example",
            "message": "Hi, I just found your site. Get more leads: https://talk.example https://lead.example https://win.example",
            "_gotcha": "",
            "time_to_fill": 2,
        },
        name="JONES Eric",
        email="eric@talk.example",
        kind=Kind.SPAM,
    ),
    Foreign(
        shape="robot",
        payload={
            "nom": "Xavier",
            "email": "x@mel.example",
            "message": "Bonjour, le lien https://ville.example/cantine ne marche plus, merci.",
            "hp_field": "",
            "duree_saisie_s": 45,
        },
        email="x@mel.example",
        has=("ne marche plus",),
        skip=frozenset({"name"}),
    ),
    Foreign(
        shape="robot",
        payload={
            "nom": "Bot",
            "prenom": "Bot",
            "courriel": "bot@mel.example",
            "texte": "super",
            "honeypot": "rempli",
            "canal": "formulaire",
        },
        email="bot@mel.example",
        kind=Kind.SPAM,
        skip=frozenset({"name"}),
    ),
    # --- bad
    Foreign(
        shape="bad",
        payload='{"nom": "Coupé", "message": "la fin manque',
        kind=Kind.REQUEST,
        has=("la fin manque",),
    ),
    Foreign(
        shape="bad",
        payload={
            "nom": "<script>alert(1)</script>",
            "email": "pas une adresse",
            "telephone": "je préfère pas",
            "date_evenement": "31/02/2026",
            "message": "Texte \u0000 avec \ud800 un signe cassé",
        },
        has=("Texte", "31/02/2026", "pas une adresse", "je préfère pas"),
        skip=frozenset({"name"}),
    ),
)
