import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import ConfigurationError
from domain.place import HouseNumber, Point
from flows.address_file import reading, source
from flows.address_file.faults import Reason
from flows.address_file.positions import from_lambert_93
from flows.address_file.reading import AddressReport, FoundStreet, name_key, read_address_files

BAL = (
    "uid_adresse;cle_interop;commune_insee;commune_nom;commune_deleguee_insee;commune_deleguee_nom;lieudit_complement_nom;voie_nom;"
    "numero;suffixe;position;x;y;long;lat;cad_parcelles;source;date_der_maj;certification_commune"
)
BAN = (
    "id,id_fantoir,numero,rep,nom_voie,code_postal,code_insee,nom_commune,code_insee_ancienne_commune,nom_ancienne_commune,x,y,lon,lat,"
    "type_position,alias,nom_ld,libelle_acheminement,nom_afnor,source_position,source_nom_voie,certification_commune,cad_parcelles"
)
INSEE = "50615"
HERE = {"long": "-1.4712", "lat": "49.5076"}


def line(street: str = "Rue Carnot", number: str = "1", **changes: str) -> str:
    cells = dict.fromkeys(BAL.split(";"), "") | {"commune_insee": INSEE, "voie_nom": street, "numero": number, "position": "entrée"}
    return ";".join((cells | HERE | changes).values())


def ban_line(street: str = "Rue Carnot", number: str = "1", **changes: str) -> str:
    cells = dict.fromkeys(BAN.split(","), "") | {"id": f"{INSEE}_0005_00001", "code_insee": INSEE, "numero": number, "nom_voie": street}
    return ",".join((cells | {"lon": "-1.4712", "lat": "49.5076"} | changes).values())


def content(*lines: str, header: str = BAL, end: str = "\n") -> str:
    return end.join((header, *lines, ""))


def read(folder: Path, data: str | bytes, insee: str = INSEE) -> AddressReport:
    path = folder / "bal.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_address_files((path,), insee, None)


def only(report: AddressReport) -> FoundStreet:
    (street,) = report.streets
    return street


def refusal(folder: Path, data: str | bytes, insee: str = INSEE) -> str:
    with pytest.raises(ConfigurationError) as refused:
        read(folder, data, insee)
    first = refused.value.mistakes[0]
    assert first.where == str(folder / "bal.csv")
    return f"{first.what} {first.remedy}"


def numbers(report: AddressReport) -> list[str]:
    return [f"{house.number}{house.suffix}" for house in only(report).numbers]


# What is read


def test_address_has_its_number_suffix_and_position(tmp_path: Path) -> None:
    street = only(read(tmp_path, content(line(number="12", suffixe="BIS"))))

    assert street.name == "Rue Carnot"
    assert street.numbers == (HouseNumber(number=12, suffix="bis", point=Point(lat=49.5076, lon=-1.4712)),)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_end_of_line_is_one(tmp_path: Path, end: str) -> None:
    assert numbers(read(tmp_path, content(line(), line(number="3"), end=end))) == ["1", "3"]


@pytest.mark.parametrize("separator", [",", "\t", "|"])
def test_separator_is_found_out(tmp_path: Path, separator: str) -> None:
    assert numbers(read(tmp_path, content(line(), line(number="3")).replace(";", separator))) == ["1", "3"]


def test_byte_order_mark_and_compression_pass(tmp_path: Path) -> None:
    assert numbers(read(tmp_path, gzip.compress("\ufeff".encode() + content(line()).encode()))) == ["1"]


def test_windows_1252_is_read_where_it_truly_is_that(tmp_path: Path) -> None:
    data = content(line("Rue de l’Église"), line("Rue de l’Église", "2")).encode("cp1252")

    assert only(read(tmp_path, data)).name == "Rue de l’Église"


def test_quoted_cells_may_hold_separator_quote_and_end_of_line(tmp_path: Path) -> None:
    report = read(tmp_path, content(line(source='"Mairie ; ""régie""\nBP 1"'), line(number="3", lat="x")))

    assert numbers(report) == ["1", "3"]
    assert [fault.line for fault in report.faults] == [4]


