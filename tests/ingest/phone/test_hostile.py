"""Each layout's log damaged anywhere: everything is said, nothing is lost, nothing breaks."""

import json
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.phone.log import LogImport, open_log, rows_of
from ingest.phone.source import LastLine, Place
from tests.ingest.phone.logs import asterisk_row, imported, options
from tests.ingest.phone.test_freeswitch import EXAMPLE, SQL, XML, document
from tests.ingest.phone.test_layouts import AVAYA, CISCO, CISCO_HEAD, OWN, SERVICE, SERVICE_NAMES

SHARP = [b'"', b"\n", b"\r", b",", b";", b"\0", b"\xff", b"{", b"}", b"</cdr>", b"<!ENTITY", b"99"]
LOGS = [
    asterisk_row() * 4,
    EXAMPLE * 3,
    SQL * 3,
    OWN,
    AVAYA,
    CISCO_HEAD + CISCO,
    SERVICE,
    SERVICE_NAMES + SERVICE,
    "\n".join(json.dumps(document(number)) for number in (1, 2, 3)),
    json.dumps([document(number) for number in (1, 2, 3)], indent=1),
    "".join(XML.format(number=number, epoch=1773300667 + 60 * number) for number in (1, 2, 3)),
    "Date;Heure;Type;Numéro;Durée\n12/03/2026;08:31;manqué;0639981234;00:00:00\n13/03/2026;08:41;reçu;0639981235;00:01:00\n",
]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_damaged_log_breaks_nothing(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(LOGS)).encode()
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(raw)))
        gone = data.draw(st.integers(0, 40))
        put = data.draw(
            st.one_of(
                st.binary(max_size=8),
                st.sampled_from(SHARP),
            )
        )
        raw = raw[:at] + put + raw[at + gone :]
    how = options(last=data.draw(st.sampled_from(list(LastLine))))
    stream = BytesIO(raw)
    log = open_log(stream, how)
    if log is None:
        return
    reading, place = LogImport(log.lines, how), Place()
    for row in rows_of(stream, log, how):
        assert row.begins == place
        assert row.ends.byte >= place.byte
        place = row.ends if row.ends != place else place
        reading.feed(row.reading, row.begins)
    assert place.byte <= len(raw)
    reading.finish()
    assert reading.report.outcomes == reading.report.rows


@pytest.mark.parametrize(
    "raw",
    [
        asterisk_row() * 3 + asterisk_row().replace(",25,0,", "," + "9" * 5000 + ",0,"),
        asterisk_row() * 3 + asterisk_row(start="9" * 5000),
        asterisk_row() * 3 + asterisk_row(src="0" * 5000, dst="٠٦٣٩٩٨١٢٣٤"),
        CISCO_HEAD + CISCO + CISCO.replace(",23,", "," + "9" * 5000 + ","),
        json.dumps(document(1)) + "\n" + json.dumps(document(2)).replace('"25"', "9" * 6000),
        json.dumps(document(1)) + "\n" + "[" * 100_000 + "{" + '"a":' * 3,
        json.dumps(document(1)) + "\n" + '{"a":' * 100_000,
        'sep="\nDate;Heure;Appelant;Statut\n12/03/2026;08:31;0639981234;Manqué\n',
    ],
)
def test_enormous_numbers_and_depths_break_nothing(raw: str) -> None:
    _, _, report = imported(raw)
    assert report.rows >= 2


def test_a_line_between_two_sites_brings_no_call_backs() -> None:
    assert imported(asterisk_row(src="3401") * 3)[1] == []
