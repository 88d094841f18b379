"""Offices (unit layanan): where, when open, when closed."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from loket.database import Base
from loket.regions.models import Region


class Office(Base):
    """One office that citizens may go to."""

    __tablename__ = "offices"
    __table_args__ = (
        UniqueConstraint("region_id", "name"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_on_earth"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_on_earth"),
        CheckConstraint("confidence IN ('high', 'medium', 'low')", name="confidence_known"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="both_coordinates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40), index=True, comment="disdukcapil, mpp, samsat, polres, ...")
    name: Mapped[str] = mapped_column(String(150))
    address: Mapped[str] = mapped_column(String(300))
    latitude: Mapped[float | None] = mapped_column(comment="Degrees, WGS 84")
    longitude: Mapped[float | None] = mapped_column(comment="Degrees, WGS 84")
    geo_precision: Mapped[str] = mapped_column(
        String(20), default="", comment="building, kelurahan or kecamatan (centre of it); empty = unknown"
    )
    phone: Mapped[str] = mapped_column(String(60), default="")
    hours_text: Mapped[str] = mapped_column(Text, default="", comment="Hours as the source words them")
    source: Mapped[str] = mapped_column(Text)
    verified_at: Mapped[date] = mapped_column()
    confidence: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    open_on_holidays: Mapped[bool] = mapped_column(default=False, comment="True = hours hold on public holidays too")
    is_active: Mapped[bool] = mapped_column(default=True)
    lock_version: Mapped[int] = mapped_column(default=1, comment="Counts the saves: who saves must have seen the last")
    editor: Mapped[str] = mapped_column(String(120), default="", comment="Who saved last")
    edited_at: Mapped[datetime | None] = mapped_column()

    region: Mapped[Region] = relationship()
    hours: Mapped[list[OfficeHours]] = relationship(back_populates="office", cascade="all, delete-orphan")
    closures: Mapped[list[OfficeClosure]] = relationship(back_populates="office", cascade="all, delete-orphan")
    open_days: Mapped[list[OfficeOpenDay]] = relationship(back_populates="office", cascade="all, delete-orphan")


class OfficeHours(Base):
    """Open from ``opens`` to ``closes`` on one weekday; two rows a day = a break between them."""

    __tablename__ = "office_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),
        CheckConstraint("opens < closes", name="opens_before_closing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    weekday: Mapped[int] = mapped_column(comment="0 = Monday")
    opens: Mapped[time] = mapped_column(comment="Local time of the region")
    closes: Mapped[time] = mapped_column(comment="Local time of the region")
    office: Mapped[Office] = relationship(back_populates="hours")


class OfficeClosure(Base):
    """Closed from ``first_day`` to ``last_day``, both included."""

    __tablename__ = "office_closures"
    __table_args__ = (CheckConstraint("first_day <= last_day", name="first_before_last"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    first_day: Mapped[date] = mapped_column()
    last_day: Mapped[date] = mapped_column()
    reason: Mapped[str] = mapped_column(String(200), default="")
    office: Mapped[Office] = relationship(back_populates="closures")


class OfficeOpenDay(Base):
    """A holiday, national or local, on which the office opens all the same, at the hours of that weekday."""

    __tablename__ = "office_open_days"
    __table_args__ = (UniqueConstraint("office_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    day: Mapped[date] = mapped_column()
    office: Mapped[Office] = relationship(back_populates="open_days")
