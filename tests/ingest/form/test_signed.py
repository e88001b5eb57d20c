"""Signatures of form builders' webhooks, each as its builder documents it."""

import base64
import hashlib
import hmac

import pytest

from domain.form import Hook, Signed
from ingest.form.signed import Call, Trust, trust_of

SECRET, BODY, NOW = "le secret", b'{"a":1}', 1_780_000_000.0


def mac(content: bytes, key: bytes = SECRET.encode()) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()


def trust(hook: Hook, body: bytes = BODY, secret: str = SECRET, **headers: str) -> Trust:
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return trust_of(hook, secret, Call(headers=named, body=body, at=NOW))


@pytest.mark.parametrize(
    "value",
    [
        mac(BODY).hex(),
        mac(BODY).hex().upper(),
        "sha256=" + mac(BODY).hex(),
        "sha256=" + base64.b64encode(mac(BODY)).decode(),
        base64.b64encode(mac(BODY)).decode(),
        base64.urlsafe_b64encode(mac(BODY)).decode().rstrip("="),
    ],
)
def test_signatures_of_the_body_are_known_however_they_are_written(value: str) -> None:
    hook = Hook(header="Tally-Signature")
    assert trust(hook, tally_signature=value) is Trust.GOOD
    assert trust(hook, body=BODY + b" ", tally_signature=value) is Trust.WRONG
    assert trust(hook, secret="autre", tally_signature=value) is Trust.WRONG
    assert trust(hook, secret="", tally_signature=value) is Trust.MISSING


def test_a_signature_may_look_like_the_name_of_a_method() -> None:
    """One base64 of 340 ends in "v0=", "v4=" or "v8="; no other than that of its body may be made of it."""
    bodies = (f"{number}".encode() for number in range(100_000))
    body, value = next((one, found) for one in bodies if (found := base64.b64encode(mac(one)).decode()).endswith(("v0=", "v4=", "v8=")))
    assert trust(Hook(header="X-Sign"), body, x_sign=value) is Trust.GOOD
    assert trust(Hook(header="X-Sign"), body + b" ", x_sign=value) is Trust.WRONG


def test_what_is_no_signature_is_none() -> None:
    for value in ("", "x", "sha256=", "é" * 32, "=" * 44, "0" * 63, "z" * 10_000):
        assert trust(Hook(header="X-S"), x_s=value) in {Trust.MISSING, Trust.WRONG}
    assert trust(Hook(header="X-S")) is Trust.MISSING


def test_the_moment_is_signed_too_and_must_be_near() -> None:
    hook = Hook(header="X-S", time_header="X-T", signed=Signed.TIME_COLON_BODY)
    for moment, expected in ((NOW, Trust.GOOD), (NOW - 299, Trust.GOOD), (NOW - 301, Trust.OLD), (NOW + 301, Trust.OLD)):
        said = f"{moment:.0f}"
        assert trust(hook, x_s=mac(said.encode() + b":" + BODY).hex(), x_t=said) is expected
    assert trust(hook, x_s=mac(BODY).hex(), x_t=f"{NOW:.0f}") is Trust.WRONG
    assert trust(hook, x_s=mac(BODY).hex()) is Trust.MISSING
    assert trust(hook, x_s=mac(b"x:" + BODY).hex(), x_t="x") is Trust.MISSING


def test_time_and_signature_may_stand_in_one_header() -> None:
    hook = Hook(header="Calendly-Webhook-Signature", signed=Signed.TIME_DOT_BODY)
    said = f"{NOW:.0f}"
    value = f"t={said},v1={mac(said.encode() + b'.' + BODY).hex()}"
    assert trust(hook, calendly_webhook_signature=value) is Trust.GOOD
    assert trust(hook, calendly_webhook_signature=value.replace(said, f"{NOW - 1:.0f}")) is Trust.WRONG


def test_standard_webhooks_with_several_signatures() -> None:
    key = b"0123456789abcdef"
    hook = Hook(header="webhook-signature", time_header="webhook-timestamp", id_header="webhook-id", signed=Signed.ID_TIME_BODY)
    said = f"{NOW:.0f}"
    good = base64.b64encode(mac(f"msg_1.{said}.".encode() + BODY, key)).decode()
    headers = {
        "webhook_id": "msg_1",
        "webhook_timestamp": said,
        "webhook_signature": f"v1,{base64.b64encode(b'0' * 32).decode()} v1,{good}",
    }
    secret = "whsec_" + base64.b64encode(key).decode()
    assert trust(hook, BODY, secret, **headers) is Trust.GOOD
    assert trust(hook, BODY, secret, **{**headers, "webhook_id": "msg_2"}) is Trust.WRONG