@pytest.mark.parametrize("before", ["sep=,\r\n", "SEP=,\n", "\n\n", "\r\n \r\n"])
def test_what_a_spreadsheet_writes_before_the_header_is_passed_over(tmp_path: Path, before: str) -> None:
    report = read(tmp_path, before + content(line(), line(number="x"), line(number="3")).replace(";", ","))

    assert numbers(report) == ["1", "3"]
    assert [fault.line for fault in report.faults] == [3 + before.count("\n")]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Rue\xa0de  la\tPaix", "Rue de la Paix"),
        ('"Rue\nde la Paix"', "Rue de la Paix"),
        ("Rue\u200b de la\xad Paix\ufeff", "Rue de la Paix"),
        ("Rue de l\x92Église", "Rue de l’Église"),
        ("Rue de l'E\u0301glise", "Rue de l'Église"),
        ("<b>[red]Rue[/red]</b>", "<b>[red]Rue[/red]</b>"),
    ],
)
def test_what_nobody_sees_in_a_name_is_left_out(tmp_path: Path, written: str, name: str) -> None:
    report = read(tmp_path, content(line(written)))

    assert (only(report).name, report.faults) == (name, ())


@pytest.mark.parametrize("unfit", ["Bourg\x1b[31m", "Bourg \u202egruoB", "B" * 201, "---"])
def test_unfit_name_beside_the_street_is_left_out(tmp_path: Path, unfit: str) -> None:
    rows = [f"{line(number=str(number), lieudit_complement_nom=unfit, commune_deleguee_nom=unfit)};{unfit}" for number in (1, 3)]

    street = only(read(tmp_path, content(*rows, header=f"{BAL};voie_nom_bre")))
    assert (street.aliases, street.old_name) == ((), "")


def test_columns_in_another_order_and_more_of_them_pass(tmp_path: Path) -> None:
    header = "lat;voie_nom;ajout;commune_insee;numero;long"

    assert numbers(read(tmp_path, content("49.5;Rue Carnot;x;50615;7;-1.47", header=header))) == ["7"]


def test_commune_is_taken_from_the_key_where_it_has_no_column(tmp_path: Path) -> None:
    header = "cle_interop;voie_nom;numero;long;lat"
    report = read(tmp_path, content("50615_0005_00001;Rue Carnot;1;-1.47;49.5", "50087_0005_00001;Rue X;1;;", header=header))

    assert numbers(report) == ["1"]
    assert report.elsewhere == 1


def test_export_of_the_national_base_is_read(tmp_path: Path) -> None:
    rows = (ban_line(number="12", rep="ter"), ban_line(code_insee="50087"))
    report = read(tmp_path, content(*rows, header=BAN))

    assert numbers(report) == ["12ter"]
    assert report.elsewhere == 1


def test_hamlets_of_the_national_base_have_no_numbers(tmp_path: Path) -> None:
    header = "id;nom_lieu_dit;code_postal;code_insee;nom_commune;x;y;lon;lat"
    street = only(read(tmp_path, content("50615_b001;La Victoire;50700;50615;Valognes;;;-1.47;49.5", header=header)))

    assert (street.name, street.numbers, street.middle) == ("La Victoire", (), Point(lat=49.5, lon=-1.47))


