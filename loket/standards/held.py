"""What citizens are told while a level says this: its own words, else those of the levels above. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from loket.regions.models import Region
from loket.services.models import Component
from loket.services.operations import ResolvedField, ResolvedStandard
from loket.standards.components import COMPONENTS
from loket.standards.content import Content, Part, empty_content


@dataclass(frozen=True)
class Held:
    """``content`` as it holds; ``inherited`` names the components that a level above says, None = the nation."""

    content: Content
    inherited: Mapping[Component, Region | None]


def held(own: Content, above: ResolvedStandard | None) -> Held:
    """``own`` with what it leaves out, or leaves empty, taken over from ``above`` (None = nothing is above)."""
    fields = above.fields if above is not None else {}
    content: Content = {}
    inherited: dict[Component, Region | None] = {}
    for name in COMPONENTS:
        part = own.get(name)
        if part is not None and not part.is_empty:
            content[name] = part
        elif (field := fields.get(name)) is not None:
            content[name], inherited[name] = _as_part(field), field.region
    return Held(content, inherited)


def _as_part(field: ResolvedField) -> Part:
    content = {**empty_content(field.component), **field.content}
    return Part(content, field.source, (), field.verified_at, field.confidence)
