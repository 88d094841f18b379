"""What Loket answers, as structured data: rendered by a channel, never by us."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextBlock(_Part):
    """A paragraph."""

    type: Literal["text"] = "text"
    text: str


class ListBlock(_Part):
    """Items, numbered when their order matters."""

    type: Literal["list"] = "list"
    items: list[str]
    ordered: bool = False
    heading: str = ""


class NoteBlock(_Part):
    """A remark that limits what was said, e.g. "perlu dikonfirmasi"."""

    type: Literal["note"] = "note"
    text: str


class VenueBlock(_Part):
    """A place with a map pin."""

    type: Literal["venue"] = "venue"
    title: str
    address: str
    latitude: float
    longitude: float
    text: str = ""


Block = Annotated[TextBlock | ListBlock | NoteBlock | VenueBlock, Field(discriminator="type")]


class Button(_Part):
    """A likely next step: a trusted payload, or an address to open."""

    title: str
    payload: str = ""
    url: str = ""


class Reading(_Part):
    """What a message was taken to ask, after the conversation filled in what it left out."""

    aspect: str
    service: str | None = None
    region: str | None = None


class Answer(_Part):
    """One answer. ``buttons`` are rows; ``source``, ``verified_at`` and ``level`` close it."""

    kind: Literal["answer", "ask", "notice", "error"] = "answer"
    title: str = ""
    blocks: list[Block] = Field(default_factory=list)
    source: str = ""
    verified_at: date | None = None
    level: str = Field("", description="nasional, provinsi or daerah, with the region's name where there is one")
    buttons: list[list[Button]] = Field(default_factory=list)
    request_location: bool = Field(False, description="Offer to share the location (reply keyboard)")
    reading: Reading | None = None
    error_id: str = ""