def test_several_files_are_one_town(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(content(line()), encoding="utf-8")
    (tmp_path / "b.csv").write_text(content(ban_line(number="3"), header=BAN), encoding="utf-8")

    assert numbers(read_address_files((tmp_path / "a.csv", tmp_path / "b.csv"), INSEE, None)) == ["1", "3"]


def test_former_commune_of_a_merged_town_is_the_town(tmp_path: Path) -> None:
    rows = (line(commune_insee="50999", commune_deleguee_insee=INSEE), line(number="3", commune_insee="50999"))

    assert numbers(read(tmp_path, content(*rows))) == ["1"]


def test_one_name_in_two_former_communes_is_two_streets(tmp_path: Path) -> None:
    rows = (
        line(commune_deleguee_insee="50002", commune_deleguee_nom="Alleaume"),
        line(commune_deleguee_insee="50003", commune_deleguee_nom="Yvetot"),
    )

    assert [(street.name, street.old_name) for street in read(tmp_path, content(*rows)).streets] == [
        ("Rue Carnot", "Alleaume"),
        ("Rue Carnot", "Yvetot"),
    ]


def test_districts_of_paris_are_paris(tmp_path: Path) -> None:
    assert numbers(read(tmp_path, content(line(commune_insee="75104")), insee="75056")) == ["1"]


def test_row_that_names_no_commune_is_of_the_town(tmp_path: Path) -> None:
    report = read(tmp_path, content(line(commune_insee=""), line(number="3", commune_insee="50087")))

    assert (numbers(report), report.elsewhere) == (["1"], 1)


def test_code_of_corsica_may_be_in_small_letters(tmp_path: Path) -> None:
    assert numbers(read(tmp_path, content(line(commune_insee="2a004")), insee="2A004")) == ["1"]


def test_first_zero_a_spreadsheet_drops_is_put_back(tmp_path: Path) -> None:
    assert numbers(read(tmp_path, content(line(commune_insee="1004")), insee="01004")) == ["1"]


@pytest.mark.parametrize(
    ("number", "suffix", "expected"),
    [("12", "Bis", "12bis"), ("12", "B", "12b"), ("12 ter", "", "12ter"), ("12b", "", "12b"), ("12.0", "", "12"), ("0012", "", "12")],
)
def test_number_and_suffix_are_brought_to_one_form(tmp_path: Path, number: str, suffix: str, expected: str) -> None:
    assert numbers(read(tmp_path, content(line(number=number, suffixe=suffix)))) == [expected]


def test_spellings_of_one_name_are_one_street(tmp_path: Path) -> None:
    assert numbers(read(tmp_path, content(line("Rue de l'Église"), line("RUE DE L EGLISE", "2")))) == ["1", "2"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"certification_commune": "1", "position": "segment"}, {"certification_commune": "0"}),
        ({"position": "entrée"}, {"position": "délivrance postale"}),
        ({"position": "délivrance postale"}, {"position": "bâtiment"}),
        ({"date_der_maj": "2026-01-05"}, {"date_der_maj": "2025-12-31"}),
        ({"date_der_maj": "2026-01-05"}, {"date_der_maj": ""}),
        ({"position": "parcelle"}, {"position": "entrée", "lat": "", "long": ""}),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_rows_of_one_address_the_better_is_kept(
    tmp_path: Path, better: dict[str, str], worse: dict[str, str], *, turned: bool
) -> None:
    rows = [line(**{"lat": "49.51"} | better), line(**{"lat": "49.52"} | worse)]

    (house,) = only(read(tmp_path, content(*(rows[::-1] if turned else rows)))).numbers

    assert house.point == Point(lat=49.51, lon=-1.4712)


def test_of_two_equal_rows_the_first_is_kept(tmp_path: Path) -> None:
    (house,) = only(read(tmp_path, content(line(position="segment", lat="49.51"), line(position="parcelle", lat="49.52")))).numbers

    assert house.point == Point(lat=49.51, lon=-1.4712)


def test_name_in_another_language_is_an_alias(tmp_path: Path) -> None:
    report = read(tmp_path, content(f"{line()};Straed Carnot", header=f"{BAL};voie_nom_bre"))

    assert only(report).aliases == ("Straed Carnot",)


def test_complement_of_several_addresses_is_a_hamlet_and_a_building_is_none(tmp_path: Path) -> None:
    rows = [line(number=str(n), lieudit_complement_nom="La Victoire", lat=f"49.50{n}") for n in (1, 3)]
    rows += [line(number=str(n), lieudit_complement_nom="Bâtiment B") for n in (5, 7)] + [
        line(number="9", lieudit_complement_nom="Mon Repos")
    ]

    assert [(street.name, street.middle) for street in read(tmp_path, content(*rows)).streets[1:]] == [
        ("La Victoire", Point(lat=49.502, lon=-1.4712))
    ]


def test_position_is_taken_from_the_metres_where_degrees_are_left_out(tmp_path: Path) -> None:
    (house,) = only(read(tmp_path, content(line(long="", lat="", x="376376.89", y="6943252.25")))).numbers

    assert house.point is not None
    assert (round(house.point.lat, 5), round(house.point.lon, 5)) == (49.50617, -1.46869)


def test_metres_overseas_are_no_position(tmp_path: Path) -> None:
    row = line(commune_insee="97411", long="", lat="", x="376376.89", y="6943252.25")

    assert only(read(tmp_path, content(row), insee="97411")).numbers[0].point is None


def test_origin_of_lambert_93_is_where_it_is() -> None:
    assert from_lambert_93(700_000, 6_600_000) == Point(lat=46.5, lon=3.0)


def test_names_alike_but_for_case_accents_and_hyphens_have_one_key() -> None:
    assert name_key("Rue de l'Hôtel-Dieu") == name_key("RUE DE L HOTEL DIEU") != name_key("Rue Hôtel-Dieu")


def test_names_in_another_script_are_streets_of_their_own(tmp_path: Path) -> None:
    assert len(read(tmp_path, content(line("Οδός"), line("Улица"))).streets) == 2


# What is wrong with a row


