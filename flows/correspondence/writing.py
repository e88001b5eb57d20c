"""Write to requesters, within the transaction of what they are told of; nobody is told twice of one thing, and no letter has a hole.

A letter that must not leave by itself is written all the same and held in sight: what it answers is abusive, its sender looks forged, its
model names something the request does not have, nobody is there to sign it. Somebody without e-mail gets a letter to print.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.authenticity import is_forged
from domain.citizen import Notices
from domain.deadline import Acknowledgement
from domain.department import Department, DepartmentKind
from domain.draft import Flag
from domain.form import ConsentUse
from domain.ids import DepartmentCode, RequestId
from domain.inbound import Channel
from domain.lifecycle import Step
from domain.town import Town
from flows import notice
from flows.clocks import find_promise
from flows.correspondence import models
from flows.correspondence.enclosures import enclosed
from flows.correspondence.facts import Known, fields_of, find_signatory, is_secret, reference, silence_of, subject_of
from flows.correspondence.hand import DELEGATED, OF_DELEGATE, OWN, SIGNING, Hand, texts
from flows.correspondence.models import Current
from flows.correspondence.occasion import Occasion, of_step
from flows.correspondence.recipient import ByMail, ByPost, Way, way_to, written_to
from flows.correspondence.texting import Texting, has_gateway, mobile_of
from flows.correspondence.tongues import Text, in_both, is_english
from flows.portal_settings import address_in
from flows.post import BY_POST, post
from flows.rights import OWED
from flows.settings import Settings
from flows.town_views import TownView
from letters import page
from letters.kinds import PRINTED, SIGNED, TELLING, Language, ModelKey, acknowledgement, may_stand_for, texted
from letters.model import UnresolvedError, UnwritableError, Written, names, write
from letters.wished import OPTIONAL, is_spared
from store import agents, citizens, consents, follow_ups, logos, outbox, portals, requests, signatures, tracking
from store.mapping import dump
from store.outbox import Held, Letter, LetterRecord
from store.requests import RequestRecord

BY_HAND = "—"
"""Stands for the address of a letter to print whose own is not known here."""


def is_on(settings: Settings, town: Town) -> bool:
    """Tell whether a town writes to requesters: as it says itself, else as soon as there is a relay."""
    return settings.relay_url is not None if town.writes_to_requesters is None else town.writes_to_requesters


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writes to the requesters of a town at a moment. ``session`` is the transaction of what they are told of."""

    settings: Settings
    view: TownView
    session: Session
    now: datetime
    agent: str | None = None
    """The login of who acts, None for the machine."""
    hand: Hand | None = None
    """Who is to sign what is composed, where that is another day's business."""

    def acknowledge(self, request: RequestId) -> tuple[Letter, ...]:
        """Return the acknowledgement of a request that has its number and its department; the same is written once."""
        return self.acknowledge_as(requests.get(self.session, request)) if is_on(self.settings, self.view.town) else ()

    def acknowledge_as(self, record: RequestRecord) -> tuple[Letter, ...]:
        """Return the acknowledgement of a request that stands as ``record`` says, be that written yet or not."""
        if not is_on(self.settings, self.view.town):
            return ()
        occasion = self.acknowledgement(record)
        if occasion is None:
            return ()
        own = self.of(record, occasion)
        return own if occasion.authority is None else (*own, *self._to_authority(record, occasion))

    def acknowledgement(self, record: RequestRecord) -> Occasion | None:
        """Return the occasion of acknowledging a request; None for one whose type the town does not know any more."""
        model = self.acknowledged_by(record)
        if model is not ModelKey.TRANSFERRED and subject_of(self.view, record) is None:
            return None
        authority = record.line.department if model is ModelKey.TRANSFERRED else None
        event = f"{model}:{record.line.id}" if authority is None else f"{model}:{record.line.id}:{authority}"
        return Occasion(model=model, event=event, authority=authority, agent=self.agent, name=asked_for(record, model))

    def acknowledged_by(self, record: RequestRecord) -> ModelKey:
        """Return the letter that acknowledges a request as it stands.

        What another authority decides it acknowledges itself (L. 114-4): its requester is told who that is (L. 114-2).
        """
        department, subject = self._department(record.line.department), subject_of(self.view, record)
        if department is not None and department.kind is DepartmentKind.EXTERNAL:
            return ModelKey.TRANSFERRED
        if subject is None or self._acknowledgement(record) is Acknowledgement.RECEIPT:
            return ModelKey.RECEIVED
        return acknowledgement(subject.nature, silence_of(self.view, record))

    def told_of_step(self, record: RequestRecord, step: Step, event: str | None = None) -> tuple[Letter, ...]:
        """Return what tells the requesters of a request, and the authority it is transferred to, of an act just done.

        ``record`` is the request as it stood before, ``event`` what the letters tell of where that is more than this act.
        """
        line = record.line
        if not is_on(self.settings, self.view.town):
            return ()
        occasion = of_step(step, self.agent or "", event or f"{step.act}:{line.id}:{line.version}")
        if occasion is None:
            return ()
        occasion = replace(occasion, name=asked_for(record, occasion.model) or occasion.name)
        changed = requests.get(self.session, line.id)
        own = self.of(changed, occasion)
        return (*own, *self._to_authority(changed, occasion)) if occasion.model is ModelKey.TRANSFERRED else own

    def to_authority(self, record: RequestRecord, authority: DepartmentCode, event: str) -> tuple[Letter, ...]:
        """Return what another authority is written of a request that it has, once for each event."""
        occasion = Occasion(model=ModelKey.TRANSFERRED, event=event, authority=authority, agent=self.agent)
        return tuple(self._to_authority(record, occasion))

    def merged(self, record: RequestRecord, main: RequestRecord) -> tuple[Letter, ...]:
        """Return what tells the requester of a request that it is a part of another one by now; nothing where that is his own, too."""
        if not is_on(self.settings, self.view.town) or self._address(record) in {None, self._address(main)}:
            return ()
        event = f"{ModelKey.DUPLICATE}:{record.line.id}:{main.line.id}"
        occasion = Occasion(model=ModelKey.DUPLICATE, event=event, agent=self.agent)
        return tuple(self._to_requester(record, occasion, reference(main)))

    def of(self, record: RequestRecord, occasion: Occasion) -> tuple[Letter, ...]:
        """Return the letters of an occasion to all who asked: in the request itself, and in those that are a part of it."""
        parts = [requests.get(self.session, line.id) for line in follow_ups.merged(self.session, record.line.id)]
        found: dict[tuple[str, str], Letter] = {}
        for one in (record, *parts):
            # A part stands where its main request stands.
            told = one if one is record else as_part(one, record)
            main = None if one is record else reference(record)
            for letter in self._to_requester(told, occasion, main):
                found.setdefault((letter.recipient, str(letter.event)), letter)
        return tuple(found.values())

    def post(self, written: Sequence[Letter]) -> tuple[str, ...]:
        """Write letters into the outbox; return the queues that have work then."""
        return post(self.settings, self.session, written, self.now) if written else ()

    def compose(
        self, record: RequestRecord, occasion: Occasion, main: str | None, way: Way, *, is_discreet: bool, model: Current | None = None
    ) -> dict[str, object]:
        """Return what a letter says, by the model that counts where none is given; below it in English to who wrote in English.

        Raises UnresolvedError where a model names something the request does not have, UnwritableError where it fails.
        """
        used = model or self._model(occasion)
        known = self.known(record, occasion, main, way, is_discreet=is_discreet)
        if occasion.model in SIGNED and find_signatory(self.view.town.signatories, occasion.agent) is None:
            raise UnresolvedError(_SIGNATORY)
        written = self._under(write(used.model, fields_of(known)))
        text = Text(subject=written.subject, body=written.text, rich=written.rich, html=page.html(written.rich))
        if model is None and is_english(self.view.town, record.draft) and Language.ENGLISH in models.languages(occasion.model):
            english = self._model(occasion, Language.ENGLISH)
            text = in_both(written, self._under(write(english.model, fields_of(replace(known, language=Language.ENGLISH)))))
        is_answer = record.line.channel is Channel.EMAIL and occasion.model is not ModelKey.TO_AUTHORITY
        answered = record.draft.source_id if is_answer else None
        return {
            "subject": text.subject,
            "body": text.body,
            "html": text.html,
            # What its marks say, for paper; a text without any says the same.
            **({"rich": text.rich} if page.OWN.search(text.rich) else {}),
            "model": occasion.model.value,
            "version": used.number,
            **({"name": used.key} if used.key != occasion.model else {}),
            **({"answers": answered} if answered else {}),
        }

    def known(self, record: RequestRecord, occasion: Occasion, main: str | None, way: Way, *, is_discreet: bool) -> Known:
        """Return what the fields of a letter are filled from."""
        agent = agents.find_by_login(self.session, occasion.agent) if occasion.agent else None
        return Known(
            view=self.view,
            record=record,
            occasion=occasion,
            now=self.now,
            url=self.settings.public_url,
            requester=written_to(record),
            agent=None if agent is None else agent.name,
            quality=None if agent is None else agent.quality,
            main=main,
            has_logo=logos.find_mark(self.session, self.view.town.id) is not None,
            by="papier" if isinstance(way, ByPost) else "courriel",
            is_discreet=is_discreet,
            hand=self.hand,
            follow=self._follow(record),
        )

    def _follow(self, record: RequestRecord) -> str | None:
        """Return where a request is followed: with its code, which opens nothing without what its requester gave besides."""
        if self.settings.url is None or not portals.find(self.session, self.view.town.id)[0].open:
            return None
        code = tracking.read_code(record.line.tracking)
        address = f"{address_in(self.session, self.settings.public_url, self.view.town.id)}/follow"
        return address if code is None else f"{address}?code={code}"

    def written(self, record: RequestRecord) -> tuple[LetterRecord, ...]:
        """Return the letters about a request that were written before."""
        return outbox.of_request(self.session, record.line.id)

    def may_be_receipt(self, record: RequestRecord, occasion: Occasion) -> bool:
        """Tell whether the models an acknowledgement is written by say what a record of receipt has to (R. 112-11-1)."""
        tongues = models.languages(occasion.model) if is_english(self.view.town, record.draft) else (Language.FRENCH,)
        try:
            return all("fiche.est_enregistrement" in names(self._model(occasion, tongue).model) for tongue in tongues)
        except UnwritableError:
            return False

    def _model(self, occasion: Occasion, language: Language = Language.FRENCH) -> Current:
        return models.current(self.session, self.view.town.id, occasion.name or occasion.model, language)

    def letter(self, record: RequestRecord, occasion: Occasion, way: Way, main: str | None = None) -> Letter:
        """Return a letter, held where it must not leave by itself."""
        is_mail = isinstance(way, ByMail)
        recipient = way.address if isinstance(way, ByMail) else (way.address or BY_HAND)
        kept: dict[str, object] = {"occasion": dump(occasion), **({"main": main} if main else {}), **({} if is_mail else {"way": BY_POST})}
        made = Letter(
            town=self.view.town.id,
            request=record.line.id,
            kind=notice.LETTER,
            recipient=recipient,
            payload=kept,
            # One mail tells who asked twice; of two who gave no address, each has a letter to himself.
            event=occasion.event if is_mail else f"{occasion.event}:print:{record.line.id}",
        )
        try:
            payload, why = self.said(record, occasion, main, way)
        except UnresolvedError as error:
            held = Held.SIGNATORY if error.field == _SIGNATORY else Held.UNRESOLVED
            return replace(made, held=held, payload={**kept, "model": occasion.model.value, "field": error.field})
        except UnwritableError:
            # Whatever the town wrote: what a letter tells of is kept, and the letter waits in sight.
            return replace(made, held=Held.UNWRITABLE, payload={**kept, "model": occasion.model.value})
        return replace(made, held=why, payload={**kept, **payload})

    def said(self, record: RequestRecord, occasion: Occasion, main: str | None, way: Way) -> tuple[dict[str, object], Held | None]:
        """Return what a letter says, and why it does not leave by itself: somebody may have to sign it. Raises as `compose`."""
        is_discreet = isinstance(way, ByMail) and is_secret(record)
        payload = self.compose(record, occasion, main, way, is_discreet=is_discreet)
        circuit, _ = signatures.find(self.session, self.view.town.id)
        if not circuit.wants(occasion.model, occasion.name):
            return payload, holding(record, way)
        signatory = find_signatory(self.view.town.signatories, occasion.agent)
        if signatory is None:
            raise UnresolvedError(_SIGNATORY)
        own = replace(self, hand=Hand(signatory=signatory)).compose(record, occasion, main, way, is_discreet=is_discreet)
        try:
            other = replace(self, hand=OF_DELEGATE[0]).compose(record, occasion, main, way, is_discreet=is_discreet)
        except UnresolvedError:
            other = replace(self, hand=OF_DELEGATE[1]).compose(record, occasion, main, way, is_discreet=is_discreet)
        waiting = {
            "signatory": signatory.name,
            "quality": signatory.quality,
            "by": self.agent or occasion.agent,
            "is_open": record.line.status.is_open,
            "version": 1,
        }
        return {**payload, SIGNING: {**waiting, OWN: texts(own), DELEGATED: texts(other)}}, Held.TO_SIGN

    def _under(self, written: Written) -> Written:
        return written if self.hand is None else self.hand.under(written)

    def _to_requester(self, record: RequestRecord, occasion: Occasion, main: str | None) -> Iterator[Letter]:
        way = way_to(self.session, self.view, record)
        yield from self._texted(record, occasion, main)
        if way is None:
            return
        if isinstance(way, ByPost):
            if occasion.model in PRINTED and self._is_owed_on_paper(record, occasion, way):
                yield self.letter(record, occasion, way, main)
            return
        if self._is_spared(record, occasion, way):
            return
        if not (is_secret(record) and occasion.model in TELLING):
            yield self.letter(record, occasion, way, main)
            return
        yield self.letter(record, occasion.instead(ModelKey.DISCREET), way, main)
        posted = written_to(record).address
        if posted is not None and occasion.model in PRINTED:
            yield self.letter(record, occasion, ByPost(address=posted), main)

    def _texted(self, record: RequestRecord, occasion: Occasion, main: str | None) -> Iterator[Letter]:
        """Yield the text message that tells of it who gave a mobile number alone, where the town has a gateway."""
        key = texted(occasion.model)
        if key is None or not has_gateway(self.settings, self.view.town):
            return
        if consents.is_refused(self.session, record.line.id, ConsentUse.SMS):
            return
        mobile = mobile_of(self.session, self.view.town, written_to(record), record.draft.text)
        if mobile is not None:
            known = self.known(record, occasion, main, ByMail(address=""), is_discreet=is_secret(record))
            language = Language.ENGLISH if is_english(self.view.town, record.draft) else Language.FRENCH
            texting = Texting(session=self.session, known=replace(known, language=language), occasion=occasion, key=key)
            yield replace(texting.letter(mobile), held=Held.ABUSIVE if Flag.ABUSIVE in record.line.flags else None)

    def _to_authority(self, record: RequestRecord, occasion: Occasion) -> Iterator[Letter]:
        """Yield what goes to another authority: a mail, or where that would tell of a secret, or there is no address, one to print."""
        external = self._department(occasion.authority)
        if external is None:
            return
        told = occasion.instead(ModelKey.TO_AUTHORITY)
        is_mailed = external.email is not None and not is_secret(record)
        file = enclosed(self.session, record, is_mailed=is_mailed)
        told = replace(told, event=f"{told.model}:{occasion.event}", enclosed=file.names, left_out=file.left_out)
        way: Way = ByMail(address=external.email or "") if is_mailed else ByPost(address=external.label)
        made = self.letter(record, told, way)
        payload = {**made.payload, **({"attachments": list(file.parts)} if file.parts else {})}
        # Whoever wrote it, the authority has to see it.
        yield replace(made, kind=notice.AUTHORITY, payload=payload, held=None if made.held is Held.DOUBTFUL else made.held)

    def _is_spared(self, record: RequestRecord, occasion: Occasion, way: ByMail) -> bool:
        """Tell whether its citizen does without a letter; where several have the request, his own address decides."""
        if occasion.model not in OPTIONAL:
            return False
        if consents.is_refused(self.session, record.line.id, ConsentUse.MAIL):
            return is_spared(Notices.NONE, occasion.model, is_owed=self._is_owed(record))
        wanted = citizens.find_notices(self.session, record.line.id, way.address)
        return wanted is not None and is_spared(wanted, occasion.model, is_owed=self._is_owed(record))

    def _is_owed(self, record: RequestRecord) -> bool:
        subject = subject_of(self.view, record)
        return subject is None or subject.nature in OWED

    def _is_owed_on_paper(self, record: RequestRecord, occasion: Occasion, way: ByPost) -> bool:
        """Tell whether a letter is printed: an answer is; an acknowledgement for whom the law wants one (L. 112-3)."""
        if occasion.model in TELLING:
            return way.address is not None or record.line.channel is not Channel.COUNTER
        return self._acknowledgement(record) is Acknowledgement.EVERY_CHANNEL

    def _acknowledgement(self, record: RequestRecord) -> Acknowledgement | None:
        promise = find_promise(self.view.ruleset, record.line.subject)
        return None if promise is None else promise.acknowledgement

    def _address(self, record: RequestRecord) -> str | None:
        way = way_to(self.session, self.view, record)
        return None if way is None else way.address

    def _department(self, code: DepartmentCode | None) -> Department | None:
        return next((one for one in self.view.ruleset.departments if one.code == code), None)


_SIGNATORY = "signataire.nom"


def asked_for(record: RequestRecord, model: ModelKey) -> str | None:
    """Return the model that a rule asks for in place of a usual one, for what it routes; None where people sent it elsewhere, or none does.

    One that would say less than the law wants is passed over.
    """
    decided = record.decision.orientation
    if (record.line.subject, record.line.department) != (decided.subject, decided.department):
        return None
    return next((name for name in decided.letters if name != model and may_stand_for(name, model)), None)


def holding(record: RequestRecord, way: Way) -> Held | None:
    """Return why a letter that says all it has to does not leave by itself."""
    if Flag.ABUSIVE in record.line.flags:
        return Held.ABUSIVE
    if isinstance(way, ByPost):
        return Held.PRINT
    return Held.DOUBTFUL if is_forged(record.draft.authenticity) else None


def as_part(part: RequestRecord, main: RequestRecord) -> RequestRecord:
    """Return a part as its requester is told of it: his own words, where and by when its main request is dealt with."""
    line = replace(
        part.line,
        situation=main.line.situation,
        number=part.line.number or main.line.number,
        department=main.line.department,
        confidentiality=max(part.line.confidentiality, main.line.confidentiality),
    )
    return replace(part, line=line, timing=main.timing)
