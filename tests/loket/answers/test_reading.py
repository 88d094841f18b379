"""Readings: what a message asks once the conversation filled in what it left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.answers.answer import Reading
from loket.answers.aspects import COMING, FALLBACK, INFO, KEEPS_SERVICE, NEEDS_REGION, NEEDS_SERVICE, SOCIAL
from loket.answers.heard import Context, Heard, Linked, Pending
from loket.answers.reading import Resolved, resolve

ALL_ASPECTS = (*INFO, *COMING, *SOCIAL, "list_services", "emergency", "human", "change_region", FALLBACK)


def typed(
    aspect: str,
    text: str = "",
    *,
    service: str | None = None,
    service_word: str = "",
    region: str | None = None,
    region_word: str = "",
    regions: tuple[str, ...] = (),
    services: tuple[str, ...] = (),
) -> Heard:
    """A typed message; ``*_word`` is where in the text the linker found the name."""
    return Heard(
        aspect, text, _linked(service, service_word, text, services), _linked(region, region_word, text, regions)
    )


def _linked(value: str | None, word: str, text: str, candidates: tuple[str, ...]) -> Linked | None:
    if value is None:
        return None
    start = text.find(word) if word else -1
    span = (start, start + len(word)) if start >= 0 else None
    return Linked(value, candidates or (value,), bool(candidates), span)


def pressed(aspect: str, *, service: str | None = None, region: str | None = None) -> Heard:
    """A button or a deep link."""
    named = Linked(service) if service else None
    placed = Linked(region) if region else None
    return Heard(aspect, f"/{aspect}", named, placed, is_payload=True)


def talk(*messages: Heard, context: Context | None = None) -> Resolved:
    """Resolve the messages one after the other; the last one's outcome."""
    now = context or Context()
    resolved = None
    for message in messages:
        resolved = resolve(message, now)
        now = resolved.context
    assert resolved is not None
    return resolved


KTP_SLEMAN = typed("requirements", "syarat rekam ktp sleman", service="ktp_el", region="kab_sleman")


@pytest.mark.parametrize("aspect", sorted(KEEPS_SERVICE - {FALLBACK}))
def test_a_follow_up_keeps_the_service_and_region_it_leaves_out(aspect: str) -> None:
    resolved = talk(KTP_SLEMAN, typed(aspect, "terus itunya?"))

    assert resolved.reading == Reading(aspect=aspect, service="ktp_el", region="kab_sleman")
    assert resolved.ask == ""


@pytest.mark.parametrize("aspect", ["list_services", "emergency"])
def test_what_is_not_about_a_service_drops_it_but_stays_in_the_region(aspect: str) -> None:
    resolved = talk(KTP_SLEMAN, typed(aspect, "itu"))

    assert resolved.reading == Reading(aspect=aspect, service=None, region="kab_sleman")


def test_praise_is_of_loket_and_the_talk_goes_on_after_it() -> None:
    praised = talk(KTP_SLEMAN, typed("feedback", "bagus botnya"))
    asked = talk(KTP_SLEMAN, typed("feedback", "bagus botnya"), typed("cost", "biayanya?"))

    assert praised.reading == Reading(aspect="feedback")
    assert asked.reading == Reading(aspect="cost", service="ktp_el", region="kab_sleman")


@pytest.mark.parametrize("aspect", SOCIAL)
def test_a_social_turn_is_null_null_and_clears_nothing(aspect: str) -> None:
    resolved = talk(KTP_SLEMAN, typed(aspect, "nuhun"))

    assert resolved.reading == Reading(aspect=aspect, service=None, region=None)
    after = talk(KTP_SLEMAN, typed(aspect, "nuhun"), typed("cost", "ongkosnya"))
    assert after.reading == Reading(aspect="cost", service="ktp_el", region="kab_sleman")


