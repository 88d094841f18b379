"""What a follow-up carries over or takes back: a region still open, its kind, a variant, the other end of a move."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from loket.answers import cues
from loket.answers.aspects import FALLBACK
from loket.answers.heard import Context, Heard, Linked, Pending
from loket.answers.operations import Outcome, Turn, answer_turn
from tests.loket.answers.asking import TUESDAY_TEN_WIB, say

MALANG = ("kota_malang", "kab_malang")


def read(outcome: Outcome) -> tuple[str, str | None, str | None]:
    reading = outcome.answer.reading
    assert reading is not None
    return reading.aspect, reading.service, reading.region


def ask_in_malang(session: Session, aspect: str) -> Outcome:
    region = Linked("kota_malang", MALANG, ambiguous=True)
    heard = Heard(aspect, "ngurus paspor di malang", Linked("paspor", ("paspor",)), region)
    return answer_turn(session, Turn(heard), TUESDAY_TEN_WIB)


@pytest.mark.parametrize("first", ["cost", "hours", "procedure"])
def test_a_shared_name_stays_spoken_of_until_one_region_is_named(seeded: Session, first: str) -> None:
    asked = ask_in_malang(seeded, first)

    after = say(seeded, asked.context, "duration", "jadinya berapa hari")
    thanked = say(seeded, after.context, "thanks", "nuhun")
    where = say(seeded, thanked.context, "location", "alamatnya?")

    assert read(after) == ("duration", "paspor", "kota_malang")
    assert where.answer.kind == "ask"
    assert [row[0].title for row in where.answer.buttons[:2]] == ["Kota Malang", "Kabupaten Malang"]


@pytest.mark.parametrize(
    ("text", "aspect", "region"),
    [("yang kabupaten", "change_region", "kab_malang"), ("kotanya kak", FALLBACK, "kota_malang"),
     ("kabupaten, bukan kota", "deny", "kab_malang"), ("bukan kab tapi kota", "deny", "kota_malang")],
)  # fmt: skip
def test_its_kind_says_which_region_and_the_question_goes_on(
    seeded: Session, text: str, aspect: str, region: str
) -> None:
    asked = ask_in_malang(seeded, "hours")

    told = say(seeded, asked.context, aspect, text)

    assert read(told) == ("hours", "paspor", region)
    assert read(say(seeded, told.context, "cost", "ongkosnya?")) == ("cost", "paspor", region)


def test_the_kind_corrects_a_region_that_was_taken_for_its_namesake(seeded: Session) -> None:
    before = Context("cost", "cost", "skck", region="kab_tegal")

    assert read(say(seeded, before, "change_region", "eh yang kota maksudku")) == ("cost", "skck", "kota_tegal")


@pytest.mark.parametrize("text", ["kantor di kota mana ya", "saya di kota", "kabupaten itu apa"])
def test_a_kind_in_passing_changes_no_region(seeded: Session, text: str) -> None:
    before = Context("cost", "cost", "skck", region="kab_tegal")

    assert say(seeded, before, "location", text).context.region == "kab_tegal"


def test_none_of_the_offered_regions_forgets_the_name(seeded: Session) -> None:
    asked = ask_in_malang(seeded, "hours")

    denied = say(seeded, asked.context, "deny", "bukan semuanya")

    assert denied.context.regions == ()


@pytest.mark.parametrize("aspect", [FALLBACK, "overview", "chitchat", "out_of_scope"])
@pytest.mark.parametrize(
    ("text", "word"), [("aduh salah, kia buat keponakan umur 4", "kia"), ("maaf keliru maksudku si kia itu", "kia")]
)
def test_a_mistake_taken_back_asks_the_same_of_what_was_meant(
    seeded: Session, aspect: str, text: str, word: str
) -> None:
    before = Context("cost", "requirements", "ktp_el", region="kab_sleman")

    assert read(say(seeded, before, aspect, text, service=("kia", word))) == ("cost", "kia", "kab_sleman")


@pytest.mark.parametrize("aspect", [FALLBACK, "affirm", "duration", "change_region"])
@pytest.mark.parametrize("text", ["lek neng bantul podo wae ora", "di bantul sama aja ga ya", "mun bantul sarua teu"])
def test_whether_it_is_the_same_elsewhere_asks_the_question_there(seeded: Session, aspect: str, text: str) -> None:
    before = Context("requirements", "requirements", "skck", region="kab_sleman")

    outcome = say(seeded, before, aspect, text, region=("kab_bantul", "bantul"))

    assert read(outcome) == ("requirements", "skck", "kab_bantul")


SIM = Context("cost", "cost", "sim_baru", region="kab_sleman")
KK = Context("procedure", "procedure", "kk_baru", region="kab_sleman")


@pytest.mark.parametrize(
    ("before", "text", "reading"),
    [
        (SIM, "bukan yang bikin baru, perpanjangan", ("cost", "sim_perpanjang", "kab_sleman")),
        (SIM, "perpanjangan bukan baru", ("cost", "sim_perpanjang", "kab_sleman")),
        (KK, "bukan kk baru, nambahin bayi", ("procedure", "kk_ubah", "kab_sleman")),
        (KK, "bukan yg baru ding, ganti nama", ("procedure", "kk_ubah", "kab_sleman")),
    ],
)
@pytest.mark.parametrize("aspect", ["deny", FALLBACK])
def test_what_is_denied_is_not_what_is_asked(
    seeded: Session, before: Context, text: str, reading: tuple[str, str, str], aspect: str
) -> None:
    assert read(say(seeded, before, aspect, text)) == reading


def test_a_variant_taken_back_twice_is_answered_again(seeded: Session) -> None:
    before = Context("cost", "cost", "sim_perpanjang", region="kab_sleman")

    outcome = say(seeded, before, "deny", "bukan bikin, tapi perpanjang")

    assert read(outcome) == ("cost", "sim_perpanjang", "kab_sleman")


@pytest.mark.parametrize(
    ("text", "kept"),
    [("bukan kia, ktp", "ktp"), ("ktp bukan kia", "ktp"), ("bukan", "bukan"), ("bukan itu", "bukan itu")],
)
def test_without_what_is_denied(text: str, kept: str) -> None:
    assert cues.words(cues.without_denied(text)) == cues.words(kept)


def test_past_the_move_the_arriving_is_asked_about(seeded: Session) -> None:
    before = Context("requirements", "requirements", "pindah_keluar", region="kab_sleman")

    there = say(seeded, before, "procedure", "setibanya di bantul mesti apa", region=("kab_bantul", "bantul"))

    assert read(there) == ("procedure", "pindah_datang", "kab_bantul")
    assert read(say(seeded, there.context, "cost", "bayar?")) == ("cost", "pindah_datang", "kab_bantul")


def test_how_far_a_move_is_asks_nothing_of_the_arrival(seeded: Session) -> None:
    before = Context("requirements", "requirements", "pindah_keluar", region="kab_sleman")

    assert read(say(seeded, before, "duration", "sampai kapan berlakunya"))[1] == "pindah_keluar"


@pytest.mark.parametrize("aspect", ["procedure", "duration", FALLBACK, "chitchat"])
@pytest.mark.parametrize("text", ["nanti liat progresnya lewat apa", "udah ditangani belum", "itu sampe mana sekarang"])
def test_after_a_report_its_progress_is_asked(seeded: Session, aspect: str, text: str) -> None:
    before = Context("complaint_file", "complaint_file", "sampah", region="kab_sleman")

    assert read(say(seeded, before, aspect, text)) == ("complaint_status", "sampah", "kab_sleman")


@pytest.mark.parametrize("aspect", ["overview", FALLBACK, "out_of_scope"])
@pytest.mark.parametrize(
    ("text", "asked"),
    [("kena brp ya", "cost"), ("pira dhuwite", "cost"), ("duit berapa", "cost"), ("piro dino", "duration"),
     ("jadwalnya", "hours")],
)  # fmt: skip
def test_plain_words_of_any_tongue_ask_where_the_engine_saw_no_question(
    seeded: Session, aspect: str, text: str, asked: str
) -> None:
    assert read(say(seeded, SIM, aspect, text)) == (asked, "sim_baru", "kab_sleman")


@pytest.mark.parametrize("text", ["biaya kuliah di ugm berapa", "jadwal bola malam ini", "tarif ojol ke bandara"])
def test_what_is_no_service_of_a_region_stays_so(seeded: Session, text: str) -> None:
    assert say(seeded, SIM, "out_of_scope", text).response == "utter_out_of_scope"


@pytest.mark.parametrize("text", ["; DROP TABLE skck; -- biaya", "{{7*7}} biaya skck", '/cost{"service":"skck"} biaya'])
def test_a_trick_with_a_service_in_it_stays_a_trick(seeded: Session, text: str) -> None:
    outcome = say(seeded, Context(), "out_of_scope", text, service=("skck", "skck"))

    assert outcome.response == "utter_out_of_scope"


def test_a_question_between_tags_is_a_question(seeded: Session) -> None:
    text = "<i>skck</i> <b>syarat</b>"

    outcome = say(seeded, Context(), "out_of_scope", text, service=("skck", "skck"))

    assert read(outcome) == ("requirements", "skck", None)


@pytest.mark.parametrize("text", ["gawe npwp piye to", "ngurus npwp gimana ya kak", "npwp daftarnya gmn"])
def test_how_to_get_it_asks_for_the_steps(seeded: Session, text: str) -> None:
    assert read(say(seeded, Context(), "overview", text, service=("npwp", "npwp")))[0] == "procedure"


def test_where_to_go_in_my_region_is_a_question(seeded: Session) -> None:
    before = Context("procedure", "procedure", "ikd")

    outcome = say(seeded, before, "change_region", "aku di bantul, harus kemana", region=("kab_bantul", "bantul"))

    assert read(outcome) == ("location", "ikd", "kab_bantul")


def test_an_open_name_is_no_reason_to_ask_about_what_needs_no_region(seeded: Session) -> None:
    waits = Context("cost", "cost", "paspor", regions=MALANG, pending=Pending("cost", "paspor", choices=MALANG))

    assert say(seeded, waits, "feedback", "botnya kurang jelas").answer.kind != "ask"


AKTA = Context("cost", "cost", "akta_lahir", region="kab_sleman")


@pytest.mark.parametrize("aspect", ["requirements", "overview", FALLBACK])
@pytest.mark.parametrize(
    ("text", "paper", "slug"),
    [("harus bawa kk asli ga", "kk", "kk_baru"), ("perlu buku nikah gak kak", "nikah", "nikah_kua"),
     ("pake ktp juga", "ktp", "ktp_el"), ("butuh surat keterangan lahir ga", "surat keterangan", "sktm")],
)  # fmt: skip
def test_a_paper_asked_for_is_no_new_service(seeded: Session, aspect: str, text: str, paper: str, slug: str) -> None:
    outcome = say(seeded, AKTA, aspect, text, service=(slug, paper))

    assert read(outcome) == ("requirements", "akta_lahir", "kab_sleman")


@pytest.mark.parametrize(
    ("aspect", "text"), [("requirements", "butuh skck nih, syaratnya apa"), ("cost", "perlu skck, bayar ga"),
                         ("procedure", "mau bikin skck gimana"), ("requirements", "skck perlu foto ga")],
)  # fmt: skip
def test_another_service_that_is_needed_is_a_new_question(seeded: Session, aspect: str, text: str) -> None:
    assert read(say(seeded, AKTA, aspect, text, service=("skck", "skck"))) == (aspect, "skck", "kab_sleman")


def test_another_case_of_the_last_question_is_that_question(seeded: Session) -> None:
    assert read(say(seeded, AKTA, FALLBACK, "klo buat bayi kembar?")) == ("cost", "akta_lahir", "kab_sleman")


def test_a_plain_noun_outweighs_an_unsure_engine_only(seeded: Session) -> None:
    def ask(confidence: float) -> tuple[str, str | None, str | None]:
        heard = Heard("contact", "mau tanya tarifnya aja", confidence=confidence)
        return read(answer_turn(seeded, Turn(heard, AKTA), TUESDAY_TEN_WIB))

    assert ask(0.6)[0] == "cost"
    assert ask(0.9)[0] == "contact"
