"""A component's content as lines that a citizen reads, the same on the page, in the API and in a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loket.answers import formats
from loket.answers.facts import Fact
from loket.answers.standard_answers import cost_text
from loket.answers.texts import facts as texts
from loket.services.models import Component
from loket.standards.components import COMPONENTS, Form


def lines_of(component: Component, content: Mapping[str, Any]) -> list[str]:
    """Each line without mark or number; none where nothing is said."""
    match COMPONENTS[component].form:
        case Form.ITEMS:
            return [formats.item(str(item)) for item in content.get("items") or ()]
        case Form.COST:
            note = formats.sentence(str(content.get("note") or ""))
            return [cost_text(Fact(content, "", None, "high")), *([note] if note else [])]
        case Form.DURATION:
            return _duration(content)
    return [formats.sentence(line) for line in str(content.get("text") or "").split("\n") if line.strip()]


def _duration(content: Mapping[str, Any]) -> list[str]:
    text, days = str(content.get("text") or ""), content.get("working_days")
    if text:
        return [formats.sentence(line) for line in text.split("\n") if line.strip()]
    return [formats.sentence(texts.WORKING_DAYS.format(days=days))] if days else []
