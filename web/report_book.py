"""The reports everybody may see, at hand for all pages that show some, and what their states are called."""

from collections.abc import Mapping
from typing import cast

from fastapi import Request as HttpRequest

from flows.open311.shown import Stage
from flows.portal.reports import ReportBook
from web.words import N_

STAGES: Mapping[Stage, str] = {Stage.RECEIVED: N_("Received"), Stage.WITH_DEPARTMENT: N_("In progress"), Stage.CLOSED: N_("Over")}


def book_of(http: HttpRequest) -> ReportBook:
    """Return the reports at hand."""
    return cast("ReportBook", http.app.state.report_book)
