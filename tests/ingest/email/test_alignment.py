import pytest

from ingest.email.alignment import are_aligned, domain_of, normal, organisational


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ("mail.ville.fr", "ville.fr"),
        ("a.b.mairie.gouv.fr", "mairie.gouv.fr"),
        ("a.b.co.uk", "b.co.uk"),
        ("co.uk", "co.uk"),
        ("a.b.kawasaki.jp", "a.b.kawasaki.jp"),
        ("www.city.kawasaki.jp", "city.kawasaki.jp"),
        ("one.github.io", "one.github.io"),
        ("localhost", "localhost"),
    ],
)
def test_the_organisational_domain_stands_below_the_public_suffix(domain: str, found: str) -> None:
    assert organisational(domain) == found


def test_domains_of_one_organisation_are_aligned_and_neighbours_are_not() -> None:
    assert are_aligned("mail.ville.fr", "ville.fr")
    assert are_aligned("a.ville.fr", "b.ville.fr")
    assert not are_aligned("a.ville.fr", "b.ville.fr", is_strict=True)
    assert not are_aligned("ville.fr", "notreville.fr")
    assert not are_aligned("un.gouv.fr", "deux.gouv.fr")
    assert not are_aligned("co.uk", "ville.co.uk")
    assert not are_aligned(None, None)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Ville.Example.", "ville.example"),
        ("évry.example", "xn--vry-9la.example"),
        ("a..example", None),
        ("", None),
        ("a b", None),
        ("x" * 64 + ".example", None),
        ("é" * 5000, None),
    ],
)
def test_domains_have_one_normal_form(written: str, found: str | None) -> None:
    assert normal(written) == found


def test_the_domain_of_an_address_stands_behind_its_last_at() -> None:
    assert domain_of('"a@b"@Ville.example') == "ville.example"
    assert domain_of("@ville.example") == "ville.example"
    assert domain_of(None) is None
