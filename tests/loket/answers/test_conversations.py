"""Turns that start, choose a region, share a location, list, alarm, or are not understood."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from loket.answers.emergency_answers import wanted_numbers
from loket.answers.heard import Context, Heard, Linked, Pending
from loket.answers.operations import Outcome, Turn, answer_turn, remember_region
from loket.citizens.operations import find_citizen
from loket.regions.errors import RegionNotFound
from tests.loket.answers.asking import TUESDAY_TEN_WIB, Ask, linked, payloads, texts_of

YOGYA = (-7.783, 110.367)
SEA = (-30.0, 90.0)
SEMARANG = (-6.99, 110.42)


def test_a_start_says_that_it_is_a_bot_and_asks_for_the_region(ask: Ask) -> None:
    outcome = ask("start_chat")

    told = texts_of(outcome.answer)
    assert "bot" in told
    assert "NIK" in told
    assert outcome.answer.request_location
    assert outcome.context.pending == Pending("change_region")


def test_a_start_of_who_has_a_region_names_it(ask: Ask) -> None:
    outcome = ask("start_chat", home="kab_sleman")

    assert "Kabupaten Sleman" in texts_of(outcome.answer)
    assert not outcome.answer.request_location


def deep_link(seeded: Session, service: str, region: str, home: str | None = None) -> Outcome:
    message = Heard("overview", "/overview", linked(service), linked(region), is_payload=True)
    return answer_turn(seeded, Turn(message, Context(home=home)), TUESDAY_TEN_WIB)


def test_a_deep_link_lands_on_the_service_in_its_region_and_sets_it(seeded: Session) -> None:
    outcome = deep_link(seeded, "skck", "kab_sleman")

    assert "Surat Keterangan Catatan Kepolisian" in outcome.answer.title
    assert "Kabupaten Sleman" in outcome.answer.title
    assert outcome.home == "kab_sleman"


def test_a_deep_link_leaves_a_chosen_region_alone(seeded: Session) -> None:
    assert deep_link(seeded, "skck", "kab_sleman", home="kota_palu").home is None


@pytest.mark.parametrize("region", ["kab_atlantis", "x\0"])
def test_a_deep_link_to_nowhere_says_so(seeded: Session, region: str) -> None:
    outcome = deep_link(seeded, "skck", region)

    assert outcome.answer.title == "Daerah tidak ditemukan"
    assert outcome.home is None


def test_the_buttons_of_a_list_are_no_deep_links(ask: Ask) -> None:
    given = [one for one in payloads(ask("list_services", None, "kab_sleman").answer) if one.startswith("/overview")]

    assert given
    assert not any("region" in one for one in given)


WAITS = Context(service="skck", pending=Pending("location", "skck"), aspect="location", main="location")


@pytest.mark.parametrize("text", ["slemn", "Kab. Sleman", "kabupaten sleman"])
def test_a_region_typed_that_the_engine_missed_is_looked_up(ask: Ask, text: str) -> None:
    outcome = ask("nlu_fallback", text=text, context=WAITS)

    offered = '"region": "kab_sleman"' in " ".join(payloads(outcome.answer))
    assert outcome.home == "kab_sleman" or (outcome.answer.kind == "ask" and offered)


def test_a_typed_name_of_two_regions_gives_buttons_that_go_on(ask: Ask) -> None:
    outcome = ask("nlu_fallback", text="semarang", context=WAITS)

    assert '/change_region{"region": "kota_semarang"}' in payloads(outcome.answer)
    assert '/change_region{"region": "kab_semarang"}' in payloads(outcome.answer)
    assert outcome.context.pending is not None
    assert outcome.context.pending.aspect == "location"


def test_a_name_of_no_region_is_said_and_the_question_waits_on(ask: Ask) -> None:
    outcome = ask("nlu_fallback", text="qqqq wwww", context=WAITS)

    assert outcome.answer.title == "Daerah tidak ditemukan"
    assert outcome.context.pending == WAITS.pending


def test_a_changed_region_is_confirmed_with_the_way_back(ask: Ask) -> None:
    outcome = ask("change_region", None, "kab_sleman", text="ganti daerah ke sleman", context=Context(
        service="skck", main="cost", aspect="cost", home="kota_palu"))  # fmt: skip

    assert outcome.home == "kab_sleman"
    assert "Kabupaten Sleman" in outcome.answer.title
    assert payloads(outcome.answer)[0] == '/cost{"service": "skck"}'


def test_a_shared_location_offers_the_nearest_three(ask: Ask) -> None:
    outcome = ask("share_location", point=YOGYA)

    assert len(payloads(outcome.answer)) == 3
    assert '/change_region{"region": "kota_yogyakarta"}' in payloads(outcome.answer)


def test_a_shared_location_answers_the_question_after_the_region_is_confirmed(ask: Ask) -> None:
    outcome = ask("share_location", point=SEMARANG, context=WAITS)
    assert outcome.context.pending is not None
    assert (outcome.context.pending.aspect, outcome.context.pending.service) == ("location", "skck")

    message = Heard("change_region", "/change_region", None, linked("kota_semarang"), is_payload=True)
    assert outcome.context.service == "skck"
    chosen = answer_turn_with(ask, message, outcome.context)
    assert chosen.home == "kota_semarang"
    assert "km dari Anda" in texts_of(chosen.answer)


def answer_turn_with(ask: Ask, message: Heard, context: Context) -> Outcome:
    region = message.region.value if message.region else None
    return ask(message.aspect, None, region, text=message.text, context=context, place=SEMARANG)


def test_a_shared_location_in_the_known_region_gives_the_nearest_offices(ask: Ask) -> None:
    context = Context(service="ktp_el", aspect="location", main="location", home="kota_semarang")

    answer = ask("share_location", point=SEMARANG, context=context).answer

    assert "km dari Anda" in texts_of(answer)
    assert answer.reading is not None
    assert answer.reading.model_dump() == {"aspect": "location", "service": "ktp_el", "region": None}


def test_a_location_far_from_the_known_region_is_confirmed_first(ask: Ask) -> None:
    context = Context(service="ktp_el", aspect="location", main="location", home="kota_palu")

    outcome = ask("share_location", point=SEMARANG, context=context)

    assert outcome.answer.kind == "ask"
    assert outcome.context.pending is not None
    assert (outcome.context.pending.aspect, outcome.context.pending.service) == ("location", "ktp_el")


@pytest.mark.parametrize("point", [SEA, (48.85, 2.35), (91.0, 0.0), (0.0, 181.0), None])
def test_a_location_that_is_no_region_asks_for_the_name(ask: Ask, point: tuple[float, float] | None) -> None:
    outcome = ask("share_location", point=point)

    assert "ketik nama" in texts_of(outcome.answer).lower()
    assert outcome.context.pending is not None


def test_the_list_pages_through_every_service_and_comes_round(ask: Ask) -> None:
    seen: list[str] = []
    for page in range(1, 6):
        seen += [
            one for one in payloads(ask("list_services", home="kab_sleman", page=page).answer) if "overview" in one
        ]
    assert len(seen) == len(set(seen)) == 40
    assert '"page": 1' in payloads(ask("list_services", home="kab_sleman", page=5).answer)[-1]


@pytest.mark.parametrize("page", [0, -3, 99, 10**12])
def test_a_page_that_is_not_there_is_the_first(ask: Ask, page: int) -> None:
    assert "Layanan 1-8 dari 40" in texts_of(ask("list_services", page=page).answer)


@pytest.mark.parametrize(
    ("text", "first"),
    [("gudang terbakar", "113"), ("bapak pingsan butuh ambulans", "119"), ("ada begal", "110"),
     ("anak hanyut di sungai", "115"), ("suami kdrt", "129"), ("kabel pln jatuh", "123"), ("tolong", "112")],
)  # fmt: skip
def test_the_fitting_number_comes_first_and_112_always(ask: Ask, text: str, first: str) -> None:
    assert wanted_numbers(text)[0] == first
    assert "112" in wanted_numbers(text)
    rows = next(block for block in ask("emergency", text=text).answer.blocks if block.type == "list").items
    assert rows[0].startswith(f"{first}:")
    assert len(rows) <= 4


def test_a_crisis_is_met_with_kindness_and_a_number(ask: Ask) -> None:
    told = texts_of(ask("emergency", text="saya ingin bunuh diri").answer)

    assert "tidak sendirian" in told
    assert "119 lalu tekan 8 (perlu dikonfirmasi)" in told


def test_unsure_numbers_are_not_shown_in_an_emergency(ask: Ask) -> None:
    told = texts_of(ask("emergency", text="banjir gempa").answer)

    assert "117" not in told
    assert "122" not in told


def test_not_understood_with_a_service_offers_its_aspects_likeliest_first(ask: Ask) -> None:
    answer = ask("nlu_fallback", "skck", text="skck wkwk zonk", ranking=("duration", "chitchat", "cost")).answer

    given = payloads(answer)
    assert given[0] == '/duration{"service": "skck"}'
    assert given[1] == '/cost{"service": "skck"}'
    assert "/human" in given


def test_not_understood_between_two_services_offers_whole_readings(seeded: Session) -> None:
    both = Linked("pindah_keluar", ("pindah_keluar", "pindah_datang"), ambiguous=True)
    turn = Turn(Heard("nlu_fallback", "surat pindah hmm yaelah", both), Context(), ("cost",))

    given = payloads(answer_turn(seeded, turn, TUESDAY_TEN_WIB).answer)

    assert given[:2] == ['/cost{"service": "pindah_keluar"}', '/cost{"service": "pindah_datang"}']


def test_not_understood_at_all_says_what_can_be_asked_and_how_to_reach_a_person(ask: Ask) -> None:
    answer = ask("nlu_fallback", text="asdf qwer").answer

    assert "/human" in payloads(answer)
    assert "/list_services" in payloads(answer)
    assert "belum paham" in answer.title


def test_coming_features_never_claim_to_have_recorded_anything(ask: Ask) -> None:
    for aspect, promise in (("complaint_file", "belum kami teruskan"), ("queue_book", "belum terdaftar"),
                            ("subscribe", "belum terdaftar"), ("feedback", "belum sampai")):  # fmt: skip
        assert promise in texts_of(ask(aspect, "pdam").answer)


def test_who_complains_is_told_where_by_the_service_s_own_standard(ask: Ask) -> None:
    answer = ask("complaint_file", "ktp_el", "kab_sleman", text="mau lapor pungli waktu urus ktp").answer
    lines = [line for block in answer.blocks if block.type == "list" for line in block.items]

    assert lines[0] == "SP4N-LAPOR! (pengaduan layanan publik nasional): SMS ke 1708 atau situs lapor.go.id"
    assert sum("1708" in line for line in lines) == 1
    assert "lapor.go.id" in answer.source
    assert (str(answer.verified_at), answer.level) == ("2026-11-23", "nasional")


def test_the_region_chosen_is_remembered(seeded_session: Session) -> None:
    remember_region(seeded_session, "a" * 64, "kab_sleman")
    seeded_session.commit()

    citizen = find_citizen(seeded_session, "a" * 64)
    assert citizen is not None
    assert citizen.region is not None
    assert citizen.region.slug == "kab_sleman"


def test_a_region_that_is_not_there_is_not_remembered(seeded_session: Session) -> None:
    with pytest.raises(RegionNotFound):
        remember_region(seeded_session, "a" * 64, "kab_atlantis")
