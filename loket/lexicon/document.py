"""The lexicon's file (contract 4), one service a line, so that a change is cut in without reading the others.

Bytes and lines only: what a service is called is none of its business. Knows no database.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

_HEAD = re.compile(rb'\{"version":(\d+),"generated_at":"[^"]*",')
_SERVICES = b'"services":[\n'
_REST = b'\n],"regions":['  # no text of a JSON file holds a line feed, so this is the end of the services
_BETWEEN = b",\n"
_SLUG = b'{"slug":"'
_TEXT = re.compile(rb'"text":"([^"\\]*(?:\\.[^"\\]*)*)"')


def as_json(value: Any) -> bytes:
    """Compact, and the same bytes for the same value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Content:
    """All but version and time: ``services`` as lines by slug, ``rest`` the regions and shared names."""

    services: Mapping[str, bytes]
    rest: bytes

    def as_bytes(self) -> bytes:
        """As it stands in the file behind the version."""
        return _SERVICES + _BETWEEN.join(self.services.values()) + _REST + self.rest

    def holders(self, phrases: Iterable[str], besides: Collection[str]) -> frozenset[str]:
        """The services, ``besides`` these, that have one of these phrases."""
        lines = {slug: line for slug, line in self.services.items() if slug not in besides}
        # One search over all: nearly always nobody else has them.
        held = {as_json(phrase)[1:-1] for phrase in phrases}.intersection(_TEXT.findall(_BETWEEN.join(lines.values())))
        found = [b'"text":"' + phrase + b'"' for phrase in held]
        return frozenset(slug for slug, line in lines.items() if found and any(one in line for one in found))

    def phrases(self, slug: str) -> dict[str, float]:
        """The phrases of a service that is in it, with their weights."""
        return {one["text"]: one["weight"] for one in json.loads(self.services[slug])["phrases"]}

    def replaced(self, entries: Mapping[str, dict[str, Any] | None]) -> Content:
        """With these entries in place of those of their slugs; None = gone."""
        lines = dict(self.services)
        is_in_order = True
        for slug, entry in entries.items():
            is_in_order = is_in_order and (entry is None or slug in lines)
            if entry is None:
                lines.pop(slug, None)
            else:
                lines[slug] = as_json(entry)
        return Content(lines if is_in_order else dict(sorted(lines.items())), self.rest)


def content_of(services: Iterable[dict[str, Any]], regions: list[Any], ambiguous: list[Any]) -> Content:
    """The content with these entries."""
    lines = {entry["slug"]: as_json(entry) for entry in sorted(services, key=lambda entry: entry["slug"])}
    rest = _BETWEEN.join(map(as_json, regions)) + b'],"ambiguous":[' + _BETWEEN.join(map(as_json, ambiguous)) + b"]}\n"
    return Content(lines, rest)


@dataclass(frozen=True)
class Document:
    """The file as it was found; ``version`` 0 where there is none, or nothing that tells it."""

    version: int
    raw: bytes

    @cached_property
    def digest(self) -> str:
        """Of all of it."""
        return hashlib.sha256(self.raw).hexdigest()

    @cached_property
    def content(self) -> Content | None:
        """None where it is not laid out as we write it: broken, or of an earlier Loket."""
        head = _HEAD.match(self.raw)
        start = head.end() + len(_SERVICES) if head else 0
        end = self.raw.find(_REST)
        if head is None or not self.raw.startswith(_SERVICES, head.end()) or end < start - 1:
            return None
        lines = self.raw[start:end].split(_BETWEEN) if end > start else []
        if not all(line.startswith(_SLUG) for line in lines):
            return None
        services = {line[len(_SLUG) : line.find(b'"', len(_SLUG))].decode(): line for line in lines}
        return Content(services, self.raw[end + len(_REST) :]) if len(services) == len(lines) else None


def found_document(path: Path) -> Document:
    """The file there; an empty one where it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError:
        return Document(0, b"")
    head = _HEAD.match(raw)
    return Document(int(head[1]) if head else 0, raw)


def made_document(version: int, generated_at: str, content: Content) -> Document:
    """The file to write."""
    head = as_json({"version": version, "generated_at": generated_at})[:-1] + b","
    return Document(version, head + content.as_bytes())


def write_whole(path: Path, raw: bytes, *, is_durable: bool) -> None:
    """Put a whole file in the old one's place; raise OSError, and leave the old one, where that fails."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            if is_durable:
                os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
