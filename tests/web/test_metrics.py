from dataclasses import replace

import pytest

from domain.decision import Reason
from flows.gauges import FRESH_SECONDS, DatabaseGauges
from flows.meters import Meters
from store.blobs import Blobs
from tests.web import seed
from tests.web.conftest import Hall


def _in_review(meters: Meters) -> int:
    (line,) = (line for line in meters.text().decode().splitlines() if line.startswith('citoyen_requests{status="review"}'))
    return round(float(line.split()[1]))


@pytest.mark.parametrize(("seconds", "more"), [(FRESH_SECONDS - 1, 0), (FRESH_SECONDS, 1)])
def test_figures_are_counted_anew_only_once_they_are_old(hall: Hall, seconds: float, more: int) -> None:
    now = [100.0]
    meters = Meters()
    meters.look_up(DatabaseGauges(hall.installation, lambda: now[0]))
    before = _in_review(meters)
    with hall.installation.database.write() as session:
        story = replace(seed.STORIES[4], heading="new", text="new", reasons=(Reason.TIE,))
        seed.keep(session, Blobs(hall.installation.settings.blobs_folder), seed.VALOGNES, story)

    now[0] += seconds

    assert _in_review(meters) == before + more
