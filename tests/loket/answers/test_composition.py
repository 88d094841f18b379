"""What answers say of facts: levels, doubt, gaps, money, offices. Pure facts, no database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from loket.answers.answer import Reading, VenueBlock
from loket.answers.facts import Fact, OfficeFacts, Opening, Place, Question, ServiceFacts
from loket.answers.office_answers import hours_answer, location_answer, status_text
from loket.answers.standard_answers import overview_answer, standard_answer
from tests.loket.answers.asking import payloads, texts_of

PALU = Place("kota_palu", "Kota Palu", "kota", "Asia/Makassar")
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday 11.00 WITA
WITA = ZoneInfo("Asia/Makassar")


def make_fact(level: str = "nasional", **content: Any) -> Fact:
    return Fact(content, "Perda 1/2025", date(2026, 3, 1), "high", level, "Kota Palu" if level == "daerah" else "")


def make_service(**facts: Fact) -> ServiceFacts:
    return ServiceFacts("izin_x", "Izin X lengkap", "Izin X", "Dinas X", ("dinas_x", "mpp"), facts)


def make_question(aspect: str, place: Place | None = PALU, **extra: Any) -> Question:
    said = place.slug if place else None
    return Question(Reading(aspect=aspect, service="izin_x", region=said), place, **extra)


def make_office(name: str = "Kantor X", **extra: Any) -> OfficeFacts:
    address, source, checked = "Jalan Y 1", "https://www.palukota.go.id/x?a=1", date(2026, 5, 4)
    return OfficeFacts(name, address, source, checked, **{"confidence": "high", **extra})


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"amount_rupiah": 0, "text": ""}, "Gratis."),
        ({"amount_rupiah": 1250000, "text": ""}, "Rp1.250.000."),
        ({"amount_rupiah": None, "text": "", "note": "lihat perda"}, "Tarif ditetapkan daerah."),
        ({"amount_rupiah": 30000, "text": "Rp30.000 per lembar"}, "Rp30.000 per lembar."),
        ({"amount_rupiah": 5000, "text": "cetak ulang"}, "Rp5.000. Cetak ulang."),
        ({"amount_rupiah": 0, "text": "gratis di loket"}, "Gratis di loket."),
        ({"amount_rupiah": 0, "text": "Tanpa biaya pengajuan"}, "Tanpa biaya pengajuan."),
        ({"amount_rupiah": 0, "text": "untuk penduduk Palu"}, "Gratis. Untuk penduduk Palu."),
    ],
)
def test_a_price_is_never_guessed(content: dict[str, Any], expected: str) -> None:
    answer = standard_answer(make_question("cost"), make_service(cost=make_fact(**content)))

    assert answer.blocks[0].text == expected  # type: ignore[union-attr]


def test_an_answer_closes_with_source_date_and_level() -> None:
    answer = standard_answer(make_question("cost"), make_service(cost=make_fact("daerah", amount_rupiah=0)))

    assert (answer.source, answer.verified_at, answer.level) == ("Perda 1/2025", date(2026, 3, 1), "daerah (Kota Palu)")
    assert "belum tercatat" not in texts_of(answer)


def test_national_facts_in_a_region_say_that_nothing_local_is_known() -> None:
    answer = standard_answer(make_question("cost"), make_service(cost=make_fact(amount_rupiah=0)))

    assert "Aturan khusus Kota Palu belum tercatat" in texts_of(answer)


def test_without_a_region_the_national_facts_come_at_once_with_an_invitation() -> None:
    answer = standard_answer(make_question("cost", None), make_service(cost=make_fact(amount_rupiah=0)))

    assert answer.kind == "answer"
    assert "Ketik nama kabupaten/kota" in texts_of(answer)
    assert "/change_region" in payloads(answer)


def test_an_overview_marks_the_level_of_each_fact_where_they_differ() -> None:
    service = make_service(product=make_fact(text="Surat X"), cost=make_fact("daerah", amount_rupiah=7000))

    told = texts_of(overview_answer(make_question("overview"), service))

    assert "Biaya: Rp7.000 (Kota Palu)" in told
    assert "Surat X. (nasional)" in told


def test_doubtful_facts_are_marked() -> None:
    doubtful = Fact({"items": ["KTP"]}, "blog", date(2026, 1, 1), "low")

    answer = standard_answer(make_question("requirements"), make_service(requirements=doubtful))

    assert "perlu dikonfirmasi" in texts_of(answer)


@pytest.mark.parametrize("aspect", ["requirements", "procedure", "cost", "duration", "online_link", "legal_basis"])
def test_a_gap_is_said_with_whom_to_ask(aspect: str) -> None:
    answer = standard_answer(make_question(aspect), make_service(contact=make_fact(items=["Halo X 123"])))

    told = texts_of(answer)
    assert "belum tercatat" in told
    assert "Dinas X" in told
    assert "Halo X 123" in told


def test_steps_are_numbered_and_papers_are_not() -> None:
    service = make_service(procedure=make_fact(items=["a", "b"]), requirements=make_fact(items=["a", "b"]))

    assert standard_answer(make_question("procedure"), service).blocks[0].ordered  # type: ignore[union-attr]
    assert not standard_answer(make_question("requirements"), service).blocks[0].ordered  # type: ignore[union-attr]


def test_buttons_ask_what_was_not_asked_yet_and_stay_in_the_region() -> None:
    question = make_question("cost", asked=("requirements",), has_home=True)

    given = payloads(standard_answer(question, make_service(cost=make_fact(amount_rupiah=0))))

    assert len(given) == 6
    assert not any(one.startswith(("/cost", "/requirements")) for one in given)
    assert all('"region": "kota_palu"' in one for one in given)


def test_a_region_that_was_only_said_may_be_made_home() -> None:
    given = payloads(standard_answer(make_question("cost"), make_service(cost=make_fact(amount_rupiah=0))))

    assert given[-1] == '/change_region{"region": "kota_palu"}'


def opening(is_open: bool, hours: float, reason: str = "") -> Opening:
    return Opening(is_open, (NOW + timedelta(hours=hours)).astimezone(WITA), reason)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, "jam buka belum tercatat"),
        (opening(True, 4), "buka sekarang, tutup 15.00 WITA"),
        (opening(False, 2), "tutup sekarang, buka lagi hari ini 13.00 WITA"),
        (opening(False, 21), "tutup sekarang, buka lagi besok (Rabu) 08.00 WITA"),
        (opening(False, 69, "Cuti bersama"), "tutup sekarang, buka lagi Jumat 08.00 WITA (Cuti bersama)"),
        (opening(False, 24 * 9 - 3), "tutup sekarang, buka lagi Kamis 3 Des 2026 08.00 WITA"),
        (Opening(False, None), "tutup, jadwal buka berikutnya belum tercatat"),
        (Opening(True, None), "buka setiap saat"),
    ],
)
def test_open_now_or_next_in_the_regions_own_time(state: Opening | None, expected: str) -> None:
    assert status_text(make_office(opening=state), PALU, NOW) == expected


def test_three_pins_at_most_nearest_with_its_distance_and_its_precision() -> None:
    offices = [
        make_office(f"Kantor {n}", latitude=-0.9, longitude=119.8, precision="kelurahan", distance_km=n * 1.2)
        for n in range(1, 6)
    ]

    answer = location_answer(make_question("location"), make_service(), offices, NOW)

    pins = [block for block in answer.blocks if isinstance(block, VenueBlock)]
    assert [pin.title for pin in pins] == ["Kantor 1", "Kantor 2", "Kantor 3"]
    assert pins[0].text.startswith("Sekitar 1,2 km dari Anda")
    assert "Kantor 5: Jalan Y 1" in texts_of(answer)
    assert "hanya perkiraan (tengah kelurahan)" in texts_of(answer)
    assert not answer.request_location
    assert answer.source == "palukota.go.id"


def test_an_office_without_a_place_has_no_pin() -> None:
    answer = location_answer(make_question("location"), make_service(), [make_office()], NOW)

    assert not any(isinstance(block, VenueBlock) for block in answer.blocks)
    assert "Jalan Y 1" in texts_of(answer)


def test_two_offices_invite_to_share_the_location() -> None:
    answer = location_answer(make_question("location"), make_service(), [make_office("A"), make_office("B")], NOW)

    assert answer.request_location


def test_no_office_known_says_which_kind_serves() -> None:
    service = make_service(contact=make_fact(items=["Halo X 123", "Kantor setempat"]))

    told = texts_of(location_answer(make_question("location"), service, [], NOW))

    assert "di Kota Palu belum tercatat" in told
    assert "Mal Pelayanan Publik" in told
    assert "Halo X 123" in told
    assert "Kantor setempat" not in told


def test_hours_are_grouped_by_day() -> None:
    week = (*((day, time(8), time(15)) for day in range(4)), (4, time(8), time(11, 30)))
    answer = hours_answer(
        make_question("hours"), make_service(), [make_office(hours=week, opening=opening(True, 4))], NOW
    )

    told = texts_of(answer)
    assert "Senin-Kamis 08.00-15.00" in told
    assert "Jumat 08.00-11.30" in told
    assert "Buka sekarang" in told


def test_hours_nobody_stated_are_said_to_be_unknown() -> None:
    told = texts_of(hours_answer(make_question("hours"), make_service(), [make_office(phone="0451 1")], NOW))

    assert "belum tercatat" in told
    assert "Kantor X: 0451 1" in told


def test_hours_of_the_service_serve_where_no_office_states_its_own() -> None:
    service = make_service(hours=make_fact("daerah", text="Senin sampai Jumat"))

    answer = hours_answer(make_question("hours"), service, [], NOW)

    assert "Senin sampai Jumat." in texts_of(answer)
    assert answer.verified_at == date(2026, 3, 1)
