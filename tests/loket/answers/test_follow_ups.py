"""Messages that follow on another and leave out what was said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from loket.answers.aspects import FALLBACK
from loket.answers.follow_ups import follow_up, of_the_same_name, shared_word, with_spoken, words_of_spoken
from loket.answers.heard import Context, Heard, Linked
from loket.answers.operations import Turn, answer_turn
from loket.answers.reading import resolve
from loket.answers.second_look import look_again, variant_words
from tests.loket.answers.asking import TUESDAY_TEN_WIB, linked

KTP_COST = Context(aspect="cost", main="cost", service="ktp_el", region="kab_sleman")
REPORT = Context(aspect="complaint_file", main="complaint_file", service="pln", region="kota_lhokseumawe")


def followed(
    aspect: str, text: str, context: Context, confidence: float = 0.5, region: str | None = None
) -> str | None:
    """The aspect that the context gives the message; None where it stands by itself."""
    found = follow_up(Heard(aspect, text, None, linked(region), confidence=confidence), context)
    return found.aspect if found else None


@pytest.mark.parametrize(
    "text",
    ["kalo anak 3 taun?", "yg udah mati 2 bulan?", "sing ilang?", "nek wis entek masa berlakune?", "klo nunggak?"],
)
@pytest.mark.parametrize("aspect", [FALLBACK, "requirements", "subscribe"])
def test_another_case_asks_the_last_question_again(aspect: str, text: str) -> None:
    assert followed(aspect, text, KTP_COST) == "cost"


@pytest.mark.parametrize(
    ("aspect", "text", "confidence"),
    [
        ("hours", "kalo sabtu?", 0.95),  # sure of itself
        ("emergency", "kalo anak saya kejang?", 0.4),  # never read as something smaller
        (FALLBACK, "yang kemarin itu kan saya sudah datang ke kantor tapi disuruh pulang", 0.3),  # a story
    ],
)
def test_what_asks_for_itself_is_left_alone(aspect: str, text: str, confidence: float) -> None:
    assert followed(aspect, text, KTP_COST, confidence) in (None, aspect)


def test_nothing_is_supposed_of_nothing() -> None:
    assert followed(FALLBACK, "kalo anak 3 taun?", Context()) is None


@pytest.mark.parametrize(
    "text", ["kok belum ada petugas datang", "udah diproses belum", "laporan saya sampe mana", "blm ditangani jg"]
)
def test_the_progress_of_a_report(text: str) -> None:
    assert followed(FALLBACK, text, REPORT) == "complaint_status"
    assert followed("complaint_file", text, KTP_COST, 0.9) is None


@pytest.mark.parametrize(
    ("service", "text", "stays"),
    [
        ("pindah_datang", "asalku kediri", True),
        ("pindah_datang", "saya dari kota kediri", True),
        ("pindah_keluar", "pindahnya ke kediri", True),
        ("pindah_datang", "kalau ke kediri", False),
        ("ktp_el", "asalku kediri", False),
    ],
)
def test_the_other_end_of_a_move_is_not_where_one_is_served(service: str, text: str, *, stays: bool) -> None:
    context = Context(aspect="requirements", main="requirements", service=service, region="kota_batu")
    place = Linked("kota_kediri", ("kota_kediri",), span=(text.index("kediri"), len(text)))
    told = follow_up(Heard("change_region", text, None, place, confidence=0.9), context)

    assert (told is not None and told.region is None and told.aspect == "requirements") is stays


def test_back_to_the_first_topic() -> None:
    context = replace(KTP_COST, service="kur_umkm", earlier=("nib", "ktp_el"))
    first = follow_up(Heard("duration", "balik ke yang pertama, lamanya brp hari", confidence=0.99), context)

    assert first is not None
    assert (first.aspect, first.service and first.service.value) == ("duration", "nib")
    assert follow_up(Heard("duration", "yang pertama brp hari", confidence=0.99), KTP_COST) is None


def test_the_services_spoken_of_are_remembered_in_their_order() -> None:
    context = Context(home="kab_sleman")
    for service in ("nib", "kur_umkm", "ktp_el", "nib"):
        context = resolve(Heard("cost", f"biaya {service}", linked(service)), context).context

    assert context.service == "nib"
    assert context.earlier == ("kur_umkm", "ktp_el")


@pytest.mark.parametrize(
    ("aspect", "text", "meant"),
    [
        ("feedback", "bukan lamanya, yg saya tanya syaratnya", "requirements"),
        ("queue_book", "bukan antri, maksudku daftar online nya", "online_link"),
        ("unsubscribe", "ga perlu, yg biayanya aja", "cost"),
        ("out_of_scope", "gratis lak an", "cost"),
        (FALLBACK, "pin nya lupa", "procedure"),
        (FALLBACK, "kalo di mana bisa urus?", "location"),
        (FALLBACK, "kapan nyala lagi", "duration"),
    ],
)
def test_plain_words_decide_where_the_engine_is_unsure(aspect: str, text: str, meant: str) -> None:
    assert followed(aspect, text, KTP_COST) == meant


@pytest.mark.parametrize(
    ("aspect", "text", "meant"),
    [
        ("location", "lah bukan itu yg kutanya", "deny"),
        ("deny", "ok tak tunggu", "affirm"),
        ("deny", "ok batal aja", None),
        ("out_of_scope", "kls 1", "cost"),
        ("human", "utk orang yg udah dewasa sama?", "cost"),
        ("affirm", "where exactly", "location"),
    ],
)
def test_short_answers_and_cases(aspect: str, text: str, meant: str | None) -> None:
    assert followed(aspect, text, KTP_COST, 0.6) == meant


def test_an_earlier_service_is_meant_by_the_name_it_shares() -> None:
    taxes = Linked("npwp", ("npwp", "pkb"), span=(8, 13))
    context = replace(KTP_COST, service="samsat_balik_nama", earlier=("pkb",))
    back = follow_up(Heard("cost", "balik ke pajak tadi, dendanya brp", taxes, confidence=0.99), context)
    other = follow_up(Heard("cost", "pajak penghasilan dendanya brp", replace(taxes, span=(0, 17))), context)

    assert back is not None
    assert back.service is not None
    assert (back.aspect, back.service.value) == ("cost", "pkb")
    assert other is None


@pytest.mark.parametrize("text", ["mau ngurus ktp hilang", "ktp sy tadi hilang di angkot"])
def test_another_service_is_not_taken_for_the_earlier_one(text: str) -> None:
    lost = Linked("ktp_hilang", ("ktp_hilang", "ktp_el"), span=(text.index("ktp"), text.index("hilang") + 6))

    assert follow_up(Heard("procedure", text, lost, confidence=0.99), KTP_COST) is None


def test_a_bare_name_means_the_service_spoken_of() -> None:
    card = Linked("kk_baru", ("kk_baru", "kk_ubah"), span=(0, 2))
    told = follow_up(Heard("requirements", "KK nya dulu deh, bawa apa", card), replace(KTP_COST, service="kk_ubah"))

    assert told is not None
    assert told.service is not None
    assert told.service.value == "kk_ubah"


def test_after_a_doubt_the_last_question_is_still_known() -> None:
    asked = resolve(Heard("requirements", "bawa apa", linked("paspor")), Context(home="kab_sleman"))
    lost = resolve(Heard(FALLBACK, "blm pernah punya"), asked.context)

    assert lost.context.aspect == "requirements"


def test_a_name_put_together_from_far_words_does_not_replace_the_service() -> None:
    text = "so tiga bulan nda kaluar2 depe surat"
    far = Linked("sktm", ("sktm",), span=(14, len(text)), score=0.36)
    context = replace(KTP_COST, service="pbg")

    assert look_again(Heard("duration", text, far), context).service is None
    assert look_again(Heard("duration", text, replace(far, score=0.9)), context).service is not None
    assert look_again(Heard("duration", text, far), Context()).service is not None


def test_again_is_no_reprint() -> None:
    assert variant_words(Heard("chitchat", "ulangi dong"), KTP_COST) == ()


def test_an_office_named_after_its_service_says_where(seeded: Session) -> None:
    asked = answer_turn(seeded, Turn(Heard("cost", "biaya skck", linked("skck"))), TUESDAY_TEN_WIB)
    text = "di polres sleman"
    place = Linked("kab_sleman", ("kab_sleman",), span=(10, 16))
    told = answer_turn(seeded, Turn(Heard("location", text, None, place), asked.context), TUESDAY_TEN_WIB)

    assert told.context.service == "skck"
    assert told.context.region == "kab_sleman"


def test_after_an_alarm_its_region_is_known(seeded: Session) -> None:
    fire = Heard("emergency", "rumah tetangga kebakaran, tolong cepat!", None, linked("kota_bandung"))
    alarm = answer_turn(seeded, Turn(fire, KTP_COST), TUESDAY_TEN_WIB)
    number = answer_turn(seeded, Turn(Heard("contact", "nomor damkarnya berapa?"), alarm.context), TUESDAY_TEN_WIB)

    assert alarm.context.service == "ktp_el"
    assert number.answer.reading is not None
    assert number.answer.reading.region == "kota_bandung"


@pytest.mark.parametrize(("heard", "meant"), [("duration", "duration"), ("procedure", "overview")])
def test_a_question_between_the_words_of_a_name_is_a_question(heard: str, meant: str) -> None:
    text = "kapan bpnt tahap ini cair"
    named = Linked("bansos_dtks", ("bansos_dtks",), span=(0, len(text)))

    assert resolve(Heard(heard, text, named), Context()).reading.aspect == meant


def test_the_same_service_with_how_is_a_question_of_its_own() -> None:
    text = "kalo sppt nya ga dateng gmn"
    named = Linked("pbb", ("pbb",), span=(5, 23))
    context = Context(aspect="cost", main="cost", service="pbb", region="kab_pacitan")

    assert resolve(Heard("cost", text, named), context).reading.aspect == "procedure"
    assert (
        resolve(Heard("cost", "kalo skck gmn", Linked("skck", ("skck",), span=(5, 9))), context).reading.aspect
        == "cost"
    )


SPOKEN = Context(aspect="cost", main="cost", service="bansos_dtks", region="kota_banda_aceh", earlier=("ktp_hilang",))
NAMES = {"ktp_hilang": ["ktp hilang", "ganti ktp"], "bansos_dtks": ["bansos", "bantuan sosial"]}


@pytest.mark.parametrize(
    ("text", "named", "meant"),
    [
        ("soal ktp tadi, besok kantornya buka jam berapa", "ktp_el", "ktp_hilang"),
        ("balik ke ktpnya, bayar gak", "ktp_el", "ktp_hilang"),
        ("yg bansos td syaratnya apa", None, "bansos_dtks"),
    ],
)
def test_a_part_of_the_name_points_back_to_what_was_spoken_of(text: str, named: str | None, meant: str) -> None:
    heard = Heard("hours", text, Linked(named) if named else None, confidence=0.9)

    found = with_spoken(heard, SPOKEN, words_of_spoken(heard, SPOKEN), NAMES)

    assert found.service is not None
    assert found.service.value == meant


@pytest.mark.parametrize(
    "text",
    [
        "yang tadi jam berapa",
        "tadi saya sudah ke sana",
        "sudah saya laporin tadi pagi",
        "balik ke rumah dulu",
        "tadi paspor",
    ],
)
def test_small_words_and_what_was_not_spoken_of_point_to_nothing(text: str) -> None:
    heard = Heard("hours", text, None, confidence=0.9)

    assert with_spoken(heard, SPOKEN, words_of_spoken(heard, SPOKEN), NAMES) is heard


KTP_NAMES = ["ktp hilang", "ganti ktp", "dompet hilang"]


@pytest.mark.parametrize(
    ("text", "slug", "stays"),
    [
        ("ktpnya jadi berapa hari", "ktp_el", True),
        ("kia jadi berapa hari", "kia", False),  # in no name of it
        ("bukan, ktp", "ktp_el", False),  # put right
        ("ktp baru jadi berapa hari", "ktp_el", False),  # more than the name they share
    ],
)
def test_the_word_two_services_share_is_the_one_spoken_of(text: str, slug: str, *, stays: bool) -> None:
    context = Context(aspect="cost", main="cost", service="ktp_hilang")
    end = text.index(" jadi") if " jadi" in text else len(text)
    start = text.index("ktp") if "ktp" in text else 0
    heard = Heard("duration", text, Linked(slug, (slug,), span=(start, end)), confidence=0.9)

    word = shared_word(heard, context)
    found = of_the_same_name(heard, context, word, KTP_NAMES) if word else heard

    assert found.service is not None
    assert (found.service.value == "ktp_hilang") is stays
