"""Counts of what was asked and answered, and how ready each region was on a day. No text, nobody's pseudonym."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base

NOWHERE = 0  # region_id of questions without a region: a key cannot be NULL, so these columns have no foreign key

# SQLite then keeps the rows in the order of their key: a region's days are read in one go.
IN_ORDER = {"sqlite_with_rowid": False}


class DailyCount(Base):
    """How many messages of one kind a region had on a day: small, so that all regions are read at once."""

    __tablename__ = "daily_counts"
    __table_args__ = IN_ORDER

    region_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="Region read or of the citizen's own; 0 = none"
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="In the region's time zone; Jakarta's for none")
    kind: Mapped[str] = mapped_column(String(20), primary_key=True, comment="Result or Signal of loket.figures.results")
    count: Mapped[int] = mapped_column()


class HourlyCount(Base):
    """How many questions a region had in an hour of a day."""

    __tablename__ = "hourly_counts"
    __table_args__ = (CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_day"), IN_ORDER)

    region_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="As in daily_counts")
    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="In the region's time zone")
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="0..23 of the region's time zone")
    count: Mapped[int] = mapped_column()


class TopicCount(Base):
    """What the questions of a region's day were about, and how they ended."""

    __tablename__ = "topic_counts"
    __table_args__ = IN_ORDER

    region_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="As in daily_counts")
    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="In the region's time zone")
    service: Mapped[str] = mapped_column(String(40), primary_key=True, comment="Slug; empty = none named")
    aspect: Mapped[str] = mapped_column(String(40), primary_key=True)
    result: Mapped[str] = mapped_column(String(20), primary_key=True, comment="Result of loket.figures.results")
    count: Mapped[int] = mapped_column()


class ProvinceDay(Base):
    """``DailyCount`` of a province with all its regions, added up as it is counted: a look adds up a year's no more."""

    __tablename__ = "province_days"
    __table_args__ = IN_ORDER

    province_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="The province with all its regions"
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="In the region's time zone")
    kind: Mapped[str] = mapped_column(String(20), primary_key=True, comment="As in daily_counts")
    count: Mapped[int] = mapped_column()


class ProvinceHour(Base):
    """``HourlyCount`` of a province with all its regions, of a whole month."""

    __tablename__ = "province_hours"
    __table_args__ = (CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_day"), IN_ORDER)

    province_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="The province with all its regions"
    )
    month: Mapped[date] = mapped_column(Date, primary_key=True, comment="The month's first day")
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="0..23 of the region's time zone")
    count: Mapped[int] = mapped_column()


class ProvinceTopic(Base):
    """``TopicCount`` of a province with all its regions, of a whole month."""

    __tablename__ = "province_topics"
    __table_args__ = IN_ORDER

    province_id: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="The province with all its regions"
    )
    month: Mapped[date] = mapped_column(Date, primary_key=True, comment="The month's first day")
    service: Mapped[str] = mapped_column(String(40), primary_key=True, comment="Slug; empty = none named")
    aspect: Mapped[str] = mapped_column(String(40), primary_key=True)
    result: Mapped[str] = mapped_column(String(20), primary_key=True, comment="Result of loket.figures.results")
    count: Mapped[int] = mapped_column()


class ReadinessDay(Base):
    """A region's readiness as it was on a day, with what the programme's table shows beside it."""

    __tablename__ = "readiness_days"
    __table_args__ = (CheckConstraint("score BETWEEN 0 AND 100", name="score_of_100"),)

    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="In Jakarta's time zone")
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), primary_key=True, autoincrement=False)
    score: Mapped[float] = mapped_column(comment="0..100, see loket.figures.readiness")
    citizen: Mapped[float] = mapped_column(comment="0..1: the six components that face the citizen")
    internal: Mapped[float] = mapped_column(comment="0..1: the eight inner components")
    offices: Mapped[float] = mapped_column(comment="0..1: offices")
    stale: Mapped[int] = mapped_column(comment="Services with a component checked more than 180 days ago")
    outdated: Mapped[int] = mapped_column(comment="Of them, more than a year ago")