@pytest.mark.parametrize(
    ("text", "word"),
    [("kalau Kulon Progo?", "Kulon Progo"), ("yg di kulon progo gmn kak", "kulon progo"),
     ("KULON PROGO", "KULON PROGO"), ("nah klo kp 🙏", "kp"), ("terus yang kab. kulonprogo", "kulonprogo")],
)  # fmt: skip
@pytest.mark.parametrize("intent", ["change_region", "overview", FALLBACK, "location"])
def test_a_bare_region_name_asks_the_same_question_there(text: str, word: str, intent: str) -> None:
    resolved = talk(KTP_SLEMAN, typed(intent, text, region="kab_kulon_progo", region_word=word))

    assert resolved.reading == Reading(aspect="requirements", service="ktp_el", region="kab_kulon_progo")
    assert resolved.home is None


def test_a_bare_region_name_comes_back_to_the_full_question_not_to_an_aside() -> None:
    bantul = typed("change_region", "kalau bantul", region="kab_bantul", region_word="bantul")

    resolved = talk(KTP_SLEMAN, typed("duration", "berapa lama"), bantul)

    assert resolved.reading == Reading(aspect="requirements", service="ktp_el", region="kab_bantul")


def test_a_bare_region_name_without_any_question_sets_the_region() -> None:
    resolved = talk(typed("change_region", "Bantul", region="kab_bantul", region_word="Bantul"))

    assert resolved.reading == Reading(aspect="change_region", service=None, region="kab_bantul")
    assert resolved.home == "kab_bantul"


@pytest.mark.parametrize(
    "text",
    ["saya pindah ke bantul", "ganti daerah ke bantul", "aku di bantul", "sy orang bantul kak", "tinggal di bantul",
     "daerah saya bantul", "jadikan bantul daerahku"],
)  # fmt: skip
def test_an_explicit_change_sets_the_region_and_names_no_service(text: str) -> None:
    resolved = talk(KTP_SLEMAN, typed("change_region", text, region="kab_bantul", region_word="bantul"))

    assert resolved.reading == Reading(aspect="change_region", service=None, region="kab_bantul")
    assert resolved.home == "kab_bantul"


def test_the_region_changed_to_holds_from_there_on() -> None:
    resolved = talk(
        KTP_SLEMAN,
        typed("change_region", "pindah ke bantul", region="kab_bantul", region_word="bantul"),
        typed("cost", "paspor bayar berapa", service="paspor"),
    )

    assert resolved.reading == Reading(aspect="cost", service="paspor", region="kab_bantul")


def test_the_home_region_answers_but_is_not_reported_as_said() -> None:
    resolved = talk(typed("cost", "bayar paspor", service="paspor"), context=Context(home="kota_palu"))

    assert resolved.reading.region is None
    assert resolved.region == "kota_palu"


def test_a_region_only_said_does_not_become_the_home_region() -> None:
    resolved = talk(KTP_SLEMAN)

    assert resolved.home is None
    assert resolved.context.home is None


@pytest.mark.parametrize("text", ["kk", "kartu keluarga?", "KK kak"])
def test_a_bare_service_name_is_an_overview(text: str) -> None:
    word = text.removesuffix(" kak").removesuffix("?")
    resolved = talk(typed(FALLBACK, text, service="kk_baru", service_word=word))

    assert resolved.reading == Reading(aspect="overview", service="kk_baru")


def test_a_compared_service_asks_the_same_question_of_it() -> None:
    resolved = talk(KTP_SLEMAN, typed("overview", "kalau kia?", service="kia", service_word="kia"))

    assert resolved.reading == Reading(aspect="requirements", service="kia", region="kab_sleman")


def test_a_new_question_for_another_service_is_just_that() -> None:
    resolved = talk(KTP_SLEMAN, typed("cost", "kia bayar berapa", service="kia", service_word="kia"))

    assert resolved.reading == Reading(aspect="cost", service="kia", region="kab_sleman")


PALU = ("kota_palu", "kab_palu")