@pytest.mark.parametrize(
    ("changes", "reason", "column", "is_loaded"),
    [
        ({"street": ""}, Reason.STREET, "voie_nom", False),
        ({"street": "???"}, Reason.NAME, "voie_nom", False),
        ({"commune_insee": "50 615"}, Reason.COMMUNE, "commune_insee", False),
        ({"commune_insee": "Valognes"}, Reason.COMMUNE, "commune_insee", False),
        ({"number": ""}, Reason.NO_NUMBER, "numero", False),
        ({"number": "douze"}, Reason.NUMBER, "numero", False),
        ({"number": "-3"}, Reason.NUMBER, "numero", False),
        ({"number": "123456"}, Reason.NUMBER, "numero", False),
        ({"suffixe": "n°2/3"}, Reason.SUFFIX, "suffixe", False),
        ({"lat": "-1.4712", "long": "49.5076"}, Reason.SWAPPED, "lat", True),
        ({"lat": ""}, Reason.HALF, "lat", True),
        ({"lat": "0", "long": "0"}, Reason.OUTSIDE, "lat", True),
        ({"lat": "nan"}, Reason.OUTSIDE, "lat", True),
        ({"lat": "1e400"}, Reason.OUTSIDE, "lat", True),
    ],
)
def test_wrong_row_is_told_and_the_others_are_loaded(
    tmp_path: Path, changes: dict[str, str], reason: Reason, column: str, *, is_loaded: bool
) -> None:
    bad = line(**{"number": "5"} | changes)
    report = read(tmp_path, content(line(), bad, line(number="3")))

    (fault,) = report.faults
    assert (fault.line, fault.reason) == (3, reason)
    assert fault.column is not None
    assert bad[fault.column - 1 :].split(";")[0].strip() == fault.value
    assert bad[: fault.column - 1].count(";") == BAL.split(";").index(column)
    assert ("5" in numbers(report)) == is_loaded


@pytest.mark.parametrize(
    ("street", "shown"),
    [
        ("Rue \x1b]2,title\x07", "Rue \N{REPLACEMENT CHARACTER}]2,title\N{REPLACEMENT CHARACTER}"),
        ("Rue \u202eeuR", "Rue \N{REPLACEMENT CHARACTER}euR"),
        ("R" * 5000, "R" * 80 + "…"),
    ],
)
def test_name_that_would_act_on_a_screen_is_told_without_doing_so(tmp_path: Path, street: str, shown: str) -> None:
    report = read(tmp_path, content(line(), line(street)))

    assert [(fault.line, fault.reason, fault.value) for fault in report.faults] == [(3, Reason.NAME, shown)]
    assert only(report).name == "Rue Carnot"


@pytest.mark.parametrize("length", [100_001, 200_000, 1_000_000])
def test_row_that_is_too_long_is_told_as_such_and_does_not_fill_the_memory(tmp_path: Path, length: int) -> None:
    report = read(tmp_path, content(line(), line(number="3", source="x" * length), line(number="5")))

    assert [(fault.line, fault.reason) for fault in report.faults] == [(3, Reason.LONG)]
    assert numbers(report) == ["1", "5"]


def test_long_row_behind_an_open_quote_is_told_on_its_own(tmp_path: Path) -> None:
    report = read(tmp_path, content(line(), line(number="3", source='"x'), line(number="5", source="y" * 150_000), line(number="7")))

    assert [(fault.line, fault.reason) for fault in report.faults] == [(3, Reason.QUOTE), (4, Reason.LONG)]
    assert numbers(report) == ["1", "7"]


def test_address_outside_the_box_has_no_position(tmp_path: Path) -> None:
    path = tmp_path / "bal.csv"
    path.write_text(content(line(lat="48.85", long="2.35")), encoding="utf-8")

    report = read_address_files((path,), INSEE, (49.4, 49.6, -1.6, -1.3))

    assert [fault.reason for fault in report.faults] == [Reason.FAR]
    assert only(report).numbers[0].point is None


def test_row_with_too_few_cells_is_told(tmp_path: Path) -> None:
    report = read(tmp_path, content(line(), "x;y", line(number="3")))

    assert [(fault.line, fault.reason) for fault in report.faults] == [(3, Reason.CELLS)]
    assert numbers(report) == ["1", "3"]


def test_quote_that_is_never_closed_costs_its_own_row_only(tmp_path: Path) -> None:
    rows = [line(number=str(number)) for number in range(1, 60)]
    rows[20] = line(number="21", source='"Mairie')
    report = read(tmp_path, content(*rows))

    assert [(fault.line, fault.reason) for fault in report.faults] == [(22, Reason.QUOTE)]
    assert len(only(report).numbers) == 58


