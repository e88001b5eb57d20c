"""The review queue for agents' own software: what waits, who works on it, what is decided, how often that was a correction."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from fastapi import Request as HttpRequest
from fastapi.responses import Response
from pydantic import AwareDatetime

from domain.api_key import Scope
from domain.department import Confidentiality
from domain.errors import NotFoundError
from domain.ids import DepartmentCode, RequestId, RuleId, SubjectCode
from domain.lifecycle import Act, Step
from domain.review import RateBy
from domain.rights import Reach, Visibility, review_reach
from flows import merge as merging
from flows import review as queue
from flows.act import Asked, act
from flows.autonomy import Standing, Wish, set_level, standings
from flows.bulk import Confirming, Doing, Done, Item, PuttingOff, Rejecting, Result, bulk
from flows.confirm import Correction, confirm
from flows.cut import Span, cut
from flows.parting import find_standing
from flows.rates import rates
from flows.remake import Seen
from flows.requester_correction import correct_requester
from flows.review import Delay, Waiting
from flows.rights import facts_of
from flows.undo import undo
from flows.wording import say
from store import confirmations, journal, requests
from store.request_lines import Cursor, RequestLine
from store.requests import RequestRecord
from web.access import RowId
from web.api import review_bodies as bodies
from web.api.caller import Caller, caller_for
from web.api.problems import FORBIDDEN, WRONG, Problem, ProblemError, Wrong, language_of
from web.api.refusals import as_problems, sentences
from web.api.requests import CONFIDENTIAL, eyes_of_key
from web.api.written_once import answered_model, answered_once
from web.desk import desk_of
from web.words import N_

routes = APIRouter(
    prefix="/api/v1/review",
    tags=["review"],
    responses={code: {"model": Problem} for code in (400, 401, 403, 404, 409, 422, 429, 503)},
)
CallerOfReview = Annotated[Caller, Depends(caller_for(Scope.REVIEW))]


_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
Days = Annotated[AwareDatetime | None, Query(ge=_FIRST, le=_LAST)]
_CURSOR = N_("This cursor is none that a list of this order gave.")
_NO_MOMENT = N_("Say until when.")


@routes.get("", response_model=bodies.QueuePageBody, summary="List the review queue")
def list_queue(
    http: HttpRequest,
    who: CallerOfReview,
    after: Annotated[str | None, Query(max_length=120, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    put_off: Annotated[bool, Query(description="Those people come back to later, in place of the others.")] = False,
) -> bodies.QueuePageBody:
    """Return what waits for people, the most urgent first, with who works on what. A page may hold fewer than asked for; `next` goes on."""
    with desk_of(http).installation.database.read() as session:
        reach = eyes_of_key(who).reach if who.standing is None else review_reach(who.standing)
        # Nothing is written down of a list: what is not for everybody is concealed in it, whoever asks.
        page = requests.review_page(session, who.town, after=_cursor(after), limit=limit, reach=reach, most=Confidentiality.NORMAL)
        found = [one for one in queue.waiting(session, page, who.now) if (one.put_off is not None) is put_off]
    lines = [bodies.queue_line_body(one, may_read=_is_open(reach, one.line)) for one in found]
    return bodies.QueuePageBody(requests=lines, next=str(page[-1].cursor) if len(page) == limit else None)


@routes.post("/next", response_model=bodies.NextBody, summary="Hold the next request")
def hold_next(http: HttpRequest, who: CallerOfReview, body: bodies.ActBody) -> Response:
    """Hold the first request that nobody else holds and that is not put off. Agents who ask at once get different ones."""

    def do() -> bodies.NextBody:
        found = queue.claim_next(desk_of(http).installation, who.town, body.agent, who.now)
        if found is None:
            return bodies.NextBody(request=None)
        record, held = found
        _note_read(http, who, record)
        waiting = Waiting(line=record.line, claim=held, put_off=None)
        return bodies.NextBody(request=bodies.queued_body(record, waiting, may_read=_may_read(http, who, record)))

    return answered_model(http, who, body, do)


@routes.post("/bulk", response_model=bodies.ResultsBody, summary="Decide many requests")
def decide_many(http: HttpRequest, who: CallerOfReview, body: bodies.BulkBody) -> Response:
    """Confirm, reject or put off many requests, each by itself: one that cannot be done stops no other."""
    items = [Item(request=RequestId(one.id), doing=_doing(place, one), version=one.version) for place, one in enumerate(body.items)]

    def do() -> bodies.ResultsBody:
        closed = _closed(http, who, [one.request for one in items])
        done = iter(bulk(desk_of(http).installation, who.town, [one for one in items if one.request not in closed], body.agent, who.now))
        told = [_refused(http, one) if one.request in closed else _result(http, who, next(done)) for one in items]
        return bodies.ResultsBody(results=told)

    return answered_model(http, who, body, do)


@routes.get("/rates", response_model=bodies.RatesBody, summary="Tell the rate of corrections")
def tell_rates(
    http: HttpRequest, who: CallerOfReview, by: RateBy = RateBy.RULE, since: Days = None, until: Days = None
) -> bodies.RatesBody:
    """Tell how many requests people decided, and how many of them otherwise than proposed: another subject or another department."""
    found = rates(desk_of(http).installation, who.town, by, since, until, who.now)
    told = [bodies.RateBody(key=one.key, decided=one.decided, corrected=one.corrected, rate=round(one.share, 4)) for one in found]
    return bodies.RatesBody(rates=told)


@routes.get("/rules", response_model=bodies.RulesBody, summary="Tell how much each rule does alone")
def tell_rules(http: HttpRequest, who: CallerOfReview) -> bodies.RulesBody:
    """Tell how the rules stand of which anything was said or confirmed; every other one does what the rule set says."""
    with desk_of(http).installation.database.read() as session:
        return bodies.RulesBody(rules=[_rule(one) for one in standings(session, who.town)])


@routes.put("/rules/{rule:path}", response_model=bodies.RuleBody, summary="Say how much a rule does alone")
def say_level(
    http: HttpRequest, who: CallerOfReview, rule: Annotated[str, Path(min_length=1, max_length=200)], body: bodies.LevelBody
) -> Response:
    """Say how much a rule does alone, by an administrator's word. It works alone only once its measured precision has earned that."""
    wish = Wish(town=who.town, rule=RuleId(rule), level=body.level, why=body.reason)
    return answered_model(http, who, body, lambda: _rule(set_level(desk_of(http).installation, wish, body.agent, who.now)))


