"""What a story may say: Rasa Pro's end-to-end words and a few of ours. ``docs/panduan-penguji.md`` explains each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

LONGEST_TEXT = 4096
SLUG = r"^[a-z0-9_]{1,60}$"
ACTS = ("text", "press", "location", "contact", "photo", "voice", "sticker", "edit", "repeat", "burst")
REPEATED = ("repeat", "burst")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Place(_Strict):
    """A shared location, degrees."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Contact(_Strict):
    """A shared phone number."""

    phone_number: str
    first_name: str


class Act(_Strict):
    """What the citizen does: exactly one of ``ACTS``; ``times`` belongs to ``repeat`` and ``burst``."""

    text: str | None = Field(None, min_length=1)
    press: str | None = Field(None, min_length=1, description="Title of a button, on the newest message that has it")
    location: Place | None = None
    contact: Contact | None = None
    photo: Literal[True] | None = None
    voice: Literal[True] | None = None
    sticker: Literal[True] | None = None
    edit: str | None = Field(None, min_length=1, description="New text of the citizen's last text message")
    repeat: str | None = Field(None, min_length=1, description="One message: this text, ``times`` times")
    burst: str | None = Field(None, min_length=1, description="``times`` messages of this text, one after the other")
    times: int | None = Field(None, ge=1, le=LONGEST_TEXT)

    @model_validator(mode="after")
    def _is_one_act(self) -> Act:
        given = [name for name in ACTS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"beri tepat satu dari: {', '.join(ACTS)}")
        if (self.times is not None) != (given[0] in REPEATED):
            raise ValueError("times hanya dan selalu dipakai bersama repeat atau burst")
        if self.repeat is not None and len(self.repeat) * (self.times or 1) > LONGEST_TEXT:
            raise ValueError(f"pesan Telegram paling panjang {LONGEST_TEXT} huruf: kurangi times")
        return self

    @property
    def kind(self) -> str:
        """Which of ``ACTS`` it is."""
        return next(name for name in ACTS if getattr(self, name) is not None)

    @property
    def words(self) -> str | None:
        """The text that is sent, None where it is none."""
        return self.repeat * (self.times or 1) if self.repeat is not None else self.text or self.burst


class WantedReading(_Strict):
    """How the newest message must have been understood; what is not given may be anything, ``null`` is nothing."""

    aspect: str | None = None
    service: str | None = None
    region: str | None = None


class Step(_Strict):
    """One line of a story: the citizen acts (``user``), or something is expected of the bot."""

    user: Act | None = None
    bot: list[str] | None = Field(None, min_length=1, description="One message holds all these texts")
    bot_matches: str | None = Field(None, description="One message fits this regular expression")
    bot_not: list[str] | None = Field(None, min_length=1, description="No message of this turn holds any of these")
    utter: str | None = Field(None, description="One message is this response of domain.yml")
    buttons: list[str] | None = Field(None, min_length=1, description="These buttons are offered, maybe among others")
    silence: Literal[True] | None = Field(None, description="The bot says nothing at all")
    reading: WantedReading | None = None
    slot_was_set: dict[str, Any] | None = None

    @field_validator("user", mode="before")
    @classmethod
    def _text_is_short_for_an_act(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @field_validator("bot", "bot_not", "buttons", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @field_validator("slot_was_set", mode="before")
    @classmethod
    def _rasa_lists_slots(cls, value: Any) -> Any:
        if isinstance(value, list) and all(isinstance(part, dict) for part in value):  # Rasa: "- name: value" lines
            return {key: slot for part in value for key, slot in part.items()}
        return value

    @field_validator("bot_matches")
    @classmethod
    def _is_an_expression(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"bukan regular expression yang sah: {error}") from error
        return value

    @model_validator(mode="after")
    def _says_one_thing(self) -> Step:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"satu langkah berisi tepat satu dari: {', '.join(type(self).model_fields)}")
        return self

    @property
    def word(self) -> str:
        """Its one word, e.g. ``bot_not``."""
        return next(name for name in type(self).model_fields if getattr(self, name) is not None)


class TestCase(_Strict):
    """One conversation. ``strict``: every message of the bot must be expected by some step."""

    __test__ = False  # the name is Rasa's, pytest must not collect it

    test_case: str = Field(min_length=1)
    fixtures: list[str] = Field(default_factory=list)
    metadata: dict[str, Any] = Field(default_factory=dict, description="Remarks of the tester, kept in --json")
    strict: bool = False
    expected_failure: str = Field("", description="Why the bot cannot do this yet; the story must fail until it can")
    steps: list[Step] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_a_conversation(self) -> TestCase:
        if self.steps[0].user is None:
            raise ValueError("langkah pertama harus user: warga yang memulai")
        if self.steps[-1].user is not None:
            raise ValueError("langkah terakhir harus memeriksa jawaban bot, misalnya bot: ...")
        return self


class Fixture(_Strict):
    """What holds before the conversation begins: the citizen's region, or a service spoken of."""

    region: str | None = Field(None, pattern=SLUG)
    service: str | None = Field(None, pattern=SLUG)


class StoryFile(_Strict):
    """A whole file. ``fixtures`` are lists of slots by name, as in Rasa Pro."""

    fixtures: dict[str, Fixture] = Field(default_factory=dict)
    test_cases: list[TestCase] = Field(min_length=1)

    @field_validator("fixtures", mode="before")
    @classmethod
    def _rasa_lists_fixtures(cls, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        named: dict[Any, Any] = {}
        for part in value:
            if not isinstance(part, dict):
                raise ValueError("tulis tiap fixture sebagai '- nama:' lalu daftar '- region: slug'")
            named |= {name: _merged(slots) for name, slots in part.items()}
        return named

    @model_validator(mode="after")
    def _names_are_clear(self) -> StoryFile:
        names = [case.test_case for case in self.test_cases]
        for case in self.test_cases:
            if names.count(case.test_case) > 1:
                raise ValueError(f"nama test_case dipakai dua kali: {case.test_case!r}")
            for name in case.fixtures:
                if name not in self.fixtures:
                    raise ValueError(f"fixture {name!r} belum ditulis di fixtures: pada awal berkas")
        return self


def _merged(slots: Any) -> Any:
    if isinstance(slots, list) and all(isinstance(slot, dict) for slot in slots):
        return {key: value for slot in slots for key, value in slot.items()}
    return slots


@dataclass(frozen=True)
class Story:
    """A test case with where it is written. ``lines``: of each step, from 1."""

    path: Path
    case: TestCase
    fixture: Fixture = field(default_factory=Fixture)
    lines: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """Its name, by behaviour."""
        return self.case.test_case

    def where(self, step: int) -> str:
        """File and line of a step (from 0), for a tester's editor."""
        return f"{self.path.name}:{self.lines[step]}" if step < len(self.lines) else self.path.name
