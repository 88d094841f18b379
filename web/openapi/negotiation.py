"""What form an answer takes: JSON or CSV, by ``?format=`` or the Accept header."""

from __future__ import annotations

import enum
from typing import ClassVar, Literal

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from loket.errors import LoketError

JSON_SIZE = 50
MOST_JSON, MOST_CSV = 200, 2000
MOST_WHOLE = 500  # standards with all their components: 2,000 took 25 MB of memory more with three components each
LAST_PAGE = 100_000
TEXT = r"^[^\x00]*$"


class Form(enum.StrEnum):
    JSON = "json"
    CSV = "csv"


class NotAcceptable(LoketError):
    """The client takes neither JSON nor CSV."""

    def __init__(self) -> None:
        super().__init__("Data ini tersedia sebagai application/json dan text/csv. Ubah header Accept Anda.")


class Shown(BaseModel):
    """How one thing is shown. A parameter that is not known is refused, so that no typo goes unnoticed."""

    model_config = ConfigDict(extra="forbid")
    format: Form | None = Field(None, description="Bentuk jawaban; tanpa ini mengikuti header Accept, lalu JSON.")
    separator: Literal["koma", "titik_koma"] = Field(
        "koma", description="Pemisah kolom CSV. Pakai titik_koma untuk Excel berbahasa Indonesia."
    )


class Listed(Shown):
    """How a list is shown."""

    most_csv: ClassVar[int] = MOST_CSV
    page: int = Field(1, ge=1, le=LAST_PAGE, description="Halaman, mulai dari 1.")
    per_page: int | None = Field(
        None,
        ge=1,
        le=MOST_CSV,
        description=f"Baris per halaman: JSON {JSON_SIZE} (paling banyak {MOST_JSON}), CSV {MOST_CSV}.",
    )


class ListedWhole(Listed):
    """How a list of standards with their components is shown."""

    most_csv: ClassVar[int] = MOST_WHOLE
    per_page: int | None = Field(
        None,
        ge=1,
        le=MOST_WHOLE,
        description=f"Standar per halaman: JSON {JSON_SIZE} (paling banyak {MOST_JSON}), CSV {MOST_WHOLE}.",
    )


def form_of(request: Request, asked: Form | None) -> Form:
    """``?format=`` decides; else the Accept header's favourite; JSON where it does not mind. Raises NotAcceptable."""
    if asked is not None:
        return asked
    header = request.headers.get("accept", "")
    if not header.strip():
        return Form.JSON
    weights = {form: _weight(header, kinds) for form, kinds in _KINDS.items()}
    best = max(weights, key=lambda form: weights[form])  # JSON stands first and wins a draw
    if weights[best] == 0:
        raise NotAcceptable
    return best


_KINDS = {
    Form.JSON: ("application/json", "application/*", "*/*"),
    Form.CSV: ("text/csv", "text/*", "*/*"),
}


def _weight(header: str, kinds: tuple[str, ...]) -> float:
    """The quality of the most specific range that fits, 0 where none does."""
    found: dict[str, float] = {}
    for part in header.split(","):
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        found[kind] = _quality(parameters)
    return next((found[kind] for kind in kinds if kind in found), 0.0)


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def size_of(form: Form, query: Listed) -> int:
    """Rows a page."""
    if form == Form.CSV:
        return min(query.per_page or query.most_csv, query.most_csv)
    return min(query.per_page or JSON_SIZE, MOST_JSON)