# What refuses the file


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "empty"),
        (b"PK\x03\x04\x00\x00", "archive (ZIP)"),
        (content(line()).encode("utf-16"), "UTF-16"),
        (b"\x89PNG\r\n\x00\x00", "no text file"),
        ("<!DOCTYPE html>\n<html><title>502 Bad Gateway</title></html>\n", "web page"),
        ('{"type": "FeatureCollection"}', "lacks the columns"),
        (content(line("Rue de l'Église")).encode("cp850"), "neither UTF-8 nor Windows-1252"),
        (content(line("Rue de l'Église")).encode("mac-roman"), "neither UTF-8 nor Windows-1252"),
        (content(line("Rue de l'Église")).encode().decode("latin-1").encode(), "encoded twice"),
        ("<!DOCTYPE html><html><body>Erreur 404</body></html>", "no address file"),
        ("voie_nom;type;secteur\nRue Carnot;rue;Nord\n", "lacks the columns commune_insee, numero"),
        (BAL + "\n", "no address"),
        (content(line(commune_insee="50087")), "they are of 50087"),
        (content(line(), line(number="x"), line(number="y")), "2 of its rows are wrong"),
        (content(line()) + line(number="3")[:40], "breaks off in line 3"),
        (content(line()) + line(number="3", source='"Mairie')[:-20], "breaks off in line 3"),
        (gzip.compress(content(line()).encode())[:-12], "damaged"),
        (b"\x1f\x8b" + b"x" * 50, "damaged"),
    ],
)
def test_what_cannot_be_an_address_file_is_refused(tmp_path: Path, data: str | bytes, says: str) -> None:
    assert says in refusal(tmp_path, data)


def test_file_cut_off_before_its_last_cell_is_refused_and_one_that_only_lacks_the_last_end_of_line_is_read(tmp_path: Path) -> None:
    rows = [line(number=str(number), certification_commune="1") for number in range(1, 13)]
    whole = content(*rows).rstrip("\n")

    assert "breaks off in line 13" in refusal(tmp_path, whole[:-1])
    assert len(only(read(tmp_path, whole)).numbers) == 12
    assert len(only(read(tmp_path, content(*rows[:5], line(), *rows[5:])[:-2])).numbers) == 12
    assert numbers(read(tmp_path, content(line()).rstrip("\n"))) == ["1"]


@pytest.mark.parametrize("limit", ["LARGEST_PLAIN_BYTES", "MOST_LINES"])
@pytest.mark.parametrize("end", ["\n", "\r"])
def test_file_that_is_larger_unpacked_than_any_county_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, end: str
) -> None:
    packed = gzip.compress(content(*(line() for _ in range(3_000)), end=end).encode())
    assert len(packed) < 3_000
    monkeypatch.setattr(source, limit, 2_900)
    assert "unpacked it is larger" in refusal(tmp_path, packed)
    monkeypatch.undo()
    assert read(tmp_path, packed).rows == 3_000


def test_file_with_more_wrong_rows_than_are_told_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FAULTS", 20)
    wrong = [line(number="x")] * 21
    assert "more than 20 of its rows are wrong" in refusal(tmp_path, content(*[line()] * 30, *wrong))
    assert len(read(tmp_path, content(*[line()] * 30, *wrong[:20])).faults) == 20


def test_file_that_is_not_there_and_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(ConfigurationError, match="missing"):
            read_address_files((path,), INSEE, None)


def test_rows_that_are_wrong_are_shown_where_they_refuse_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read(tmp_path, content(line(number="x")))

    assert [(mistake.line, mistake.column) for mistake in refused.value.mistakes] == [(None, None), (2, line(number="x").index("x") + 1)]


# Whatever comes


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    try:
        assert read(tmp_path_factory.getbasetemp(), data).streets
    except ConfigurationError as error:
        assert error.mistakes


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(min_value=0), changes=st.integers(min_value=1, max_value=12), compressed=st.booleans())
def test_damaged_address_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, seed: int, changes: int, *, compressed: bool
) -> None:
    chance = random.Random(seed)  # noqa: S311 — damages a file
    whole = content(*(line(f"Rue n° {number}", str(number), source='"Mairie; é"') for number in range(1, 30))).encode()
    data = bytearray(gzip.compress(whole) if compressed else whole)
    for _ in range(changes):
        begin = chance.randrange(len(data) + 1)
        data[begin : begin + chance.choice((0, 0, 1, 5, 400))] = chance.choice(
            (b"", b'"', b";", b"\n", b"\xe9", b"\xc3", b"99999", b"\r\n")
        )
    try:
        report = read(tmp_path_factory.getbasetemp(), bytes(data))
    except ConfigurationError as error:
        assert error.mistakes
    else:
        assert report.streets
