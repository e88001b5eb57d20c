"""Tables. Every row that belongs to a town says so; times are UTC; JSON columns hold the domain types of `store.mapping`."""

from store.schema.agents import AgentRow, BacktestRow, ConfirmationRow, LearnedCountRow, LearnedStepRow, MemberRow, SessionRow
from store.schema.api import AnsweredWriteRow, ApiKeyRow, ReceiptRow
from store.schema.arrivals import CollectedFolderRow, CollectedMailRow, DraftRow, InboundRow, OriginalRow, RecentMessageRow
from store.schema.base import Base, table_of
from store.schema.calls import CallBackRow, CallFaultRow, CallLogRow, CallMappingRow, CallRow, CallSourceRow
from store.schema.channels import ChannelRow, FirstRunRow
from store.schema.conservation import NightlyCountRow, QuarantineRow
from store.schema.deadlines import NextLookRow, ReminderMailRow, ReminderReadRow, ReminderRow, SuspensionRow
from store.schema.departments import AbsenceRow, DepartmentLookRow, TransmissionRow
from store.schema.desk import AddedFileRow, NoteRow, RingRow, SavedFilterRow, TaskRow
from store.schema.dossiers import DossierContactRow, DossierMergeRow, DossierNameRow, DossierRow
from store.schema.facts import (
    NEVER,
    FactClosingRow,
    FactDecisionRow,
    FactDueRow,
    FactKeyRow,
    FactLetterRow,
    FactMomentRow,
    FactRow,
    FactSealRow,
    FactSpellRow,
)
from store.schema.folders import DropFolderRow, DroppedFileRow
from store.schema.forms import FormSecretRow, FormSubmissionRow, FormVersionRow
from store.schema.incidents import IncidentStepRow, InclusionRow, JoiningRow
from store.schema.letters import LetterModelRow, OfficeTemplateRow, RelayMinuteRow
from store.schema.paper import HeapRow, PageRow
from store.schema.printing import LetterSheetRow, PrintBatchLetterRow, PrintBatchRow, SignaturePictureRow, StationeryRow
from store.schema.protection import (
    DoomedOriginalRow,
    ErasureRow,
    ReadingRow,
    RetentionHoldRow,
    RetentionRunRow,
    RetentionTermsRow,
    RightsRequestRow,
)
from store.schema.queries import MailingItemRow, MailingRow, SavedQueryRow
from store.schema.reports import ReportActionsRow, ReportFileRow, ReportRecipientRow, ReportScheduleRow, ReportSendingRow
from store.schema.requests import CONCEALABLE, IN_REVIEW, OPEN, UNTIMED, CounterRow, FollowUpRow, HistoryRow, LinkRow, RequestRow, ThreadRow
from store.schema.review import AutonomyRow, AutonomyTermsRow, ClaimRow, PutOffRow, RetractionRow, TypingRow
from store.schema.rules import BacktestRunRow
from store.schema.saved_questions import SavedQuestionRow
from store.schema.sign_in import IdentityRow, PasswordLinkRow, ProviderVisitRow, RecoveryCodeRow, SecondFactorRow, SecondFactorRuleRow
from store.schema.signing import SignatureCircuitRow, SignatureDelegationRow
from store.schema.towns import MailboxRow, PlacesRow, RuleSetRow, StreetRow, TownLogoRow, TownRow
from store.schema.work import AddressFaultRow, DeliveryRow, JobRow, JournalHeadRow, JournalRow, OutboxRow

__all__ = [
    "CONCEALABLE",
    "IN_REVIEW",
    "NEVER",
    "OPEN",
    "UNTIMED",
    "AbsenceRow",
    "AddedFileRow",
    "AddressFaultRow",
    "AgentRow",
    "AnsweredWriteRow",
    "ApiKeyRow",
    "AutonomyRow",
    "AutonomyTermsRow",
    "BacktestRow",
    "BacktestRunRow",
    "Base",
    "CallBackRow",
    "CallFaultRow",
    "CallLogRow",
    "CallMappingRow",
    "CallRow",
    "CallSourceRow",
    "ChannelRow",
    "ClaimRow",
    "CollectedFolderRow",
    "CollectedMailRow",
    "ConfirmationRow",
    "CounterRow",
    "DeliveryRow",
    "DepartmentLookRow",
    "DoomedOriginalRow",
    "DossierContactRow",
    "DossierMergeRow",
    "DossierNameRow",
    "DossierRow",
    "DraftRow",
    "DropFolderRow",
    "DroppedFileRow",
    "ErasureRow",
    "FactClosingRow",
    "FactDecisionRow",
    "FactDueRow",
    "FactKeyRow",
    "FactLetterRow",
    "FactMomentRow",
    "FactRow",
    "FactSealRow",
    "FactSpellRow",
    "FirstRunRow",
    "FollowUpRow",
    "FormSecretRow",
    "FormSubmissionRow",
    "FormVersionRow",
    "HeapRow",
    "HistoryRow",
    "IdentityRow",
    "InboundRow",
    "IncidentStepRow",
    "InclusionRow",
    "JobRow",
    "JoiningRow",
    "JournalHeadRow",
    "JournalRow",
    "LearnedCountRow",
    "LearnedStepRow",
    "LetterModelRow",
    "LetterSheetRow",
    "LinkRow",
    "MailboxRow",
    "MailingItemRow",
    "MailingRow",
    "MemberRow",
    "NextLookRow",
    "NightlyCountRow",
    "NoteRow",
    "OfficeTemplateRow",
    "OriginalRow",
    "OutboxRow",
    "PageRow",
    "PasswordLinkRow",
    "PlacesRow",
    "PrintBatchLetterRow",
    "PrintBatchRow",
    "ProviderVisitRow",
    "PutOffRow",
    "QuarantineRow",
    "ReadingRow",
    "ReceiptRow",
    "RecentMessageRow",
    "RecoveryCodeRow",
    "RelayMinuteRow",
    "ReminderMailRow",
    "ReminderReadRow",
    "ReminderRow",
    "ReportActionsRow",
    "ReportFileRow",
    "ReportRecipientRow",
    "ReportScheduleRow",
    "ReportSendingRow",
    "RequestRow",
    "RetentionHoldRow",
    "RetentionRunRow",
    "RetentionTermsRow",
    "RetractionRow",
    "RightsRequestRow",
    "RingRow",
    "RuleSetRow",
    "SavedFilterRow",
    "SavedQueryRow",
    "SavedQuestionRow",
    "SecondFactorRow",
    "SecondFactorRuleRow",
    "SessionRow",
    "SignatureCircuitRow",
    "SignatureDelegationRow",
    "SignaturePictureRow",
    "StationeryRow",
    "StreetRow",
    "SuspensionRow",
    "TaskRow",
    "ThreadRow",
    "TownLogoRow",
    "TownRow",
    "TransmissionRow",
    "TypingRow",
    "table_of",
]
