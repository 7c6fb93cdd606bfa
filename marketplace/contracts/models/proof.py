"""What proves a contract: the signed file and each side's confirmation of the same revision."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.brokering.models import ConsentHow, Terms
from marketplace.clock import now
from marketplace.contracts.models.annexes import Annex
from marketplace.contracts.models.contract import Contract
from marketplace.extensions import Base, PublicId, UtcDateTime, enum_column
from marketplace.files.models import StoredFile
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class DocumentKind(Labelled):
    """What a file is."""

    SIGNED_SCAN = "signed_scan", _l("Bản chụp hợp đồng đã ký")
    OTHER = "other", _l("Tài liệu kèm theo")


class ContractDocument(PublicId, Base):
    """A file of a contract. The same signed bytes cannot prove two contracts."""

    __tablename__ = "contract_documents"
    __table_args__ = (
        sa.Index("uq_contract_documents_signed_sha256", "sha256", unique=True,
                 sqlite_where=sa.text("kind = 'signed_scan' AND withdrawn_at IS NULL"),
                 postgresql_where=sa.text("kind = 'signed_scan' AND withdrawn_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"), index=True)
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_files.id"))
    kind: Mapped[DocumentKind] = enum_column(DocumentKind)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"))
    uploaded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contract: Mapped[Contract] = relationship(back_populates="documents")
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)
    digital_signatures: Mapped[list[DigitalSignature]] = relationship(order_by="DigitalSignature.id", lazy="selectin")

    def proves(self, terms_id: int) -> bool:
        """Whether it is the standing signed copy of this revision; a file altered after signing proves nothing."""
        stands = self.kind is DocumentKind.SIGNED_SCAN and self.terms_id == terms_id and self.withdrawn_at is None
        return stands and not self.is_altered

    @property
    def is_altered(self) -> bool:
        """Whether a digital signature in it says that the file was changed after it was made."""
        return any(not signature.holds for signature in self.digital_signatures)


class Signature(Base):
    """A side's confirmation that it signed this revision, on a day, as it says or as staff recorded.

    When verification sends the contract back, confirmations are withdrawn, never deleted.
    """

    __tablename__ = "signatures"
    __table_args__ = (
        sa.CheckConstraint("how = 'online' OR evidence IS NOT NULL", name="recorded_has_evidence"),
        sa.Index("uq_signatures_standing", "contract_id", "organisation_id", "terms_id", unique=True,
                 sqlite_where=sa.text("withdrawn_at IS NULL"), postgresql_where=sa.text("withdrawn_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"))
    signed_on: Mapped[date]
    signer: Mapped[str] = mapped_column(sa.String(120))
    how: Mapped[ConsentHow] = enum_column(ConsentHow)
    evidence: Mapped[str | None] = mapped_column(sa.String(500))
    confirmed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contract: Mapped[Contract] = relationship(back_populates="signatures")


class DigitalSignature(Base):
    """A digital signature found in an uploaded PDF, as it was read and checked on arrival. Never changed."""

    __tablename__ = "digital_signatures"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("contract_documents.id"), index=True)
    signer: Mapped[str] = mapped_column(sa.String(200))
    issuer: Mapped[str] = mapped_column(sa.String(200))
    serial: Mapped[str] = mapped_column(sa.String(80))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_intact: Mapped[bool]
    covers_whole: Mapped[bool]
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def holds(self) -> bool:
        """Whether what was signed is what is there: unbroken, and nothing but further signatures added after it."""
        return self.is_intact and self.covers_whole


class Print(PublicId, Base):
    """A paper that was drawn up for printing: its address stands in the QR code. Never changed.

    `sha256` is the fingerprint of everything the paper says; the page behind the code compares it with today's.
    """

    __tablename__ = "contract_prints"
    __table_args__ = (sa.UniqueConstraint("contract_id", "annex_id", "sha256", "template"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"), index=True)
    annex_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contract_annexes.id"))
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    template: Mapped[str] = mapped_column(sa.String(40))
    printed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    printed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    contract: Mapped[Contract] = relationship()
    annex: Mapped[Annex | None] = relationship()
    terms: Mapped[Terms] = relationship()
