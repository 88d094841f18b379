"""Who contributes service information: government at each level, private firms, nonprofits."""

from __future__ import annotations

import enum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from loket.database import Base
from loket.regions.models import Region


class PartnerKind(enum.StrEnum):
    PUSAT = "pusat"
    PROVINSI = "provinsi"
    DAERAH = "daerah"
    SWASTA = "swasta"
    NIRLABA = "nirlaba"


class Partner(Base):
    """An organisation that owns services or contributes standards."""

    __tablename__ = "partners"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[PartnerKind] = mapped_column(String(10))
    is_active: Mapped[bool] = mapped_column(default=True)


class Admission(Base):
    """A region that admitted a partner: only there may it contribute."""

    __tablename__ = "admissions"
    __table_args__ = (UniqueConstraint("partner_id", "region_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)

    partner: Mapped[Partner] = relationship()
    region: Mapped[Region] = relationship()
