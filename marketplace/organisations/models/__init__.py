"""The tables of organisations."""

from marketplace.organisations.models.certificate import Certificate, CertificateKind, CertificateState, VerifiedHow
from marketplace.organisations.models.distinction import Distinction
from marketplace.organisations.models.kinds import (
    AgriculturalType,
    LegalStatus,
    OrganisationKind,
    Origin,
    SizeClass,
    SoeClass,
)
from marketplace.organisations.models.likeness import FoundLikeness
from marketplace.organisations.models.organisation import Organisation, Source, soe_class_of
from marketplace.organisations.models.profile import Rating, RatingGrade, Site, SiteKind, StatusRecord, UnionMembership
from marketplace.organisations.models.recognition import (
    CheckDigit,
    Observation,
    ObservationKind,
    Recognition,
    RecognitionKind,
    TracedProduct,
)
from marketplace.organisations.models.track import TrackRecord, TrackReply

__all__ = [
    "AgriculturalType",
    "Certificate",
    "CertificateKind",
    "CertificateState",
    "CheckDigit",
    "Distinction",
    "FoundLikeness",
    "LegalStatus",
    "Observation",
    "ObservationKind",
    "Organisation",
    "OrganisationKind",
    "Origin",
    "Rating",
    "RatingGrade",
    "Recognition",
    "RecognitionKind",
    "Site",
    "SiteKind",
    "SizeClass",
    "SoeClass",
    "Source",
    "StatusRecord",
    "TracedProduct",
    "TrackRecord",
    "TrackReply",
    "UnionMembership",
    "VerifiedHow",
    "soe_class_of",
]
