"""Hostile calls made from the OpenAPI document itself: nothing in the whole API answers 500."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable

from domain.api_key import Scope
from tests.web.conftest import Browser, Hall
from tests.web.filled import publish_common
from tests.web.test_api import bearer, key

schemathesis = pytest.importorskip("schemathesis", reason="a development dependency; see pyproject.toml")
EXAMPLES = 25
"""Calls of each operation, well formed and not; the whole stays below a minute."""
QUIET = settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.filterwarnings("default")
@pytest.mark.timeout(170)
def test_nothing_in_the_api_answers_500(browser: Browser, hall: Hall) -> None:
    publish_common(hall)
    headers = bearer(key(hall, *Scope, town="valognes", per_minute=1_000_000)) | {"Accept-Language": "fr"}
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", browser.client.app)
    asking, asked = Asking(headers=headers), set[str]()
    for result in schema.get_all_operations():
        operation = result.ok()
        asked.add(operation.path)
        asking.all_of(operation)
    assert {"/api/v1/entries", "/api/v1/forms/{form}/submissions", "/api/v1/forms/{form}/webhook"} <= asked
    assert {200, 201, 422} <= asking.statuses
    assert asking.faults == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How operations are called, and what was answered."""

    headers: dict[str, str]
    statuses: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def all_of(self, operation: Any) -> None:  # Any: schemathesis has no types where it is not installed
        """Make calls of one operation, as it is described and not."""
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):

            def call(case: Any) -> None:  # Any: as above
                self._one(operation.label, case)

            with suppress(Unsatisfiable):  # nothing of this kind can be made of the operation
                QUIET(given(operation.as_strategy(generation_mode=mode))(call))()  # type: ignore[no-untyped-call]  # hypothesis cannot say what it makes

    def _one(self, label: str, case: Any) -> None:  # Any: as above
        if "form" in (case.path_parameters or {}) and case.path_parameters["form"].isascii():
            case.path_parameters["form"] = "signalement"
        answer = case.call(headers=self.headers)
        self.statuses.add(answer.status_code)
        if answer.status_code == 500:
            self.faults.append(f"{label}: {answer.content[:300]!r}")
