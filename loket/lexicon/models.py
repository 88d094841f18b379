"""What has changed since of that which the lexicon is made of."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from loket.database import Base


class LexiconChange(Base):
    """A change of a service, its names, a region or a shared name: triggers note it in the change's own transaction.

    So no writer can forget it, and none is lost by a kill between the commit and the writing of the lexicon.
    """

    __tablename__ = "lexicon_changes"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    service: Mapped[str | None] = mapped_column(String(40), comment="Slug; NULL = regions or shared names")
