"""What surrounds a standard while people work on it: comments, unsaved typing, tasks that a change above opens."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from loket.database import Base, utc_now
from loket.regions.models import Region
from loket.services.models import Service, Standard


class CommentKind(enum.StrEnum):
    """A remark, or what went with a step of the review."""

    REMARK = "remark"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"


class StandardComment(Base):
    """What somebody said of a version. Never changed, never removed while the version is there."""

    __tablename__ = "standard_comments"
    __table_args__ = (CheckConstraint("kind IN ('remark', 'submitted', 'returned', 'published')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    author: Mapped[str] = mapped_column(String(120), comment="Name at that time")
    kind: Mapped[CommentKind] = mapped_column(String(10), default=CommentKind.REMARK)
    component: Mapped[str] = mapped_column(String(30), default="", comment="Component it is about; empty = all of it")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=utc_now)


class Autosave(Base):
    """What somebody typed into the editor and has not saved; theirs alone, dropped when they save or discard it."""

    __tablename__ = "standard_autosaves"
    __table_args__ = (UniqueConstraint("standard_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    lock_version: Mapped[int] = mapped_column(comment="Of the standard when the form was opened")
    form: Mapped[list[Any]] = mapped_column(JSON, comment="The form's fields as [name, value], in order")
    at: Mapped[datetime] = mapped_column(default=utc_now)


class ReviewTask(Base):
    """A region overrides what the nation or its province has just changed: somebody there should look."""

    __tablename__ = "review_tasks"
    __table_args__ = (
        Index(
            "uq_review_tasks_open",
            "service_id",
            "region_id",
            "component",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_review_tasks_region_id_done_at", "region_id", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"), comment="The region that overrides")
    component: Mapped[str] = mapped_column(String(30))
    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), comment="The version above that changed")
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    done_at: Mapped[datetime | None] = mapped_column(comment="NULL = still to do")
    done_by: Mapped[str] = mapped_column(String(120), default="")

    service: Mapped[Service] = relationship()
    region: Mapped[Region] = relationship()
    standard: Mapped[Standard] = relationship()
