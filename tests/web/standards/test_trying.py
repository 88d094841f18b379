"""Asking the bot with a draft: about a service that nobody is offered yet, and what is read as another service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.signing_in import text_of
from tests.web.standards.conftest import Browser, changed

Browse = Callable[[str], Browser]
NEW = {
    "name": "Izin Angkringan Malam", "short_name": "Izin angkringan", "owner": "Dinas Perdagangan", "level": "daerah",
    "wilayah": "kab_sleman", "phrase": "surat jualan angkringan", "weight": "sure",
}  # fmt: skip


class Engine:
    """Stands for the engine, which another environment runs: notes what it is asked, reads it as told."""

    def __init__(self, service: str = "") -> None:
        self.asked: list[str] = []
        self._service = service

    def __call__(self, _request: object, text: str) -> dict[str, Any]:
        self.asked.append(text)
        entities = [{"entity": "service", "value": self._service, "start": 0, "end": 3}] if self._service else []
        intent = {"name": "cost", "confidence": 0.99}
        return {"text": text, "intent": intent, "intent_ranking": [intent], "entities": entities}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Engine]:
    def put(service: str = "") -> Engine:
        made = Engine(service)
        monkeypatch.setattr("web.standards.trying.understood_by_engine", made)
        return made

    return put


def test_new_service_is_known_by_its_names_before_the_engine_learns_them(
    browse: Browse, engine: Callable[[str], Engine]
) -> None:
    ani, heard = browse("ani"), engine("")
    draft = ani.post("/admin/layanan/baru", NEW).headers["location"]
    asked = {"cost__amount_rupiah": "25000", "question": "Surat Jualan  Angkringan biayanya?"}

    said = text_of(ani.post(f"{draft}/tanya", changed(ani.form(draft), **asked)).text)

    assert heard.asked == ["biayanya?"]
    assert "Rp25.000" in said
    assert "Dibaca sebagai: Biaya · Izin angkringan" in said


def test_question_about_another_service_says_that_the_draft_has_no_part_in_it(
    browse: Browse, engine: Callable[[str], Engine]
) -> None:
    ani = browse("ani")
    engine("skck")
    draft = ani.post("/admin/layanan/baru", NEW).headers["location"]

    said = text_of(ani.post(f"{draft}/tanya", changed(ani.form(draft), question="biaya skck")).text)

    assert "dibaca sebagai layanan lain" in said
    assert "SKCK" in said


def test_without_scripts_the_button_asks_too(browse: Browse, engine: Callable[[str], Engine]) -> None:
    ani, heard = browse("ani"), engine("")
    draft = ani.post("/admin/layanan/baru", NEW).headers["location"]

    said = ani.post(draft, [*changed(ani.form(draft), question="berapa biayanya"), ("op", "ask")])

    assert said.status_code == 200
    assert heard.asked == ["berapa biayanya"]
    assert "Dibaca sebagai: Biaya" in text_of(said.text)
