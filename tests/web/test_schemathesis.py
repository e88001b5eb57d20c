"""Hostile calls made from the OpenAPI document itself: nothing in the whole API answers 500, or otherwise than the document says.

For a longer run with other calls: SCHEMATHESIS_CALLS=300 SCHEMATHESIS_SEED=7 pytest tests/web/test_schemathesis.py -n0
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable

from domain.api_key import Scope
from tests.web.conftest import Browser, Hall
from tests.web.filled import publish_common
from tests.web.test_api import bearer, key
from web.api.caller import IDEMPOTENCY_HEADER
from web.throttle import Throttle

schemathesis = pytest.importorskip("schemathesis", reason="a development dependency; see pyproject.toml")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
SEED = os.environ.get("SCHEMATHESIS_SEED")
QUIET = settings(
    max_examples=int(
        os.environ.get("SCHEMATHESIS_CALLS", "12")
    ),  # of each operation, well formed and not; the whole stays below two minutes
    deadline=None,
    database=None,
    derandomize=SEED is None,
    suppress_health_check=list(HealthCheck),
)
THERE_IS = {"form": "signalement", "jurisdiction_id": "valognes", "town": "valognes", "service_code": "VOI-01", "address_string": "ici"}
"""What makes a call mean something here."""


class Open(Throttle):
    """A door that lets everybody through: else most calls would be answered 429."""

    def admits(self, address: str, limit: int | None = None) -> bool:
        del address, limit
        return True


@pytest.mark.filterwarnings("default")
@pytest.mark.timeout(400 if SEED is None else 7_200)
def test_everything_in_the_api_answers_as_the_document_says_and_never_500(browser: Browser, hall: Hall) -> None:
    publish_common(hall)
    app: Any = browser.client.app
    app.state.calls = Open()
    headers = bearer(key(hall, *Scope, town="valognes", per_minute=1_000_000)) | {"Accept-Language": "fr"}
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    asking, asked = Asking(headers=headers, checks=checks()), set[str]()
    for result in schema.get_all_operations():
        operation = result.ok()
        asked.add(operation.path)
        asking.all_of(operation)
    assert {"/api/v1/entries", "/api/v1/forms/{form}/submissions", "/api/v1/forms/{form}/webhook"} <= asked
    assert {"/open311/v2/requests.{format}", "/open311/v2/tokens/{token}.{format}"} <= asked
    assert {200, 201, 400, 403, 404, 422} <= asking.statuses
    assert asking.faults == {}


def checks() -> list[Callable[..., Any]]:
    schemathesis.checks.load_all_checks()
    return [schemathesis.checks.CHECKS.get_one(name) for name in CHECKS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How operations are called, and what was answered: statuses, and faults by operation and what is wrong."""

    headers: dict[str, str]
    checks: list[Callable[..., Any]]
    statuses: set[int] = field(default_factory=set)
    faults: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def all_of(self, operation: Any) -> None:  # Any: schemathesis has no types where it is not installed
        """Make calls of one operation, as it is described and not."""
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):

            def call(case: Any) -> None:  # Any: as above
                self._one(operation.label, case)

            strategy = operation.as_strategy(generation_mode=mode)
            calls: Callable[[], None] = QUIET(given(strategy)(call))  # type: ignore[no-untyped-call]  # hypothesis cannot say what it makes
            if SEED is not None:
                calls = seed(int(SEED))(calls)
            with suppress(Unsatisfiable):  # nothing of this kind can be made of the operation
                calls()

    def _one(self, label: str, case: Any) -> None:  # Any: as above
        if len(repr(case)) % 4:
            _make_it_mean_something(case)
            # Keys that are made up are all alike: the second call would be told that its key was used before.
            case.headers.pop(IDEMPOTENCY_HEADER, None)
        answer = case.call(headers=self.headers)
        self.statuses.add(answer.status_code)
        try:
            case.validate_response(answer, checks=self.checks)
        except schemathesis.errors.SchemathesisError:
            raise
        except (AssertionError, BaseExceptionGroup) as error:
            for one in getattr(error, "exceptions", (error,)):
                self.faults.setdefault((label, f"{answer.status_code} {one}"[:300]), answer.content[:300])


def _make_it_mean_something(case: Any) -> None:  # Any: as above
    for part in (case.path_parameters, case.query, case.body):
        if isinstance(part, dict):
            part.update({name: value for name, value in THERE_IS.items() if name in part})