@routes.get("/{request_id}", response_model=bodies.QueuedBody, summary="Look at a request of the queue")
def look_at(http: HttpRequest, who: CallerOfReview, request_id: RowId) -> bodies.QueuedBody:
    """Return a request with its text and the other candidates."""
    record = _own(http, who, request_id)
    _note_read(http, who, record)
    with desk_of(http).installation.database.read() as session:
        (waiting,) = queue.waiting(session, [record.line], who.now)
    return bodies.queued_body(record, waiting, may_read=_may_read(http, who, record))


@routes.put("/{request_id}/claim", response_model=bodies.HeldBody, summary="Hold a request, or renew that")
def hold(http: HttpRequest, who: CallerOfReview, request_id: RowId, body: bodies.ActBody) -> Response:
    """Hold a request for an agent; while it lasts, nobody else decides it."""
    record = _open(http, who, request_id)
    return answered_model(
        http, who, body, lambda: bodies.held_body(queue.claim(desk_of(http).installation, record.line.id, body.agent, who.now))
    )


@routes.delete("/{request_id}/claim", status_code=204, summary="Leave a request to others")
def leave(
    http: HttpRequest, who: CallerOfReview, request_id: RowId, agent: Annotated[str, Query(min_length=1, max_length=200)]
) -> Response:
    """End an agent's claim; one that is over already changes nothing."""
    record = _own(http, who, request_id)
    return _once_told_nothing(http, who, agent, lambda: queue.release(desk_of(http).installation, record.line.id, agent, who.now))


@routes.post("/{request_id}/confirm", response_model=bodies.DecidedBody, summary="Confirm or correct a request")
def decide(http: HttpRequest, who: CallerOfReview, request_id: RowId, body: bodies.ConfirmBody) -> Response:
    """Decide a request. Where it has changed since that version the answer is 409, with who decided what and when."""
    record = _open(http, who, request_id)

    def do() -> bodies.DecidedBody:
        confirm(desk_of(http).installation, record.line.id, _correction(body), body.agent, who.now, body.version)
        return _decided(http, who, _own(http, who, request_id))

    return answered_model(http, who, body, do)


@routes.put("/{request_id}/requester", response_model=bodies.DecidedBody, summary="Set right who asks")
def set_requester(http: HttpRequest, who: CallerOfReview, request_id: RowId, body: bodies.RequesterBody) -> Response:
    """Set right who asks in a request in review and decide nothing; letters go to what is said from then on.

    Saying it again changes nothing. Name, telephone, e-mail and address stand before and after in the history. With `person` in a
    confirmation both are done in one go.
    """
    record = _open(http, who, request_id)

    def do() -> bodies.DecidedBody:
        correct_requester(desk_of(http).installation, record.line.id, body.person.told, body.agent, who.now, body.version)
        return _decided(http, who, _own(http, who, request_id))

    return answered_model(http, who, body, do)


