import pytest

from ingest.email.hosts import spelled, written


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("Valognes.Example", "valognes.example"),
        ("évry.example", "évry.example"),
        ("v\u0430lognes.example", "xn--vlognes-2fg.example"),
        ("xn--vlognes-2fg.example", "xn--vlognes-2fg.example"),
        ("ｖａｌｏｇｎｅｓ.example", "valognes.example"),
        ("", ""),
    ],
)
def test_letters_of_another_script_give_themselves_away(host: str, shown: str) -> None:
    assert spelled(host) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://valognes.example@evil.example:8443/payer?a=1#b", "https://evil.example:8443/payer?a=1#b"),
        ("https://v\u0430lognes.example/", "https://xn--vlognes-2fg.example/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("https://[::1", "https://[::1"),
        ("https://a.example:99999/", "https://a.example:99999/"),
    ],
)
def test_address_shows_the_server_it_leads_to(address: str, shown: str) -> None:
    assert written(address) == shown
