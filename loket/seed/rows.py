"""What a row of each seed file must look like."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator, model_validator

from loket.lexicon.phrases import clean_phrase, phrase_problem
from loket.offices.hours import HoursUnclear, Span, format_hours, parse_hours, plain_hours
from loket.regions.models import RegionType
from loket.services.models import Confidence


def _split(value: Any) -> Any:
    return [part.strip() for part in value.split("|") if part.strip()] if isinstance(value, str) else value


def _empty_as_none(value: Any) -> Any:
    return None if value == "" else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Pipes = Annotated[list[str], BeforeValidator(_split)]
Timezone = Literal["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
OptionalInt = Annotated[int | None, BeforeValidator(_empty_as_none)]
OptionalFloat = Annotated[float | None, BeforeValidator(_empty_as_none)]
OptionalDate = Annotated[date | None, BeforeValidator(_empty_as_none)]
Latitude = Annotated[Annotated[float, Field(ge=-90, le=90)] | None, BeforeValidator(_empty_as_none)]
Longitude = Annotated[Annotated[float, Field(ge=-180, le=180)] | None, BeforeValidator(_empty_as_none)]


class SeedRow(BaseModel):
    """A row: unknown columns are errors, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class RegionRow(SeedRow):
    code: Annotated[str, StringConstraints(pattern=r"^\d\d(\.\d\d)?$")]
    type: RegionType
    name: Annotated[Text, Field(max_length=80)]
    slug: Slug
    parent_code: str
    timezone: Timezone
    aliases: Pipes
    population: OptionalInt
    area_km2: OptionalFloat
    source: Text


class SmartCityRow(SeedRow):
    slug: Slug
    year: Annotated[int, Field(ge=2017, le=2100)]
    status: Literal["confirmed", "announced_then_cancelled", "listed_twice"]
    source: Text
    note: str


class PlaceRow(SeedRow):
    """A place of a region that the gazetteer has none of."""

    name: Annotated[Text, Field(max_length=120)]
    region_slug: Slug
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    source: Text


class AmbiguousNameRow(SeedRow):
    name: Annotated[Text, Field(max_length=80)]
    kind: Annotated[Slug, Field(max_length=40)]
    slugs: Annotated[Pipes, Field(min_length=1)]
    note: Annotated[str, Field(max_length=300)]


class ServiceNameRow(SeedRow):
    slug: Slug
    phrase: str
    weight: Annotated[float, Field(gt=0, le=1)]

    @field_validator("phrase")
    @classmethod
    def _must_name_something(cls, value: str) -> str:
        phrase = clean_phrase(value)
        if problem := phrase_problem(phrase):
            raise ValueError(problem)
        return phrase


class EmergencyRow(SeedRow):
    number: Annotated[str, StringConstraints(pattern=r"^[0-9+][0-9 +\-]*( ext \d+)?$", max_length=30)]
    name: Annotated[Text, Field(max_length=120)]
    purpose: Annotated[Text, Field(max_length=300)]
    kind: Annotated[Slug, Field(max_length=20)]
    region_slug: str
    note: str
    source: Text
    verified_at: OptionalDate
    confidence: Confidence


class OfficeRow(SeedRow):
    region_slug: Slug
    kind: Annotated[Slug, Field(max_length=40)]
    name: Annotated[Text, Field(max_length=150)]
    address: Annotated[str, Field(max_length=300)]
    latitude: Latitude
    longitude: Longitude
    geo_precision: Literal["", "building", "kelurahan", "kecamatan"]
    phone: Annotated[str, Field(max_length=60)]
    hours: list[Span]
    hours_text: str
    source: Text
    verified_at: date
    confidence: Confidence
    note: str

    @field_validator("hours", mode="before")
    @classmethod
    def _must_be_clear(cls, value: Any) -> list[Span]:
        try:
            return parse_hours(value)
        except HoursUnclear as error:
            raise ValueError(error.reason) from error

    @model_validator(mode="before")
    @classmethod
    def _read_plain_text(cls, row: Any) -> Any:
        """Where nobody has written the hours down by weekday, a source's plain words say them as well."""
        if not isinstance(row, dict) or row.get("hours"):
            return row
        return {**row, "hours": format_hours(plain_hours(str(row.get("hours_text") or "")))}


class CostEntry(SeedRow):
    amount_rupiah: Annotated[int, Field(ge=0)] | None
    text: Text
    note: str = ""


class DurationEntry(SeedRow):
    working_days: Annotated[int, Field(ge=1)] | None
    text: Text


class ComplaintsEntry(SeedRow):
    """Where to complain of a service; its source is its own, for many services share one channel."""

    text: Text
    source: Text
    source_pages: list[Text]
    recalled: str
    verified_at: date
    confidence: Confidence


class ServiceEntry(SeedRow):
    """One service of ``services.yaml`` with its national standard."""

    slug: Annotated[Slug, Field(max_length=40)]
    name: Annotated[Text, Field(max_length=120)]
    short_name: Annotated[Text, Field(max_length=40)]
    owner: Annotated[Text, Field(max_length=200)]
    level: Literal["nasional", "provinsi", "daerah", "campuran"]
    office_kinds: list[Slug]
    topics: list[Text]
    product: Text
    requirements: Annotated[list[Text], Field(min_length=1)]
    procedure: Annotated[list[Text], Field(min_length=1)]
    cost: CostEntry
    duration: DurationEntry
    legal_basis: Annotated[list[Text], Field(min_length=1)]
    online_link: list[Text]
    contact: list[Text]
    complaints: ComplaintsEntry | None = None
    source: Text
    source_pages: list[Text]
    recalled: str
    verified_at: date
    confidence: Confidence
