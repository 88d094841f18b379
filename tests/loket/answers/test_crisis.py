"""Somebody may be in danger: the right number first whatever the engine read, and no alarm where nobody is."""

from __future__ import annotations

import csv

import pytest
from sqlalchemy.orm import Session

from loket.answers.crisis import danger_in
from loket.answers.heard import Context, Heard, Linked, Pending
from loket.answers.operations import Turn, answer_turn
from loket.settings import PROJECT_ROOT
from tests.loket.answers.asking import TUESDAY_TEN_WIB, Ask, texts_of

# Text -> the number that must stand first.
CRISES = {
    # Tired of life: direct, oblique, regional, English.
    "pengen mati aja": "119",
    "gak kuat hidup": "119",
    "udah ga sanggup hidup lagi rasanya": "119",
    "aku pgn bundir": "119",
    "mau bunuh diri aja capek sama utang pinjol": "119",
    "hidupku udah ga ada artinya, mending mati": "119",
    "pengin ngakhirin hidup": "119",
    "aku wis ora kuat urip": "119",
    "kepengin mati wae aku": "119",
    "abdi hoyong maot wae": "119",
    "rasanya pengen ngilang dari dunia ini selamanya": "119",
    "gw udah nyilet tangan": "119",
    "temenku tadi minum racun serangga": "119",
    "adik ancam mau loncat dari jembatan": "119",
    "i wanna die": "119",
    "ada yg gantung diri di kos sebelah": "119",
    "lebih baik aku mati drpd dikejar debt collector": "119",
    "gada gunanya lagi aku hidup": "119",
    # Beaten, abused.
    "suamiku mukulin aku": "129",
    "suami saya tiap malem nampar saya min": "129",
    "aku digebukin bojoku": "129",
    "tetangga nyiksa anaknya, kedengeran jerit jerit": "129",
    "anak saya dicabuli gurunya": "129",
    "saya diperkosa": "129",
    "pacarku nyekik aku barusan": "129",
    "bapak tiri suka pegang2 adik cewekku di kamar": "129",
    "aku ditendang papa sampai lebam": "129",
    "kdrt, aku sembunyi di kamar mandi": "129",
    "istri dihajar suaminya di gang sebelah": "129",
    # Fire.
    "umah kobong": "113",
    "omahe tonggoku kobong min": "113",
    "ada kebakaran di pasar lama": "113",
    "dapur kebakar tolong": "113",
    "toko sebelah dilalap api": "113",
    "imah tatangga kahuruan": "113",
    "asap tebel keluar dari ruko, apinya gede": "113",
    "gas melon bocor bau bgt takut meledak": "113",
    "kompor meledak": "113",
    "KEBAKARAN TOLOOOONG": "113",
    # Accidents and bodies.
    "ada tabrakan bnyk darah": "119",
    "kecelakaan di jalan lintas ada korban": "119",
    "bapak tiba2 jatuh ga sadar": "119",
    "ibu sesek nafas bibirnya biru": "119",
    "anakku step kejang panas tinggi": "119",
    "istri mau lahiran ketuban pecah dijalan": "119",
    "orang ketabrak kereta di palang pintu": "119",
    "embah stroke mulutnya mencong": "119",
    "adik keselek ga bisa napas": "119",
    "kakek serangan jantung": "119",
    "pendarahan ga brenti2 habis melahirkan": "119",
    "digigit ular tangannya bengkak": "119",
    "kesurupan, temenku teriak2 ga sadar di kelas": "119",
    "motor nyungsep ke jurang orangnya luka parah": "119",
    # Robbed, hunted.
    "ada maling masuk rumah skrg": "110",
    "aku dibegal barusan di flyover": "110",
    "ada orang bawa golok ngamuk di kampung": "110",
    "anak saya diculik": "110",
    "lagi tawuran depan sekolah pada bawa celurit": "110",
    # Water, earth, electricity.
    "anak hanyut di kali": "115",
    "perahu kami tenggelam": "115",
    "longsor nimbun rumah orang didalem": "115",
    "tukang kesetrum nempel di kabel": "119",
    "TIANG PLN TUMBANG KABELNYA NYALA DI DEPAN SD": "123",
    "kabel listrik menjuntai ke jalan keluar bunga api": "123",
    "tiang listrik roboh di gang kami": "123",
}
LOOKALIKES = [
    "mati lampu dari subuh", "pajak mati 2 tahun denda brp", "akta kematian", "nikah siri dipukul rata biayanya",
    "sim mati sehari bisa perpanjang ga", "hp mati trus ikd ilang", "stnk mo mati bulan depan", "kartu bpjs mati",
    "listrik mati lapor kemana", "urus akta mati bapak", "ktp kebakar cara ganti", "ijazah terbakar pas kebakaran",
    "surat nikah hilang waktu kebakaran th lalu", "santunan kecelakaan jasa raharja syaratnya apa",
    "bpjs nanggung kecelakaan ga", "dompet dicopet ktp ilang ngurusnya gmn", "motor dicuri stnk ikut, blokir pajak gmn",
    "biaya melahirkan pake bpjs", "lahiran di puskesmas bayar brp", "antri sampe mau pingsan",
    "antriannya mengular panjang banget", "jatuh tempo pbb kapan", "izin keramaian ada api unggun",
    "donor darah dimana ya", "sim dibunuh aja lah ribet", "bunuh nyamuk fogging minta ke siapa",
    "kapan meteran air diganti", "bapak stroke mau ajukan kursi roda ke dinas mana",
    "nenek stroke, alat bantu jalan minta dimana",
    "kabel baru dipasang, listrik sudah nyala lagi makasih",
    "kabelnya sudah diganti tapi lampu jalan belum nyala",
    "boleh main bunga api di lapangan ga",
    "kabel internet semrawut di tiang", "tiang lampu jalan miring minta diperbaiki",
    "pipa pdam bocor", "jalan depan rumah banjir terus mau lapor", "lampu jalan mati", "skck buat kerja di damkar",
    "daftar jadi polisi syaratnya", "syarat jadi relawan pmi ambulans", "tarif parkir pukul berapa mulai",
    "dipukul biaya admin ga", "pencabutan laporan polisi gimana", "kartu keluarga orang yg sudah meninggal",
    "santunan kematian ahli waris", "cerai karena kdrt syarat nya apa", "korban phk dapat bantuan apa",
    "ga kuat bayar iuran bpjs", "ga sanggup bayar pajak motor", "hidup mati usaha saya tergantung izin ini",
    "cara mematikan autodebet bpjs", "mati gaya ngurus paspor", "api kompor subsidi", "gempa bumi itu apa",
    "capek hidup di kota, mau pindah ke desa syarat pindahnya apa", "jam mati lampu hari ini",
]  # fmt: skip