def test_a_shared_name_is_asked_back_and_the_best_guess_reported() -> None:
    resolved = talk(typed("cost", "paspor di palu", service="paspor", region="kota_palu", regions=PALU))

    assert (resolved.ask, resolved.choices) == ("region", PALU)
    assert resolved.reading.region == "kota_palu"
    assert resolved.context.region is None
    assert resolved.context.pending == Pending("cost", "paspor", None, "region", PALU)


@pytest.mark.parametrize(
    "context", [Context(home="kab_palu"), Context(region="kab_palu", home="kota_ambon")], ids=["home", "dialogue"]
)
def test_a_shared_name_is_decided_by_what_is_known_of_the_citizen(context: Context) -> None:
    heard = typed("cost", "paspor di palu", service="paspor", region="kota_palu", regions=PALU)

    resolved = talk(heard, context=context)

    assert (resolved.ask, resolved.reading.region) == ("", "kab_palu")


def test_a_phrase_that_fits_two_services_is_asked_back() -> None:
    both = ("pindah_keluar", "pindah_datang")
    resolved = talk(typed("cost", "surat pindah bayar", service="pindah_keluar", services=both))

    assert (resolved.ask, resolved.choices) == ("service", both)
    assert resolved.context.service is None


def test_a_phrase_that_fits_two_services_stays_with_the_one_spoken_of() -> None:
    both = ("pindah_keluar", "pindah_datang")
    before = typed("requirements", "syarat datang", service="pindah_datang")
    resolved = talk(before, typed("cost", "surat pindah bayar", service="pindah_keluar", services=both))

    assert (resolved.ask, resolved.reading.service) == ("", "pindah_datang")


@pytest.mark.parametrize("aspect", sorted(NEEDS_SERVICE))
def test_without_a_service_it_is_asked_for_and_the_answer_goes_on(aspect: str) -> None:
    asked = talk(typed(aspect, "gimana"), context=Context(home="kota_palu"))
    assert (asked.ask, asked.choices) == ("service", ())

    resolved = talk(typed("overview", "paspor", service="paspor", service_word="paspor"), context=asked.context)
    assert resolved.reading == Reading(aspect=aspect, service="paspor")


@pytest.mark.parametrize("aspect", sorted(NEEDS_REGION))
@pytest.mark.parametrize("intent", ["change_region", FALLBACK, "overview"])
def test_the_region_asked_for_answers_the_waiting_question_and_is_remembered(aspect: str, intent: str) -> None:
    asked = talk(typed(aspect, "paspor di mana", service="paspor"))
    assert asked.ask == "region"

    resolved = talk(typed(intent, "palu kak", region="kota_palu", region_word="palu"), context=asked.context)

    assert resolved.reading == Reading(aspect=aspect, service="paspor", region="kota_palu")
    assert resolved.home == "kota_palu"
    assert resolved.context.pending is None


def test_a_chosen_region_goes_on_with_the_waiting_question() -> None:
    asked = talk(typed("location", "paspor di mana", service="paspor"))

    resolved = talk(pressed("change_region", region="kota_palu"), context=asked.context)

    assert resolved.reading == Reading(aspect="location", service="paspor", region="kota_palu")
    assert resolved.home == "kota_palu"


def test_another_question_is_answered_and_the_waiting_one_goes_on_when_the_region_comes() -> None:
    asked = talk(typed("location", "paspor di mana", service="paspor"))

    aside = talk(typed("cost", "skck berapa duit", service="skck"), context=asked.context)
    resumed = talk(typed("change_region", "sleman", region="kab_sleman", region_word="sleman"), context=aside.context)

    assert aside.reading == Reading(aspect="cost", service="skck")
    assert resumed.reading == Reading(aspect="location", service="paspor", region="kab_sleman")
    assert resumed.context.pending is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (
            "anakku lahir di rumah, ga ada surat bidan. aktenya gimana",
            "anakku lahir di rumah, ga ada surat bidan. aktenya",
        ),
        ("caranya akte gimana", "akte"),
    ],
)
def test_a_story_tied_to_a_service_is_no_bare_name(text: str, word: str) -> None:
    heard = typed("procedure", text, service="akta_lahir", service_word=word)

    assert talk(heard).reading.aspect == "procedure"


