"""Identifiers, one type each, so that none is passed in another's place."""

from typing import NewType

TownId = NewType("TownId", str)
"""Short name of a town (commune) within an installation, such as ``valognes``."""

InboundId = NewType("InboundId", int)
DraftId = NewType("DraftId", int)
RequestId = NewType("RequestId", int)
JobId = NewType("JobId", int)
AgentId = NewType("AgentId", int)
CitizenId = NewType("CitizenId", int)

SubjectCode = NewType("SubjectCode", str)
"""Entry of the subject tree (type de demande), such as ``VOI-01``."""

DepartmentCode = NewType("DepartmentCode", str)
"""Department (service), such as ``VOI``; external bodies begin with ``X-``."""

RuleId = NewType("RuleId", str)
SectorName = NewType("SectorName", str)
Sha256 = NewType("Sha256", str)
"""Lower-case hexadecimal SHA-256 of an original."""

TrackingCode = NewType("TrackingCode", str)
"""Code a requester follows a request by, such as ``K7P4-2QXM`` (code de suivi)."""

UNCLASSIFIED = SubjectCode("AUT-00")
"""Subject of what matched nothing (autre, non classé)."""
