"""Where a wrong answer harms a reading must be likelier to be answered."""

from __future__ import annotations

from loket.answers.answer import Reading
from loket.dialogue_state.choosing import choose
from loket.dialogue_state.thresholds import least_sure, least_understood, sensitive_services
from tests.loket.dialogue_state.situations import model, situation


def test_health_social_aid_and_law_are_stricter() -> None:
    assert {"bpjs_pbi", "bansos_dtks", "imunisasi"} <= sensitive_services()
    for aspect, service in (("cost", "bpjs_pbi"), ("legal_basis", "skck")):
        assert least_sure(aspect, service) > least_sure("cost", "skck")
        assert least_understood(aspect, service) > least_understood("cost", "skck")


def test_what_was_not_understood_about_a_sensitive_service_stays_so_longer() -> None:
    ranking = {"cost": 0.5, "chitchat": 0.1}
    weights = model(aspect={"first": 2.4})

    def aspect(service: str) -> str:
        ruled = Reading(aspect="nlu_fallback", service=service)
        return choose(situation("anu", "anu", ranking, ruled=ruled), weights).aspect

    assert aspect("skck") == "cost"
    assert aspect("bpjs_pbi") == "nlu_fallback"
