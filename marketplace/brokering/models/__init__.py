"""The tables of brokering."""

from marketplace.brokering.models.case import Case, CaseClosing, CaseStage, Consent, ConsentHow, Stage
from marketplace.brokering.models.desk import Handover, Talk, TalkKind, Task
from marketplace.brokering.models.members import LeavingReason, Member
from marketplace.brokering.models.messages import Message, MessageFile
from marketplace.brokering.models.movements import Movement, MovementKind
from marketplace.brokering.models.planned import PlannedShare
from marketplace.brokering.models.terms import (
    Acceptance,
    Commitment,
    DisputeForum,
    InputKind,
    PaymentMethod,
    Terms,
    TermsGrade,
    TermsInput,
    TermsPeriod,
    TransportPayer,
)

__all__ = [
    "Acceptance",
    "Case",
    "CaseClosing",
    "CaseStage",
    "Commitment",
    "Consent",
    "ConsentHow",
    "DisputeForum",
    "Handover",
    "InputKind",
    "LeavingReason",
    "Member",
    "Message",
    "MessageFile",
    "Movement",
    "MovementKind",
    "PaymentMethod",
    "PlannedShare",
    "Stage",
    "Talk",
    "TalkKind",
    "Task",
    "Terms",
    "TermsGrade",
    "TermsInput",
    "TermsPeriod",
    "TransportPayer",
]
