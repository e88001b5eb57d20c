"""Which telephones take text messages: 06 and 07, those of overseas France, of abroad; never a landline."""

import pytest

from ingest.mobiles import find_mobile, wants_messages


@pytest.mark.parametrize(
    ("phone", "found"),
    [
        ("+33639981234", "+33639981234"),
        ("06 39 98 12 34", "+33639981234"),
        ("+33739981234", "+33739981234"),
        ("+262692000123", "+262692000123"),
        ("+590690000123", "+590690000123"),
        ("+594694201234", "+594694201234"),
        ("+596696201234", "+596696201234"),
        ("+687750123", "+687750123"),
        ("+68987123456", "+68987123456"),
        ("+447400123456", "+447400123456"),
        ("+33261910500", None),
        ("+262262000123", None),
        ("+33899123456", None),
        ("+3363998123", None),
        ("sylvie", None),
        ("", None),
        (None, None),
    ],
)
def test_only_mobile_numbers_are_found(phone: str | None, found: str | None) -> None:
    assert find_mobile(phone) == found


@pytest.mark.parametrize(
    "text",
    [
        "Un trou rue de Poterie. Prévenez-moi par SMS au 06 39 98 12 04.",
        "Je préfère une réponse par texto, merci.",
        "Je souhaiterais être informée par SMS de la suite.",
        "Merci de me répondre par sms",
        "Pouvez-vous m'envoyer un SMS ?",
    ],
)
def test_who_asks_for_text_messages_gets_them(text: str) -> None:
    assert wants_messages(text)


@pytest.mark.parametrize(
    "text",
    [
        "J'ai reçu un SMS de la mairie.",
        "Vous m'avez informé par SMS de la coupure d'eau.",
        "J'ai été prévenu par SMS, mais trop tard.",
        "Ne pas m'envoyer de SMS.",
        "Je ne souhaite pas être contacté par SMS.",
        "Répondez-moi par courriel.",
        "Répondez-moi. Le panneau SMS est en panne.",
        "",
    ],
)
def test_who_does_not_ask_gets_none_for_that(text: str) -> None:
    assert not wants_messages(text)
