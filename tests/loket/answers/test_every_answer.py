"""Every aspect, service and region gives an answer a citizen can read on a small screen."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from loket.answers.answer import Answer
from loket.answers.aspects import COMING, INFO
from loket.settings import PROJECT_ROOT
from tests.loket.answers.asking import Ask, payloads, texts_of

SERVICES = [one["slug"] for one in yaml.safe_load((PROJECT_ROOT / "data/seed/services.yaml").read_text())["services"]]
REGIONS = [None, "kota_bandung", "kab_asmat", "prov_jawa_barat"]
PHONE_SCREENS = 1800  # characters, about four small screens
SLUG = re.compile(r"\b(?:kab|kota|prov)_\w+|\bNone\b|\{|\}|nlu_fallback")
PAYLOAD = re.compile(r"/[a-z_]+(\{.*\})?")


def assert_readable(answer: Answer) -> None:
    """Nothing internal shows, nothing is too long, buttons hold what only we may say."""
    told = texts_of(answer)
    assert answer.title
    assert answer.blocks
    assert not SLUG.search(told), told
    assert len(told) < PHONE_SCREENS
    assert answer.reading is not None
    assert len([one for row in answer.buttons for one in row]) <= 10
    assert all(1 <= len(row) <= 2 for row in answer.buttons)
    for payload in payloads(answer):
        match = PAYLOAD.fullmatch(payload)
        assert match, payload
        json.loads(match[1] or "{}")
    for row in answer.buttons:
        assert all(len(one.title) <= 40 for one in row)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("service", SERVICES)
def test_every_seeded_service_answers_every_aspect(ask: Ask, service: str, region: str | None) -> None:
    for aspect in INFO:
        answer = ask(aspect, service, region).answer

        assert_readable(answer)
        assert answer.reading is not None
        assert answer.reading.model_dump() == {"aspect": aspect, "service": service, "region": region}
        needs_region = aspect in ("location", "hours") and region in (None, "prov_jawa_barat")
        assert answer.kind == ("ask" if needs_region else "answer")
        if aspect not in ("location", "hours"):
            assert answer.source, aspect
            assert answer.verified_at is not None


@pytest.mark.parametrize("aspect", [*COMING, "human", "contact", "emergency", "list_services"])
@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("service", [None, "pdam", "pengaduan_jalan", "paspor"])
def test_every_other_aspect_answers(ask: Ask, aspect: str, region: str | None, service: str | None) -> None:
    answer = ask(aspect, service, region).answer

    assert_readable(answer)
    assert answer.source
    assert answer.reading is not None
    assert answer.reading.aspect == aspect


@pytest.mark.parametrize("aspect", [*INFO, "list_services", "human", "queue_book"])
def test_the_home_region_answers_without_being_reported(ask: Ask, aspect: str) -> None:
    answer = ask(aspect, "skck", home="kota_semarang").answer

    assert answer.reading is not None
    assert answer.reading.region is None
    assert answer.kind != "ask"


@pytest.mark.parametrize("aspect", [one for one in INFO if one != "contact"])
def test_a_question_without_a_service_asks_for_one(ask: Ask, aspect: str) -> None:
    outcome = ask(aspect)

    assert outcome.answer.kind == "ask"
    assert any(payload.startswith(f"/{aspect}") for payload in payloads(outcome.answer))
    assert outcome.context.pending is not None


@pytest.mark.parametrize(("service", "region"), [("layanan_bulan", None), ("skck", "kab_atlantis"), ("x\0y", "a\0b")])
@pytest.mark.parametrize("aspect", INFO)
def test_what_is_not_there_any_more_is_said(ask: Ask, aspect: str, service: str, region: str | None) -> None:
    outcome = ask(aspect, service, region)

    assert outcome.answer.kind == "ask"
    assert "tidak ditemukan" in outcome.answer.title
    assert outcome.home is None
