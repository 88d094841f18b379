"""Services and their standards (standar pelayanan) by the 14 components of PermenPANRB 15/2014."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from loket.database import Base, utc_now
from loket.partners.models import Partner
from loket.regions.models import Region


class Confidence(enum.StrEnum):
    """How sure the source is. LOW is shown as "perlu dikonfirmasi"."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class StandardState(enum.StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Component(enum.StrEnum):
    """The 14 components (six that face the citizen, eight inside), and three that citizens ask for besides."""

    REQUIREMENTS = "requirements"
    PROCEDURE = "procedure"
    DURATION = "duration"
    COST = "cost"
    PRODUCT = "product"
    COMPLAINTS = "complaints"
    LEGAL_BASIS = "legal_basis"
    FACILITIES = "facilities"
    STAFF_COMPETENCE = "staff_competence"
    INTERNAL_SUPERVISION = "internal_supervision"
    STAFF_NUMBER = "staff_number"
    SERVICE_GUARANTEE = "service_guarantee"
    SAFETY_GUARANTEE = "safety_guarantee"
    PERFORMANCE_EVALUATION = "performance_evaluation"
    HOURS = "hours"
    ONLINE_LINK = "online_link"
    CONTACT = "contact"


class Service(Base):
    """One public service, in every region where it is offered."""

    __tablename__ = "services"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True, comment="Slug; also the Rasa entity value")
    name: Mapped[str] = mapped_column(String(120), index=True)
    short_name: Mapped[str] = mapped_column(String(40), comment="As a button shows it")
    owner: Mapped[str] = mapped_column(String(200), comment="Kind of office that serves, as text")
    level: Mapped[str] = mapped_column(String(20), comment="Set at: nasional, provinsi, daerah or campuran")
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"), comment="NULL = the state")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), comment="NULL = offered everywhere")
    office_kinds: Mapped[list[str]] = mapped_column(JSON, default=list, comment="Kinds of Office, the usual one first")
    topics: Mapped[list[str]] = mapped_column(JSON, default=list, comment="Life events, Indonesian")
    is_active: Mapped[bool] = mapped_column(default=True, comment="False = withdrawn, never shown")
    archived_at: Mapped[datetime | None] = mapped_column(comment="NULL and not active = new, nothing published yet")

    names: Mapped[list[ServiceName]] = relationship(back_populates="service", cascade="all, delete-orphan")
    partner: Mapped[Partner | None] = relationship()


class ServiceName(Base):
    """What citizens call a service: a synonym, abbreviation or former name."""

    __tablename__ = "service_names"
    __table_args__ = (
        UniqueConstraint("service_id", "phrase"),
        CheckConstraint("weight > 0 AND weight <= 1", name="weight_a_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), index=True)
    phrase: Mapped[str] = mapped_column(String(80), index=True, comment="Lower case, as citizens write it")
    weight: Mapped[float] = mapped_column(default=1.0, comment="0..1: how surely the phrase means this service")
    service: Mapped[Service] = relationship(back_populates="names")


class Standard(Base):
    """A version of what one level (national, a province, a kabupaten/kota) says of a service."""

    __tablename__ = "standards"
    __table_args__ = (
        UniqueConstraint("service_id", "region_id", "version"),
        # NULLs differ from each other in a unique constraint, so the national level needs a rule of its own.
        Index(
            "uq_standards_national_version",
            "service_id",
            "version",
            unique=True,
            sqlite_where=text("region_id IS NULL"),
            postgresql_where=text("region_id IS NULL"),
        ),
        CheckConstraint("state IN ('draft', 'in_review', 'published', 'archived')", name="state_known"),
        Index("ix_standards_service_region_state", "service_id", "region_id", "state"),
        Index("ix_standards_region_state", "region_id", "state"),
        Index("ix_standards_state_oldest_verified_at", "state", "oldest_verified_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), comment="NULL = national")
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[StandardState] = mapped_column(String(10), default=StandardState.DRAFT)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"), comment="Contributor; NULL = region")
    author: Mapped[str] = mapped_column(String(120), default="")
    reviewer: Mapped[str] = mapped_column(String(120), default="")
    valid_from: Mapped[date | None] = mapped_column(comment="Berlaku sejak; NULL = at once")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    published_at: Mapped[datetime | None] = mapped_column()
    oldest_verified_at: Mapped[date | None] = mapped_column(comment="Of its components; for lists of what is stale")
    lock_version: Mapped[int] = mapped_column(default=1, comment="Counts the saves: who saves must have seen the last")
    editor: Mapped[str] = mapped_column(String(120), default="", comment="Who saved last")
    edited_at: Mapped[datetime | None] = mapped_column()

    service: Mapped[Service] = relationship()
    region: Mapped[Region | None] = relationship()
    components: Mapped[list[StandardComponent]] = relationship(back_populates="standard", cascade="all, delete-orphan")


class StandardComponent(Base):
    """One field of a standard, with its own source and date. Content by component:

    requirements, procedure, legal_basis, online_link, contact, ...: ``{"items": [str, ...]}``;
    cost: ``{"amount_rupiah": int | null, "text": str, "note": str}`` (0 = free of charge, null = set elsewhere);
    duration: ``{"working_days": int | null, "text": str}``; product, complaints, hours and staff_number:
    ``{"text": str}``.
    ``loket.standards.components`` names, explains and orders them for people.
    """

    __tablename__ = "standard_components"
    __table_args__ = (
        UniqueConstraint("standard_id", "component"),
        CheckConstraint("confidence IN ('high', 'medium', 'low')", name="confidence_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"))
    component: Mapped[Component] = mapped_column(String(30))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text, comment="Regulation or page it was taken from, as a citizen reads it")
    source_pages: Mapped[list[str]] = mapped_column(JSON, default=list, comment="Addresses seen, for the reviewer")
    verified_at: Mapped[date | None] = mapped_column(comment="When somebody last checked it; NULL in drafts only")
    confidence: Mapped[Confidence] = mapped_column(String(10), default=Confidence.HIGH)
    standard: Mapped[Standard] = relationship(back_populates="components")


def oldest_check(standard: Standard) -> date | None:
    """The day the least recently checked component was checked; None where nothing is dated."""
    return min((part.verified_at for part in standard.components if part.verified_at), default=None)


@event.listens_for(Standard, "before_insert")
def _note_oldest_check(_mapper: Mapper[Any], _connection: Connection, standard: Standard) -> None:
    """Whoever writes a standard (seed, import, editor), its list column is right; later saves set it themselves."""
    standard.oldest_verified_at = oldest_check(standard)
