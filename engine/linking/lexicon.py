"""The lexicon as ``loket`` publishes it (contract 4 of docs/architecture.md), read and checked."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, Tuple, TypeVar

Read = TypeVar("Read")


class LexiconError(Exception):
    """The lexicon is missing or breaks the contract; the message says where."""


@dataclass(frozen=True)
class Entry:
    """A service or region and the phrases (text, weight) by which citizens call it."""

    slug: str
    name: str
    phrases: Tuple[Tuple[str, float], ...]


@dataclass(frozen=True)
class Region(Entry):
    """``type`` is provinsi, kabupaten or kota; ``parent`` a slug or empty."""

    type: str
    base_name: str
    parent: str


@dataclass(frozen=True)
class SharedName:
    """A name of several regions, or one that is an ordinary word too (``kind`` kata_umum)."""

    name: str
    kind: str
    slugs: Tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    """All that can be linked."""

    version: int
    services: Tuple[Entry, ...]
    regions: Tuple[Region, ...]
    shared_names: Tuple[SharedName, ...]


@dataclass(frozen=True)
class Change:
    """What makes a later version of an earlier one: ``services`` new or in place of their former selves."""

    version: int
    services: Tuple[Entry, ...]
    gone: Tuple[str, ...]


def _phrases(row: Dict[str, Any]) -> Tuple[Tuple[str, float], ...]:
    phrases = tuple((str(phrase["text"]), float(phrase.get("weight", 1.0))) for phrase in row["phrases"])
    for text, weight in phrases:
        if not 0 < weight <= 1:
            raise ValueError(f"weight of {text!r} is not in 0..1")
    return phrases


def _region(row: Dict[str, Any]) -> Region:
    # DKI Jakarta's are "kota_administrasi" and "kabupaten_administrasi": citizens make no difference.
    kind = str(row["type"]).partition("_")[0]
    if kind not in {"provinsi", "kabupaten", "kota"}:
        raise LexiconError("a region of unknown type")
    return Region(
        slug=str(row["slug"]),
        name=str(row["name"]),
        phrases=_phrases(row),
        type=kind,
        base_name=str(row["base_name"]),
        parent=str(row.get("parent") or ""),
    )


def _service(row: Dict[str, Any]) -> Entry:
    return Entry(str(row["slug"]), str(row["name"]), _phrases(row))


def _each(rows: List[Dict[str, Any]], read: Callable[[Dict[str, Any]], Read]) -> Iterable[Read]:
    """Yield every row as read; raise LexiconError that names the row."""
    for number, row in enumerate(rows):
        try:
            yield read(row)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            name = row.get("slug") if isinstance(row, dict) else None
            raise LexiconError(f"entry {number} ({name}): {type(error).__name__} {error}") from error


def parse_lexicon(raw: Any) -> Lexicon:
    """Return the lexicon in this JSON value; raise LexiconError."""
    try:
        lexicon = Lexicon(
            version=int(raw["version"]),
            services=tuple(_each(raw["services"], _service)),
            regions=tuple(_each(raw["regions"], _region)),
            shared_names=tuple(
                SharedName(str(row["name"]), str(row["kind"]), tuple(map(str, row["slugs"])))
                for row in raw.get("ambiguous", [])
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LexiconError(f"lexicon breaks the contract: {type(error).__name__} {error}") from error
    _check(lexicon)
    return lexicon


def _check(lexicon: Lexicon) -> None:
    if not lexicon.services or not lexicon.regions:
        raise LexiconError("lexicon without services or regions")
    for entries in (lexicon.services, lexicon.regions):
        slugs: List[str] = [entry.slug for entry in entries]
        if len(set(slugs)) != len(slugs):
            raise LexiconError("lexicon names a slug twice")


def parse_change(steps: Iterable[Any]) -> Change:
    """Return the change that these steps (JSON values, oldest first) make together; raise LexiconError."""
    services: Dict[str, Any] = {}
    version, gone = 0, set()
    try:
        for step in steps:
            version = int(step["version"])
            for slug in step["gone"]:
                services.pop(slug, None)
                gone.add(str(slug))
            for row in step["services"]:
                services[row["slug"]] = row
        return Change(version, tuple(_each(list(services.values()), _service)), tuple(gone - services.keys()))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise LexiconError(f"change of the lexicon breaks the contract: {type(error).__name__} {error}") from error


def read_lexicon(path: Path) -> Lexicon:
    """Return the lexicon of this file; raise LexiconError if it is missing or broken."""
    return lexicon_in(read_bytes(path), path.name)


def read_bytes(path: Path) -> bytes:
    """Return what the lexicon's file holds; raise LexiconError if it is missing or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise LexiconError(f"no lexicon at {path}: publish it first (`make setup`)") from None
    except OSError as error:
        raise LexiconError(f"lexicon {path.name} cannot be read: {type(error).__name__}") from error


def lexicon_in(content: bytes, name: str) -> Lexicon:
    """Return the lexicon in the bytes of the file of this name; raise LexiconError if they are broken."""
    try:
        raw = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise LexiconError(f"lexicon {name} cannot be read: {type(error).__name__}") from error
    return parse_lexicon(raw)
