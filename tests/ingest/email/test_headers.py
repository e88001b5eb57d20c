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
        ('"Jean <b>Dupont</b>" <a@b.example>', "Jean <b>Dupont</b", "a@b.example"),
        ('"Jean <maire@x.example>" <a@b.example>', "Jean <maire@x.example", "a@b.example"),
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
        ("=?utf-8?Q?Quoi?_Oui=3F?=", "Quoi? Oui?"),
        ("=?utf-8?B?Q2Fmw6kgZHUgY29tbWVyY2U", "Café du commerce"),
        ("=?UTF-8?Q?Probl=C3=A8me de voirie?=", "Problème de voirie"),
        ("=?utf-8?B?Q2Fmw?= =?utf-8?B?6kgZHU=?=", "Café du"),
        ("=?utf-8?B?Q2Fmw6k=?==?utf-8?B?IG5vaXI=?=", "Café noir"),
        ("=?utf-8?q?=C3=A9?=\t=?iso-8859-1?q?=E9?= fin", "éé fin"),
        ("=?ISO-2022-JP?B?GyRCJCIbKEI=?=", "あ"),
        ("=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        ("Trou\u202e gpj\u2066.\u200bexe\u00ad", "Trou gpj.exe"),
    ],
)
def test_encoded_words_are_decoded(value: str, text: str) -> None:
    assert decoded(value) == text


def test_parameters_in_pieces_are_joined() -> None:
    main, values = parameters('attachment; filename*0*=utf-8\'\'d%C3%A9; filename*1*=gat%20; filename*2="a.jpg"; x="a\\"b;c"')
    assert (main, values) == ("attachment", {"filename": "dégat a.jpg", "x": 'a"b;c'})


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ('attachment; filename="le "plan".pdf"', 'le "plan".pdf'),
        ("attachment; filename=plan du quartier.pdf; size=3", "plan du quartier.pdf"),
        ("attachment; filename=a;b.pdf; size=3", "a;b.pdf"),
        ('attachment; filename="a.pdf', "a.pdf"),
        ("attachment; filename*=caf%E9.pdf", "café.pdf"),
        ("attachment; filename*=\"UTF-8''caf%C3%A9.pdf\"", "café.pdf"),
        ("attachment; filename*0=utf-8''caf%C3%A9; filename*1=%20noir.pdf", "café noir.pdf"),
        ('attachment; filename*1="oir.pdf"; filename*0="café n"', "café noir.pdf"),
        ("attachment; filename==?utf-8?Q?caf=C3=A9.pdf?=", "café.pdf"),
        ('attachment; filename="=?utf-8?Q?caf=C3=A9?= =?utf-8?Q?_noir.pdf?="', "café noir.pdf"),
        ('attachment; name*0="=?utf-8?Q?caf=C3"; name*1="=A9.pdf?="; filename=""', "café.pdf"),
        ('attachment; filename="caf%C3%A9%20noir.pdf"', "café noir.pdf"),
        ('attachment; filename="100%25 vrai.pdf"', "100% vrai.pdf"),
        ('attachment; filename="100% vrai.pdf"', "100% vrai.pdf"),
        ("attachment filename=x.pdf", "x.pdf"),
        ("attachment; filename*=utf-8''%E2%80%AEfdp.exe", "fdp.exe"),
    ],
)
def test_names_broken_by_clients_are_read(value: str, name: str) -> None:
    _, values = parameters(value)
    assert filename(values.get("filename"), values.get("name")) == name


@pytest.mark.parametrize(
    ("value", "main", "charset"),
    [
        ("text/plain charset=utf-8", "text/plain", "utf-8"),
        ('text/plain (comment); charset="utf-8" (c)', "text/plain", "utf-8"),
        ("TEXT/HTML ; charset = 'utf-8'; format=flowed", "text/html", "'utf-8'"),
        ("", "", None),
        (";charset=utf-8", "", "utf-8"),
    ],
)
def test_content_types_broken_by_clients_are_read(value: str, main: str, charset: str | None) -> None:
    found, values = parameters(value)
    assert (found, values.get("charset")) == (main, charset)


def test_first_of_several_fields_that_says_something_counts() -> None:
    raw = b"Subject: \nSubject: Trou\nSubject: Autre\n\n"
    assert read_headers(raw, 0, len(raw))[0].text("subject") == "Trou"


def test_file_names_lose_folders_and_controls() -> None:
    assert filename("..\\..\\é\u202etxt.exe") == "étxt.exe"
    assert filename("/etc/passwd") == "passwd"
    assert filename("", None, "=?utf-8?q?d=C3=A9.pdf?=") == "dé.pdf"
    assert filename(" . ") is None
    assert filename("de\u0301ga\u0302t.pdf") == "dégât.pdf"
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


def test_letter_of_utf8_folded_in_its_midst_is_whole() -> None:
    raw = b"Subject: D\xc3\xa9g\xc3\xa2t \xc3\r\n \xa0 l'\xc3\xa9\xc3\r\n\t\xa9\n\n"
    assert read_headers(raw, 0, len(raw))[0].text("subject") == "Dégât à l'éé"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("Sean O'Neil <sean.o'neil@poste.example>", "sean.o'neil@poste.example"),
        ("'anne@poste.example' <anne@poste.example>", "anne@poste.example"),
        ("'anne@poste.example'", "anne@poste.example"),
        ("o'neil@poste.example", "o'neil@poste.example"),
    ],
)
def test_apostrophe_belongs_to_an_address_but_not_around_it(value: str, address: str) -> None:
    assert mailbox(value)[1] == address


def test_local_part_in_quotes_is_an_address() -> None:
    assert mailbox('"Club photo" <"club photo"@x.example>') == ("Club photo", '"club photo"@x.example')
    assert mailbox('"club photo"@x.example') == (None, '"club photo"@x.example')


def test_field_whose_name_has_other_letters_does_not_end_the_header() -> None:
    raw = "Objét: un\r\nFrom: a@x.example\r\nClé: 1\r\nSubject: trou\r\n\r\nLe trou".encode()
    headers, body = read_headers(raw, 0, len(raw))
    assert (headers.get("from"), headers.get("subject"), raw[body:]) == ("a@x.example", "trou", b"Le trou")


def test_text_that_begins_like_such_a_field_is_text() -> None:
    raw = "Résumé : un trou\r\nlieu : ici\r\n\r\nrue Haute".encode()
    assert read_headers(raw, 0, len(raw))[1] == 0