def test_the_sets_are_as_wide_as_promised() -> None:
    assert len(CRISES) >= 60
    assert len(LOOKALIKES) >= 40


@pytest.mark.parametrize("aspect", ["nlu_fallback", "chitchat"])
@pytest.mark.parametrize(("text", "first"), CRISES.items())
def test_the_right_number_stands_first_whatever_the_engine_read(ask: Ask, aspect: str, text: str, first: str) -> None:
    answer = ask(aspect, text=text).answer

    assert answer.reading is not None
    assert answer.reading.aspect == "emergency"
    rows = next(block.items for block in answer.blocks if block.type == "list")
    assert rows[0].split(":")[0] == first


@pytest.mark.parametrize("text", LOOKALIKES)
def test_no_alarm_where_nobody_is_in_danger(text: str) -> None:
    assert danger_in(text) is None


def test_an_alarm_is_answered_in_the_middle_of_another_question_which_goes_on_waiting(ask: Ask) -> None:
    waits = Context(service="skck", aspect="location", main="location", pending=Pending("location", "skck"))

    outcome = ask("location", "kk_baru", text="tolong kebakaran di kantor", context=waits)

    assert "113" in texts_of(outcome.answer)
    assert outcome.context == waits


def test_a_place_with_two_meanings_is_never_asked_back_in_an_emergency(seeded: Session) -> None:
    place = Linked("kota_bandung", ("kota_bandung", "kab_bandung"), ambiguous=True)

    for text in ("kebakaran gede di bandung", "nomor darurat bandung"):
        told = answer_turn(seeded, Turn(Heard("emergency", text, None, place)), TUESDAY_TEN_WIB).answer
        assert told.kind == "answer"
        assert "112" in texts_of(told)


@pytest.mark.parametrize("text", CRISES)
def test_every_number_said_is_one_of_the_seed(ask: Ask, text: str) -> None:
    with (PROJECT_ROOT / "data/seed/emergency.csv").open() as file:
        seeded = {row["number"] for row in csv.DictReader(file)}

    rows = next(block.items for block in ask("chitchat", text=text).answer.blocks if block.type == "list")

    assert {row.split(":")[0] for row in rows} <= seeded


def test_who_is_tired_of_life_is_met_with_care_and_told_of_the_unchecked_number_as_such(ask: Ask) -> None:
    told = texts_of(ask("thanks", text="makasih, udah ga kuat hidup lagi").answer)

    assert "Anda tidak sendirian" in told
    assert "119 lalu tekan 8" in told
    assert "perlu dikonfirmasi" in told
