"""Trying a draft out before it is published: a question to the bot, answered from what stands in the form."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.rendering.messages import shown_as_chat
from loket.services.models import Service, Standard
from loket.standards.content import Content, Part
from loket.standards.preview import ask, beside_names, tried_out
from web.standards.places import understood_by_engine

SMALL_TALK = "Ini dibaca sebagai sapaan atau obrolan; jawabannya tidak memakai standar ini."
ENGINE_DOWN = "Mesin bahasa sedang tidak menjawab, jadi pertanyaan bebas belum dapat dicoba. Coba lagi sebentar lagi."
OTHER_SERVICE = (
    "Ini dibaca sebagai layanan lain, yaitu {name}; jawabannya tidak memakai draf ini. Bila warga memakai kata itu "
    "untuk layanan ini, tambahkan di “Nama dan sebutan”."
)
# What the engine would say of a message that is nothing but the service's name.
JUST_THE_NAME: dict[str, Any] = {
    "intent": {"name": "overview", "confidence": 1.0},
    "intent_ranking": [{"name": "overview", "confidence": 1.0}],
    "entities": [],
}


def asked(request: Request, session: Session, standard: Standard, content: Content, question: str) -> dict[str, Any]:
    """What the bot would say to ``question`` if ``content`` were published, for ``_asked.html``."""
    text = " ".join(question.split())[:500]
    if not text:
        return {"question": "", "asked_error": "Tulis dulu pertanyaannya, misalnya “berapa biayanya?”."}
    said = beside_names(standard.service, text)
    understood = understood_by_engine(request, said) if said else JUST_THE_NAME
    if understood is None:
        return {"question": text, "asked_error": ENGINE_DOWN}
    outcome = ask(session, tried_out(standard, readable(content)), understood, said or text)
    if outcome.response:
        return {"question": text, "asked_note": SMALL_TALK}
    reading = outcome.answer.reading
    read_as = session.scalar(select(Service).where(Service.slug == reading.service)) if reading else None
    is_other = read_as is not None and read_as is not standard.service
    return {
        "question": text, "asked": shown_as_chat(outcome.answer), "reading": reading, "read_as": read_as,
        "asked_note": OTHER_SERVICE.format(name=read_as.name) if read_as and is_other else "",
    }  # fmt: skip


def readable(content: Content) -> Content:
    """Without numbers that are none: an answer can be shown while "tiga puluh" still stands in a field."""
    found = {}
    for name, part in content.items():
        values = {
            key: None if key in ("amount_rupiah", "working_days") and not isinstance(value, int) else value
            for key, value in part.content.items()
        }
        found[name] = Part(values, part.source, part.source_pages, part.verified_at, part.confidence)
    return found
