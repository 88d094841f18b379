"""The model's reading takes the rules' place only where it is clearly likelier, and an alarm stays an alarm."""

from __future__ import annotations

import pytest

from loket.answers.answer import Reading
from loket.answers.heard import Heard, Linked
from loket.answers.reading import resolve
from loket.dialogue_state.choosing import agrees, as_chosen, choose, may_choose
from tests.loket.dialogue_state.situations import SKCK, ktp_is_of_another_place, model, named, situation

STAYS = model(
    aspect={"ruled": 3.0}, service={"topic": 3.0}, region={"moves": -3.0}
)  # fmt: skip


def test_a_paper_and_its_place_told_in_passing_change_neither_service_nor_region() -> None:
    given = ktp_is_of_another_place()
    ruled = Heard("requirements", given.text, given.service, given.region)

    choice = choose(given, STAYS)
    resolved = resolve(as_chosen(choice, given, ruled), SKCK)

    assert not agrees(choice, given)
    assert resolved.reading == Reading(aspect="requirements", service="skck", region="kota_solok")


def test_a_service_that_is_named_and_meant_is_gone_to() -> None:
    given = ktp_is_of_another_place()

    choice = choose(given, model(aspect={"ruled": 3.0}, service={"named": 3.0, "ruled": 1.0}, region={"moves": 3.0}))

    assert agrees(choice, given)
    assert (choice.service, choice.takes_region) == ("ktp_el", True)


def test_what_is_hardly_likelier_leaves_the_rules_reading() -> None:
    given = situation("brp", "berapa", {"cost": 0.5, "hours": 0.4}, ruled=Reading(aspect="hours", service="skck"))

    assert choose(given, model(aspect={"first": 0.1})).aspect == "hours"
    assert choose(given, model(aspect={"first": 3.0})).aspect == "cost"


def test_what_the_rules_did_not_understand_stays_so_until_one_aspect_is_likely() -> None:
    given = situation("hmm", "hmm", {"chitchat": 0.3, "cost": 0.2}, ruled=Reading(aspect="nlu_fallback"))

    assert choose(given, model()).aspect == "nlu_fallback"
    assert choose(given, model(aspect={"last": 4.0})).aspect == "cost"


def test_an_alarm_the_engine_is_sure_of_is_never_made_smaller() -> None:
    given = situation("kebakaran!", "kebakaran !", {"emergency": 0.97, "cost": 0.01}, ruled=Reading(aspect="emergency"))

    assert choose(given, model(aspect={"last": 50.0})).aspect == "emergency"


def test_an_alarm_the_engine_is_unsure_of_gives_way_only_where_hardly_anything_speaks_for_it() -> None:
    given = situation("anak 17", "anak NUMBER", {"emergency": 0.6, "cost": 0.3}, ruled=Reading(aspect="emergency"))

    assert choose(given, model(aspect={"last": 1.0})).aspect == "emergency"
    assert choose(given, model(aspect={"last": 9.0})).aspect == "cost"


def test_a_service_that_only_words_show_is_spoken_of_from_there_on() -> None:
    text = "yang dibayari pemerintah gimana"
    given = situation(
        text,
        "yang dibayari pemerintah bagaimana",
        {"procedure": 0.9},
        ruled=Reading(aspect="procedure", service="skck"),
    )
    weights = model(aspect={"ruled": 3.0}, service={"is=bpjs_pbi|pemerintah": 20.0})
    taught = type(weights)(weights.weights, ("bpjs_pbi",))

    choice = choose(given, taught)
    heard = as_chosen(choice, given, Heard("procedure", text))

    assert heard.service == Linked("bpjs_pbi", ("bpjs_pbi",))
    assert resolve(heard, SKCK).context.service == "bpjs_pbi"


def test_a_settled_social_turn_names_nothing_and_keeps_the_conversation() -> None:
    given = situation("lama amat", "lama amat", {"duration": 0.6, "feedback": 0.3}, ruled=Reading(aspect="duration"))

    heard = as_chosen(choose(given, model(aspect={"is=chitchat": 9.0})), given, Heard("duration", "lama amat"))
    resolved = resolve(heard, SKCK)

    assert resolved.reading == Reading(aspect="chitchat")
    assert resolved.context.service == "skck"


def test_buttons_and_bare_places_are_not_weighed() -> None:
    place = Heard("change_region", "kalau di bogor?", region=named("kota_bogor", "bogor", "kalau di bogor?"))

    assert not may_choose(place)
    assert not may_choose(Heard("cost", "/cost", is_payload=True))
    assert not may_choose(Heard("procedure", "trus?"))
    assert not may_choose(Heard("chitchat", "ulangi dong"))
    assert may_choose(Heard("cost", "ktp bogor brp", region=named("kota_bogor", "bogor", "ktp bogor brp")))


def test_thanks_with_a_question_in_plain_words_stays_the_question() -> None:
    text = "makasih, kalo biayanya?"
    given = situation(text, "makasih , kalau biaya ?", {"thanks": 0.9, "cost": 0.1}, ruled=Reading(aspect="cost"))

    assert choose(given, model(aspect={"first": 9.0})).aspect == "cost"


def test_the_last_question_asked_elsewhere_stays_it_however_it_is_said() -> None:
    text = "lek neng gresik yak opo"
    given = situation(
        text, "kalau di REGION bagaimana", {"procedure": 0.9}, ruled=Reading(aspect="cost", service="skck"),
        region=named("kab_gresik", "gresik", text),
    )  # fmt: skip

    assert choose(given, model(aspect={"first": 9.0})).aspect == "cost"


def test_a_service_put_right_is_never_weighed_away() -> None:
    text = "salah, maksudku yang kematian"
    given = situation(text, "salah , maksudku yang kematian", {"deny": 0.6, "requirements": 0.2},
                      ruled=Reading(aspect="requirements", service="akta_mati"))  # fmt: skip

    choice = choose(given, model(aspect={"ruled": 9.0}, service={"topic": 9.0}))

    assert choice.service == "akta_mati"
    assert choice.probability > 0.7


@pytest.mark.parametrize("text", ["syarat paspor", "biaya paspor brp ya", "brp biayanya kalo paspor"])
def test_a_service_named_with_nothing_but_what_is_asked_of_it_is_never_weighed_away(text: str) -> None:
    asked = Reading(aspect="cost" if "biaya" in text else "requirements", service="paspor")
    given = situation(
        text, "biaya SERVICE", {asked.aspect: 0.9, "hours": 0.1}, ruled=asked, service=named("paspor", "paspor", text)
    )

    choice = choose(given, model(aspect={"ruled": 9.0}, service={"topic": 9.0}))

    assert choice.service == "paspor"


def test_a_service_told_beside_something_else_may_be_weighed_away() -> None:
    text = "paspor sudah punya, biayanya brp"
    asked = Reading(aspect="cost", service="paspor")
    given = situation(
        text, "SERVICE sudah", {"cost": 0.9, "hours": 0.1}, ruled=asked, service=named("paspor", "paspor", text)
    )

    assert choose(given, model(aspect={"ruled": 9.0}, service={"topic": 9.0})).service == "skck"


def test_a_reading_in_doubt_names_the_likely_questions() -> None:
    given = situation("suratnya", "surat nya", {"requirements": 0.4, "cost": 0.3},
                      ruled=Reading(aspect="requirements", service="skck"))  # fmt: skip

    choice = choose(given, model())

    assert choice.probability < 0.4
    assert len(choice.likely) == 3
    assert all(service == "skck" for _, service in choice.likely)
