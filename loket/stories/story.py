"""Story files: Rasa Pro's end-to-end words (``test_cases``, ``steps``, ``user``, ``bot``, ``utter``) and a few more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from loket.stories.errors import StoryInvalid


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Place(_Strict):
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Contact(_Strict):
    phone_number: str
    first_name: str


class UserAct(_Strict):
    """What the citizen does; exactly one of the fields."""

    text: str | None = None
    times: int = Field(1, ge=1, le=4096, description="Repeat the text so often, for long messages")
    press: str | None = Field(None, description="Title of a button of the newest message that has it")
    location: Place | None = None
    contact: Contact | None = None
    photo: bool = False
    voice: bool = False
    sticker: bool = False

    @model_validator(mode="after")
    def _exactly_one(self) -> UserAct:
        given = [self.text, self.press, self.location, self.contact, self.photo or None, self.voice or None]
        if sum(value is not None for value in [*given, self.sticker or None]) != 1:
            raise ValueError("user: beri tepat satu dari text, press, location, contact, photo, voice, sticker")
        return self

    def described(self) -> str:
        """For a transcript."""
        if self.text is not None:
            text = self.text * self.times
            return text if len(text) <= 200 else f"{text[:200]} ... ({len(text)} huruf)"
        if self.press is not None:
            return f"[tombol: {self.press}]"
        return next(f"[{name}]" for name in ("location", "contact", "photo", "voice", "sticker") if getattr(self, name))


class WantedReading(_Strict):
    """What the message must have been taken to ask; fields that are not given may be anything."""

    aspect: str | None = None
    service: str | None = None
    region: str | None = None

    def fits(self, reading: dict[str, Any]) -> bool:
        """Compare only what the story states; ``null`` in the story must be null."""
        return all(reading.get(name) == getattr(self, name) for name in self.model_fields_set)


class Step(_Strict):
    """One line of a story: either the citizen acts, or something is expected of the bot."""

    user: UserAct | None = None
    bot: str | None = None
    utter: str | None = None
    bot_contains: list[str] | None = None
    bot_matches: str | None = None
    bot_never: list[str] | None = None
    buttons: list[str] | None = None
    reading: WantedReading | None = None
    slot_was_set: dict[str, Any] | None = None

    @field_validator("user", mode="before")
    @classmethod
    def _text_is_short_for_an_act(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @field_validator("bot_contains", "bot_never", "buttons", mode="before")
    @classmethod
    def _one_is_a_list(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @field_validator("slot_was_set", mode="before")
    @classmethod
    def _rasa_lists_slots(cls, value: Any) -> Any:
        if isinstance(value, list):  # Rasa Pro: "- name: value" lines
            return {key: slot for part in value if isinstance(part, dict) for key, slot in part.items()}
        return value

    @field_validator("bot_matches")
    @classmethod
    def _is_an_expression(cls, value: str | None) -> str | None:
        if value is not None:
            re.compile(value)
        return value

    @model_validator(mode="after")
    def _exactly_one(self) -> Step:
        if len(self.model_fields_set) != 1:
            raise ValueError(f"satu langkah berisi tepat satu dari {', '.join(Step.model_fields)}")
        return self

    @property
    def kind(self) -> str:
        """Its one word."""
        return next(iter(self.model_fields_set))


class TestCase(_Strict):
    """One conversation."""

    __test__ = False  # the name is Rasa's, pytest must not collect it

    test_case: str
    steps: list[Step] = Field(min_length=1)

    @model_validator(mode="after")
    def _begins_with_the_citizen(self) -> TestCase:
        if self.steps[0].kind != "user":
            raise ValueError("langkah pertama harus user")
        if all(step.kind == "user" for step in self.steps):
            raise ValueError("tidak ada langkah yang memeriksa jawaban bot")
        return self


class _File(_Strict):
    test_cases: list[TestCase] = Field(min_length=1)


@dataclass(frozen=True)
class Story:
    """A test case with the file it came from."""

    path: Path
    case: TestCase

    @property
    def name(self) -> str:
        return self.case.test_case


def read_stories(path: Path) -> list[Story]:
    """The stories of one file. Raises StoryInvalid with file, case and step of what is wrong."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        cases = _File.model_validate(document).test_cases
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise StoryInvalid(f"{path}: tidak dapat dibaca sebagai YAML: {error}") from error
    except (ValidationError, re.error) as error:
        raise StoryInvalid(f"{path}: {_in_words(error)}") from error
    names = [case.test_case for case in cases]
    if twice := {name for name in names if names.count(name) > 1}:
        raise StoryInvalid(f"{path}: nama test_case dipakai dua kali: {sorted(twice)[0]!r}")
    return [Story(path, case) for case in cases]


def _in_words(error: ValidationError | re.error) -> str:
    if isinstance(error, re.error):
        return f"bot_matches: {error}"
    return "; ".join(f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors()[:5])


def find_stories(path: Path) -> list[Story]:
    """The stories of a file, or of all ``*.yml`` below a folder. Raises StoryInvalid, also where there are none."""
    files = sorted(path.rglob("*.yml")) if path.is_dir() else [path]
    stories = [story for file in files for story in read_stories(file)]
    if not stories:
        raise StoryInvalid(f"{path}: tidak ada cerita (*.yml) di sini")
    return stories
