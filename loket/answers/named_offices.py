"""An office named in a follow-up ("jam buka dukcapil?" after a question on NIB) that cannot mean the last service."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from loket.answers.aspects import INFO
from loket.answers.facts import ServiceFacts
from loket.answers.reading import Context, Heard, Linked

MAX_CHOICES: Final = 6
_OFFICES: Final = tuple(
    (kind, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE))
    for kind, pattern in (
        ("disdukcapil", r"(?:dis)?dukcapil|disduk|capil|catatan sipil"),
        ("samsat", r"samsat"),
        ("imigrasi", r"imigrasi"),
        ("kua", r"kua"),
        ("puskesmas", r"puskesmas"),
        ("satpas", r"satpas"),
        ("kantor_pertanahan", r"bpn|kantor pertanahan"),
        ("dpmptsp", r"dpmptsp"),
        ("disnaker", r"disnaker"),
        ("dinsos", r"dinsos|dinas sosial"),
        ("bpjs_kesehatan", r"kantor bpjs"),
        ("kpp", r"kantor pajak|kpp"),
    )
)


def with_named_office(heard: Heard, context: Context, services: Sequence[ServiceFacts]) -> tuple[Heard, Context]:
    """The message and conversation; where the office named does not serve the last service, its own are offered."""
    if heard.is_payload or heard.service or context.service is None or heard.aspect not in INFO:
        return heard, context
    named = [kind for kind, cue in _OFFICES if cue.search(heard.text)]
    kinds = next((one.office_kinds for one in services if one.slug == context.service), ())
    if not named or not kinds or any(kind in kinds for kind in named):
        return heard, context
    served = tuple(one.slug for one in services if one.office_kinds and one.office_kinds[0] == named[0])[:MAX_CHOICES]
    if not served:
        return heard, context
    linked = Linked(served[0], served, ambiguous=len(served) > 1)
    return replace(heard, service=linked), replace(context, service=None, asked=())
