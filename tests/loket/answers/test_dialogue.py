"""Turns that lean on the turns before: corrections, asides, courtesy with a question in it, "ulangi"."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from loket.answers.heard import Context, Heard, Pending
from loket.answers.operations import Turn, answer_turn
from tests.loket.answers.asking import TUESDAY_TEN_WIB, linked, say, texts_of

SIM = Context("cost", "cost", "sim_baru", home="kab_sleman", asked=("cost",))


@pytest.mark.parametrize(
    ("before", "aspect", "text", "title"),
    [
        (SIM, "deny", "bukan, yang perpanjang", "Biaya perpanjangan SIM"),
        (SIM, "nlu_fallback", "eh perpanjangan", "Biaya perpanjangan SIM"),
        (SIM, "requirements", "kalo yg perpanjang syaratnya apa", "Syarat perpanjangan SIM"),
        (Context("requirements", "requirements", "akta_lahir", home="kab_sleman"), "deny", "bukan, yg kematian",
         "Syarat akta kematian"),
        (Context("requirements", "requirements", "ktp_el", home="kab_sleman"), "deny", "salah, maksudku yang hilang",
         "Syarat KTP hilang"),
        (Context("cost", "cost", "pindah_keluar", home="kab_sleman"), "chitchat", "eh yang datang deh",
         "Biaya pindah datang"),
    ],
)  # fmt: skip
def test_another_variant_of_the_service_is_understood_without_its_name(
    seeded: Session, before: Context, aspect: str, text: str, title: str
) -> None:
    assert say(seeded, before, aspect, text).answer.title.startswith(title)


@pytest.mark.parametrize("text", ["bukan", "yang itu salah", "gak jadi", "yang lain dong"])
def test_a_plain_no_names_no_variant(seeded: Session, text: str) -> None:
    assert say(seeded, SIM, "deny", text).response == "utter_deny"


def test_a_short_question_names_no_variant(seeded: Session) -> None:
    before = Context("requirements", "requirements", "pindah_keluar", home="kab_sleman")

    assert say(seeded, before, "duration", "lama?").answer.title.startswith("Lama pengurusan pindah keluar")


def test_a_report_named_by_its_service_is_a_report(seeded: Session) -> None:
    outcome = say(
        seeded, Context(), "complaint_file", "mau lapor jalan rusak", service=("pengaduan_jalan", "jalan rusak")
    )

    assert outcome.answer.title == "Pengaduan"


def test_an_office_named_with_a_queue_ends_the_service_before(seeded: Session) -> None:
    before = Context("cost", "cost", "pengaduan_jalan")

    assert say(seeded, before, "queue_book", "antri online dukcapil").context.service is None


def test_a_corrected_service_gets_the_same_question(seeded: Session) -> None:
    before = Context("requirements", "requirements", "ktp_el", home="kab_sleman")

    outcome = say(seeded, before, "overview", "eh maksudnya KIA", service=("kia", "KIA"))

    assert outcome.answer.title.startswith("Syarat KIA")


@pytest.mark.parametrize("text", ["ga jadi deh, skck aja", "bukan, skck"])
def test_a_no_with_another_service_asks_the_same_of_that(seeded: Session, text: str) -> None:
    assert say(seeded, SIM, "deny", text, service=("skck", "skck")).answer.title.startswith("Biaya SKCK")


def test_a_no_with_another_region_asks_the_same_there(seeded: Session) -> None:
    outcome = say(seeded, SIM, "deny", "bukan, di bantul", region=("kab_bantul", "bantul"))

    assert outcome.answer.title == "Biaya SIM baru, Kabupaten Bantul"
    assert outcome.home is None


def test_a_region_with_a_new_question_is_asked_there(seeded: Session) -> None:
    outcome = say(seeded, SIM, "change_region", "balik ke bantul, lamanya?", region=("kab_bantul", "bantul"))

    assert outcome.answer.title == "Lama pengurusan SIM baru, Kabupaten Bantul"


@pytest.mark.parametrize(
    ("aspect", "text", "title"),
    [
        ("greet", "siang min, syaratnya apa", "Syarat SIM baru"),
        ("thanks", "oh gitu makasih, kalo syaratnya?", "Syarat SIM baru"),
        ("thanks", "suwun, terus bisa online gak", "Layanan daring SIM baru"),
        ("goodbye", "yaudah deh, jam bukanya berapa?", "Jam layanan SIM baru"),
    ],
)
def test_courtesy_with_a_question_is_the_question(seeded: Session, aspect: str, text: str, title: str) -> None:
    assert say(seeded, SIM, aspect, text).answer.title.startswith(title)


@pytest.mark.parametrize("aspect", ["overview", "nlu_fallback"])
def test_a_plain_noun_says_more_than_a_doubtful_reading(seeded: Session, aspect: str) -> None:
    text = "suami mau kerja satpam, syarat skck tu apa aja"

    outcome = say(seeded, Context(home="kab_sleman"), aspect, text, service=("skck", "skck"))

    assert outcome.answer.title.startswith("Syarat SKCK")


@pytest.mark.parametrize("text", ["makasih infonya soal syarat", "terima kasih sudah dikasih tahu biayanya"])
def test_thanks_for_something_stay_thanks(seeded: Session, text: str) -> None:
    assert say(seeded, SIM, "thanks", text).response == "utter_thanks"


def test_a_greeting_that_names_a_service_is_about_it(seeded: Session) -> None:
    outcome = say(seeded, Context(), "greet", "halo kak mau tanya skck", service=("skck", "skck"))

    assert "Catatan Kepolisian" in outcome.answer.title


@pytest.mark.parametrize("text", ["ulangi", "ulang lagi dong yang tadi", "yang tadi dong"])
@pytest.mark.parametrize("aspect", ["nlu_fallback", "chitchat"])
def test_again_repeats_both_of_a_double_answer(seeded: Session, aspect: str, text: str) -> None:
    asked = Turn(Heard("requirements", "syarat sama biaya skck", linked("skck")), Context(home="kab_sleman"))
    first = answer_turn(seeded, asked, TUESDAY_TEN_WIB)
    thanks = say(seeded, first.context, "thanks", "makasih ya")

    again = say(seeded, thanks.context, aspect, text)

    assert again.answer.title == first.answer.title == "Syarat dan biaya SKCK, Kabupaten Sleman"


def say_two(seeded: Session, aspect: str, text: str, word: str, slug: str) -> str:
    return texts_of(say(seeded, Context(home="kab_sleman"), aspect, text, service=(slug, word)).answer)


@pytest.mark.parametrize(
    ("text", "word", "slug"),
    [
        ("syarat ktp sama kk baru apa aja", "ktp", "ktp_el"),
        ("syarat ktp sama kk baru apa aja", "kk baru", "kk_baru"),
        ("bawa apa aja buat ktp & kk baru", "ktp", "ktp_el"),
    ],
)
def test_two_services_side_by_side_are_both_answered(seeded: Session, text: str, word: str, slug: str) -> None:
    told = say_two(seeded, "requirements", text, word, slug)

    assert "KTP-el baru" in told
    assert "KK baru" in told


def test_again_repeats_both_services(seeded: Session) -> None:
    text = "syarat ktp sama kk baru apa aja"
    first = say(seeded, Context(), "requirements", text, service=("ktp_el", "ktp"))

    again = say(seeded, first.context, "chitchat", "ulangi dong kak tadi kehapus")

    assert first.answer.title == again.answer.title == "Syarat KTP-el baru dan KK baru"


@pytest.mark.parametrize("text", ["bikin skck butuh ktp sama kk ga", "syarat skck: ktp dan kk?", "skck tanpa ktp"])
def test_papers_are_no_second_service(seeded: Session, text: str) -> None:
    assert "KK" not in say_two(seeded, "requirements", text, "skck", "skck").splitlines()[0]


@pytest.mark.parametrize("text", ["trus?", "terus gimana", "lalu"])
def test_small_words_alone_offer_what_can_be_asked_of_the_service(seeded: Session, text: str) -> None:
    assert "Apa yang ingin Anda ketahui tentang SIM baru?" in texts_of(say(seeded, SIM, "complaint_file", text).answer)


def test_what_waits_for_a_region_is_said_again_under_the_answers_between(seeded: Session) -> None:
    waits = Context("location", "location", "sim_perpanjang", pending=Pending("location", "sim_perpanjang"))

    aside = say(seeded, waits, "cost", "biaya skck berapa", service=("skck", "skck"))
    resumed = say(seeded, aside.context, "change_region", "sleman", region=("kab_sleman", "sleman"))

    assert "Untuk tempat mengurus perpanjangan SIM, ketik nama kabupaten/kota" in texts_of(aside.answer)
    assert resumed.answer.title == "Tempat mengurus perpanjangan SIM, Kabupaten Sleman"


def test_small_talk_does_not_end_what_waits(seeded: Session) -> None:
    waits = Context("location", "location", "skck", pending=Pending("location", "skck"))

    for aspect, text in (("thanks", "oke makasih"), ("greet", "halo"), ("chitchat", "wkwk")):
        assert say(seeded, waits, aspect, text).context.pending == Pending("location", "skck")


def test_a_name_that_is_no_region_is_said_so_while_one_is_waited_for(seeded: Session) -> None:
    waits = Context(pending=Pending("change_region"))

    assert say(seeded, waits, "out_of_scope", "Qwertyuiop").answer.title == "Daerah tidak ditemukan"
    assert say(seeded, waits, "out_of_scope", "Wakanda Utara").answer.kind == "ask"


@pytest.mark.parametrize("text", ["hapus data saya", "tolong apus semua chat aku", "delete my data"])
def test_who_wants_their_data_erased_gets_the_button_for_it(seeded: Session, text: str) -> None:
    assert say(seeded, Context(), "privacy", text).response == "utter_erase_data"


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        (Context(), "perpanjang sim gmn", "procedure"),
        (Context(), "sim piye kak", "procedure"),
        (SIM, "urus sim gimana ya", "procedure"),
        (SIM, "kalau skck gimana", "cost"),
        (SIM, "skck gmn", "cost"),
    ],
)
def test_how_beside_a_services_name_asks_for_the_way_unless_it_compares(
    seeded: Session, before: Context, text: str, expected: str
) -> None:
    named = ("skck", "skck") if "skck" in text else ("sim_perpanjang", "sim")

    outcome = say(seeded, before, "procedure", text, service=named)

    assert outcome.answer.reading is not None
    assert outcome.answer.reading.aspect == expected


def test_where_to_of_small_words_alone_is_a_question(seeded: Session) -> None:
    before = Context("requirements", "requirements", "akta_mati", region="kab_subang")

    reading = say(seeded, before, "location", "KE MANA").answer.reading

    assert reading is not None
    assert (reading.aspect, reading.service, reading.region) == ("location", "akta_mati", "kab_subang")


def test_news_are_wanted_of_the_service_spoken_of(seeded: Session) -> None:
    before = Context("cost", "cost", "pbb", region="kab_subang")

    reading = say(seeded, before, "subscribe", "kabarin tiap mau jatuh tempo").answer.reading

    assert reading is not None
    assert (reading.aspect, reading.service, reading.region) == ("subscribe", "pbb", "kab_subang")


@pytest.mark.parametrize("text", ["trs sampe jambi ngapain", "klo sudah tiba jember harus apa"])
def test_arriving_at_a_place_that_begins_like_a_time_asks_for_the_moves_other_end(seeded: Session, text: str) -> None:
    before = Context("procedure", "procedure", "pindah_keluar", region="kota_depok")

    reading = say(seeded, before, "procedure", text).answer.reading

    assert reading is not None
    assert reading.service == "pindah_datang"


def test_changing_the_place_asks_for_no_location(seeded: Session) -> None:
    before = Context("cost", "cost", "samsat_balik_nama")

    reading = say(seeded, before, "change_region", "ganti lokasi ke sleman", region=("kab_sleman", "sleman")).answer

    assert reading.reading is not None
    assert (reading.reading.aspect, reading.reading.region) == ("change_region", "kab_sleman")


@pytest.mark.parametrize("aspect", ["out_of_scope", "nlu_fallback", "chitchat"])
def test_when_alone_asks_for_the_time_of_what_was_spoken_of(seeded: Session, aspect: str) -> None:
    before = Context("complaint_file", "complaint_file", "pln", region="kab_sleman")

    reading = say(seeded, before, aspect, "kapan hidup lagi").answer.reading

    assert reading is not None
    assert (reading.aspect, reading.service, reading.region) == ("duration", "pln", "kab_sleman")