@routes.post("/{request_id}/reject", response_model=bodies.DecidedBody, summary="Reject a request")
def reject(http: HttpRequest, who: CallerOfReview, request_id: RowId, body: bodies.RejectBody) -> Response:
    """Say that nothing is asked of the town."""
    record = _open(http, who, request_id)
    asked = Asked(request=record.line.id, step=Step(act=Act.REJECT, reason=body.reason), version=body.version)
    return answered_model(http, who, body, lambda: _decided(http, who, act(desk_of(http).installation, asked, body.agent, who.now)))


@routes.put("/{request_id}/put-off", response_model=bodies.DecidedBody, summary="Come back to a request later")
def put_off_one(http: HttpRequest, who: CallerOfReview, request_id: RowId, body: bodies.PutOffBody) -> Response:
    """Take a request out of the queue until a moment. A danger stays, and what the law presses for."""
    record = _open(http, who, request_id)
    delay = Delay(request=record.line.id, until=body.until, reason=body.reason, version=body.version)
    return answered_model(
        http, who, body, lambda: _decided(http, who, queue.put_off(desk_of(http).installation, delay, body.agent, who.now))
    )


@routes.delete("/{request_id}/put-off", status_code=204, summary="Bring a request back now")
def bring_back(
    http: HttpRequest, who: CallerOfReview, request_id: RowId, agent: Annotated[str, Query(min_length=1, max_length=200)]
) -> Response:
    """Bring a request back into the queue; one that is there changes nothing."""
    record = _open(http, who, request_id)
    return _once_told_nothing(http, who, agent, lambda: queue.bring_back(desk_of(http).installation, record.line.id, agent, who.now))


@routes.post("/{request_id}/undo", response_model=bodies.DecidedBody, summary="Undo what was decided last")
def take_back(http: HttpRequest, who: CallerOfReview, request_id: RowId, body: bodies.ActBody) -> Response:
    """Take the last confirmation back, or the joining to another request, until a notice of it has left: then 409, with what happened."""
    record = _own(http, who, request_id)
    _refuse_hidden_main(http, who, record)
    return answered_model(
        http, who, body, lambda: _decided(http, who, undo(desk_of(http).installation, record.line.id, body.agent, who.now))
    )


@routes.post("/{request_id}/attach", response_model=bodies.DecidedBody, summary="Attach a request to an existing one")
def attach(http: HttpRequest, who: CallerOfReview, request_id: RowId, body: bodies.AttachBody) -> Response:
    """Make a request a part of another one, and return that one."""
    record, main = _open(http, who, request_id), _open(http, who, body.main)

    def do() -> bodies.DecidedBody:
        return _decided(
            http, who, merging.merge(desk_of(http).installation, record.line.id, main.line.id, body.agent, who.now, body.version)
        )

    return answered_model(http, who, body, do)


@routes.post("/{request_id}/cut", response_model=bodies.CutDoneBody, summary="Make a part of a request a request of its own")
def cut_one(http: HttpRequest, who: CallerOfReview, request_id: RowId, body: bodies.CutBody) -> Response:
    """Make a part of a request's text a request of its own; people decide both."""
    record = _open(http, who, request_id)
    seen = Seen(request=record.line.id, version=body.version)

    def do() -> bodies.CutDoneBody:
        done = cut(desk_of(http).installation, seen, Span(start=body.start, end=body.end), body.agent, who.now)
        return bodies.CutDoneBody(kept=_decided(http, who, done.kept), made=_decided(http, who, done.made))

    return answered_model(http, who, body, do)


def _once_told_nothing(http: HttpRequest, who: Caller, agent: str, do: Callable[[], object]) -> Response:
    """Do what an address says, in the name of an agent, and answer nothing."""

    def told() -> None:
        with as_problems(http):
            do()

    return answered_once(http, who, f"{http.method} {agent}".encode(), told)


def _own(http: HttpRequest, who: Caller, request_id: int) -> RequestRecord:
    """Return a request of the caller's town. Raises ProblemError."""
    with as_problems(http), desk_of(http).installation.database.read() as session:
        record = requests.get(session, RequestId(request_id))
        if record.line.town != who.town or _seen(http, who, record) is Visibility.NOTHING:
            raise NotFoundError(say("There is no request {id}.", id=request_id))
        return record


def _open(http: HttpRequest, who: Caller, request_id: int) -> RequestRecord:
    """Return a request of the caller's town whose content is the key's to know. Raises ProblemError."""
    record = _own(http, who, request_id)
    if not _may_read(http, who, record):
        raise ProblemError(FORBIDDEN, "confidential", CONFIDENTIAL)
    return record