def test_what_waits_is_let_go_after_a_few_other_questions() -> None:
    asked = talk(typed("location", "paspor di mana", service="paspor"))

    asides = [typed("cost", "skck berapa duit", service="skck")] * 4
    assert talk(*asides, context=asked.context).context.pending is None


def test_the_button_that_makes_a_region_home_stores_it() -> None:
    resolved = talk(KTP_SLEMAN, pressed("change_region", region="kab_sleman"))

    assert resolved.reading.aspect == "change_region"
    assert resolved.home == "kab_sleman"


def test_the_button_that_chooses_a_region_waits_with_the_question_above_it() -> None:
    chosen = talk(typed("cost", "paspor bayar", service="paspor"), pressed("change_region"))
    assert chosen.ask == "region"

    resolved = talk(typed(FALLBACK, "palu", region="kota_palu", region_word="palu"), context=chosen.context)

    assert resolved.reading == Reading(aspect="cost", service="paspor", region="kota_palu")
    assert resolved.home == "kota_palu"


@pytest.mark.parametrize(("home", "stored"), [(None, "kota_palu"), ("kab_sleman", None)])
def test_a_deep_link_sets_the_region_only_of_who_has_none(home: str | None, stored: str | None) -> None:
    resolved = talk(pressed("overview", service="paspor", region="kota_palu"), context=Context(home=home))

    assert resolved.reading == Reading(aspect="overview", service="paspor", region="kota_palu")
    assert resolved.home == stored


def test_the_aspects_asked_of_a_service_are_kept_until_another_one() -> None:
    same = talk(KTP_SLEMAN, typed("cost", "ongkos"))
    assert same.context.asked == ("requirements", "cost")

    other = talk(KTP_SLEMAN, typed("cost", "ongkos paspor", service="paspor"))
    assert other.context.asked == ("cost",)


names = st.sampled_from(["ktp_el", "paspor", "kia"])
places = st.sampled_from(["kab_sleman", "kota_palu", "prov_aceh"])


def linked(values: st.SearchStrategy[str]) -> st.SearchStrategy[Linked | None]:
    spans = st.none() | st.tuples(st.integers(0, 30), st.integers(0, 60))
    return st.none() | st.builds(Linked, values, st.lists(values, max_size=3).map(tuple), st.booleans(), spans)


heards = st.builds(
    Heard, st.sampled_from(ALL_ASPECTS) | st.text(max_size=9), st.text(max_size=40), linked(names), linked(places),
    st.booleans(),
)  # fmt: skip


@given(st.lists(heards, min_size=1, max_size=6), st.none() | places)
def test_any_conversation_resolves_to_something_consistent(messages: list[Heard], home: str | None) -> None:
    context = Context(home=home)
    for message in messages:
        resolved = resolve(message, context)
        reading = resolved.reading
        if resolved.ask == "":
            assert reading.aspect not in NEEDS_SERVICE or reading.service is not None
            assert reading.aspect not in NEEDS_REGION or resolved.region is not None
        if reading.aspect in SOCIAL:
            assert (reading.service, reading.region) == (None, None)
            dropped = replace(context, pending=None)  # a plain no ends what waits
            placed = replace(context, region=resolved.context.region, regions=resolved.context.regions)
            has_place = context.region is not None or context.regions
            assert resolved.context == (context if has_place else placed) or (
                reading.aspect == "deny" and resolved.context == dropped
            )
        if resolved.home is not None:
            assert resolved.home == reading.region == resolved.context.home
            assert resolved.ask == "" or reading.region is not None
        assert resolved.context.pending is None or resolved.context.pending.needs in ("service", "region")
        context = resolved.context
