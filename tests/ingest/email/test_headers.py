import pytest

from ingest.email.headers import decoded, filename, mailbox, parameters, read_headers


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("Jean Dupont <a@b.example>", "Jean Dupont", "a@b.example"),
        ('"Dupont, Jean" <A@B.example>', "Dupont, Jean", "a@b.example"),
        ("Dupont, Jean <a@b.example>", "Dupont, Jean", "a@b.example"),
        ("a@b.example (Jean Dupont)", "Jean Dupont", "a@b.example"),
        ("a@b.example", None, "a@b.example"),
        ("<a@b.example>", None, "a@b.example"),
        ("=?iso-8859-1?q?H=E9l=E8ne?= <a@b.example>", "Hélène", "a@b.example"),
        ("=?utf-8?q?H=C3=A9l=C3=A8ne_=3Ca=40b=2Eexample=3E?=", "Hélène", "a@b.example"),
        ("Jean Dupont [mailto:a@b.example]", "Jean Dupont", "a@b.example"),
        ("Jean Dupont", "Jean Dupont", None),
        ("", None, None),
        ("élise@b.example", None, "élise@b.example"),
    ],
)
def test_mailboxes_of_every_client_are_read(value: str, name: str | None, address: str | None) -> None:
    assert mailbox(value) == (name, address)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?b?w6k=?= =?utf-8?b?w6k=?=", "éé"),
        ("=?utf-8?b?w4M=?=", "Ã"),
        ("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
        ("=?windows-1252?q?RE=3A_=96_n=B0?=", "RE: – n°"),
        ("=?utf-8?q?x?= y", "x y"),
        ("=?x-none?q?caf=E9?=", "café"),
        ("=?utf-8?b?w6k?=", "é"),
        ("=?utf-8*fr?q?=C3=A9?=", "é"),
    ],
)
def test_encoded_words_are_decoded(value: str, text: str) -> None:
    assert decoded(value) == text


def test_parameters_in_pieces_are_joined() -> None:
    main, values = parameters('attachment; filename*0*=utf-8\'\'d%C3%A9; filename*1*=gat%20; filename*2="a.jpg"; x="a\\"b;c"')
    assert (main, values) == ("attachment", {"filename": "dégat a.jpg", "x": 'a"b;c'})


def test_file_names_lose_folders_and_controls() -> None:
    assert filename("..\\..\\é\u202etxt.exe") == "étxt.exe"
    assert filename("/etc/passwd") == "passwd"
    assert filename("", None, "=?utf-8?q?d=C3=A9.pdf?=") == "dé.pdf"
    assert filename(" . ") is None
    assert len(filename("a" * 500 + ".pdf") or "") <= 200


def test_line_that_is_no_field_begins_the_body() -> None:
    raw = b"From: a@b.example\r\nceci n'est pas un champ\r\n\r\nx"
    headers, body = read_headers(raw, 0, len(raw))
    assert headers.get("from") == "a@b.example"
    assert raw[body:].startswith(b"ceci")


def test_folded_fields_and_mbox_line_are_read() -> None:
    raw = b"From x Tue Mar  3 10:15:31 2026\nSubject: un\n deux\n\ttrois\n\nx"
    headers, body = read_headers(raw, 0, len(raw))
    assert (headers.get("subject"), raw[body:]) == ("un deux trois", b"x")