def _refuse_hidden_main(http: HttpRequest, who: Caller, record: RequestRecord) -> None:
    """Raise ProblemError where a request was joined to one that the key does not open: taking it out changes that one, too."""
    with desk_of(http).installation.database.read() as session:
        decided = confirmations.find_revocable(session, record.line.id)
        joined = find_standing(session, record, None if decided is None else decided.confirmation.at)
        main = None if joined is None else requests.get(session, joined.main)
    if main is not None and not _may_read(http, who, main):
        raise ProblemError(FORBIDDEN, "confidential", CONFIDENTIAL)


def _closed(http: HttpRequest, who: Caller, wanted: Sequence[RequestId]) -> frozenset[RequestId]:
    """Return those of some requests that are there for the key, and nothing more of them."""
    eyes = eyes_of_key(who)
    with desk_of(http).installation.database.read() as session:
        hidden = [one.id for one in requests.lines(session, wanted) if one.town == who.town and not eyes.shows(one)]
        found = [requests.get(session, one) for one in hidden]
    return frozenset(one.line.id for one in found if _seen(http, who, one) is not Visibility.WHOLE)


def _decided(http: HttpRequest, who: Caller, record: RequestRecord) -> bodies.DecidedBody:
    return bodies.decided_body(record, may_read=_may_read(http, who, record))


def _refused(http: HttpRequest, item: Item) -> bodies.ResultBody:
    message = desk_of(http).languages[language_of(http)].gettext(CONFIDENTIAL)
    return bodies.ResultBody(id=item.request, result=Result.REFUSED, message=message, request=None)


def _seen(http: HttpRequest, who: Caller, record: RequestRecord) -> Visibility:
    ruleset = desk_of(http).installation.towns.get(record.line.town).ruleset
    return eyes_of_key(who).sees(facts_of(ruleset, record))


def _may_read(http: HttpRequest, who: Caller, record: RequestRecord) -> bool:
    """Tell whether the content of a request is the key's to know; that of social ones no key opens."""
    return _seen(http, who, record) is Visibility.WHOLE


def _is_open(reach: Reach, line: RequestLine) -> bool:
    """Tell whether a list tells what a request is about: not of one that is not for everybody, for nothing is written down of a list."""
    return line.confidentiality is Confidentiality.NORMAL and reach.shows(line.town, line.department, line.confidentiality)


def _note_read(http: HttpRequest, who: Caller, record: RequestRecord) -> None:
    """Write into the journal that somebody looked at what is not for everybody."""
    confidentiality = record.line.confidentiality
    if confidentiality is Confidentiality.NORMAL:
        return
    action = "read" if _may_read(http, who, record) else "refused"
    facts = {"what": "review", "confidentiality": int(confidentiality)}
    with desk_of(http).installation.database.write() as session:
        journal.append(session, at=who.now, town=who.town, actor=who.name, action=action, object=f"request {record.line.id}", details=facts)


def _cursor(text: str | None) -> Cursor | None:
    try:
        return None if text is None else Cursor.parse(text)
    except ValueError as error:
        raise ProblemError(400, "cursor", _CURSOR) from error


def _correction(body: bodies.CorrectionBody) -> Correction:
    return Correction(
        subject=None if body.subject is None else SubjectCode(body.subject),
        department=None if body.department is None else DepartmentCode(body.department),
        street=body.street,
        number=body.number,
        requester=None if body.person is None else body.person.told,
    )


def _doing(place: int, one: bodies.ItemBody) -> Doing:
    if one.act == "confirm":
        return Confirming(correction=_correction(one))
    if one.act == "reject":
        return Rejecting(reason=one.reason)
    if one.until is None:
        raise ProblemError(WRONG, "invalid", errors=(Wrong(field=f"items.{place}.until", code="missing", message=_NO_MOMENT),))
    return PuttingOff(until=one.until, reason=one.reason)


def _result(http: HttpRequest, who: Caller, done: Done) -> bodies.ResultBody:
    record = None if done.record is None else _decided(http, who, done.record)
    message = None if done.error is None else sentences(http, done.error)
    return bodies.ResultBody(id=done.item.request, result=done.result, message=message, request=record)


def _rule(one: Standing) -> bodies.RuleBody:
    said = one.said
    return bodies.RuleBody(
        rule=one.rule,
        level=one.level,
        since=None if said is None else said.since.isoformat(timespec="seconds"),
        by=None if said is None else said.by,
        why=None if said is None else said.why,
        confirmed=one.measured.confirmed,
        right=one.measured.right,
        has_earned=one.has_earned,
    )
