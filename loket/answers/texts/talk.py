"""Sentences with which Loket asks back, welcomes, directs to people and says what is not there yet."""

from __future__ import annotations

from typing import Final

WELCOME_TITLE: Final = "Selamat datang di Loket"
WELCOME: Final = (
    "Saya bot, bukan petugas. Tanyakan syarat, biaya, cara, atau tempat mengurus layanan publik dengan bahasa "
    'sehari-hari, misalnya: "biaya bikin SIM berapa?"'
)
NUMBER_NOT_NEEDED: Final = "NIK dan nomor KK tidak perlu dikirim di sini; yang Anda tulis tadi kami samarkan."
CASE_NOT_TOLD: Final = "Jika jawaban untuk keadaan Anda tidak ada di atas, tanyakan dulu ke kantornya sebelum datang."
WELCOME_PRIVACY: Final = "Jangan kirim NIK, nomor KK, atau kata sandi. Loket hanya menyimpan yang perlu untuk menjawab."
WELCOME_REGION: Final = "Anda di kabupaten/kota mana? Ketik namanya (misalnya Sleman atau Jogja), atau kirim lokasi."
WELCOME_HOME: Final = "Daerah Anda: {region}. Silakan langsung bertanya."

ASK_REGION_TITLE: Final = "Daerah mana?"
ASK_REGION: Final = "Ketik nama kabupaten/kota Anda, atau kirim lokasi Anda."
ASK_REGION_CHOICE: Final = "Yang Anda maksud daerah mana?"
ASK_REGION_CONFIRM: Final = "Maksud Anda {region}?"
SAME_EVERYWHERE: Final = "Keterangan ini sama untuk semua pilihan di bawah. Daerah Anda yang mana?"
NOT_A_REGION: Final = "Bukan daerah itu"
ASK_SERVICE_TITLE: Final = "Layanan apa?"
ASK_SERVICE: Final = "Sebutkan layanannya, misalnya KTP, KK, SIM, atau paspor."
ASK_SERVICE_CHOICE: Final = "Yang Anda maksud layanan mana?"
SERVICE_GONE_TITLE: Final = "Layanan tidak ditemukan"
SERVICE_GONE: Final = "Layanan itu tidak ada lagi di Loket. Silakan pilih dari daftar, atau ketik nama layanannya."
REGION_GONE_TITLE: Final = "Daerah tidak ditemukan"
REGION_GONE: Final = 'Nama itu belum saya kenali. Ketik nama resmi kabupaten/kota, misalnya "Kabupaten Sleman".'

REGION_SET_TITLE: Final = "Daerah Anda: {region}"
REGION_SET: Final = "Mulai sekarang saya menjawab untuk {region}."
MAKE_HOME: Final = "Jadikan daerah saya"
OTHER_REGION: Final = "Daerah lain"
RESUME: Final = "{question} {service}"

LOCATION_THANKS_TITLE: Final = "Lokasi diterima"
LOCATION_CONFIRM: Final = "Anda berada di daerah mana? Pilih salah satu, atau ketik namanya."
LOCATION_IN: Final = "Saya menjawab untuk {region}. "
LOCATION_KEPT: Final = "Lokasi Anda saya pakai untuk mencari kantor terdekat. Ada yang ingin ditanyakan?"
LOCATION_NOWHERE_TITLE: Final = "Lokasi tidak dikenali"
LOCATION_NOWHERE: Final = (
    "Titik itu tidak dapat saya tempatkan di kabupaten/kota di Indonesia. Silakan ketik nama kabupaten/kota Anda."
)

LIST_TITLE: Final = "Layanan di Loket"
LIST_TITLE_REGION: Final = "Layanan di {region}"
LIST_PAGE: Final = "Layanan {first}-{last} dari {total}. Pilih, atau ketik nama layanannya."
LIST_ROW: Final = "{group}: {names}"
LIST_ROW_MORE: Final = "{names}, dan {count} lainnya"
LIST_EMPTY: Final = "Belum ada layanan yang tercatat."
LIST_MORE: Final = "Lainnya"
LIST_SOURCE: Final = "Katalog layanan Loket"

HUMAN_TITLE: Final = "Menghubungi petugas"
HUMAN: Final = "Saya belum dapat menyambungkan obrolan ini langsung ke petugas. Silakan hubungi:"
HUMAN_HOURS: Final = "Kantor pemerintah umumnya melayani pada hari kerja; jam pastinya tanyakan ke kantor yang dituju."
LAPOR: Final = "SP4N-LAPOR!: situs lapor.go.id atau SMS ke 1708"
SOURCE_NUMBERS: Final = "Daftar nomor layanan Loket"

COMING_TITLES: Final = {
    "complaint_file": "Pengaduan",
    "complaint_status": "Status pengaduan",
    "queue_book": "Ambil antrean",
    "queue_status": "Status antrean",
    "subscribe": "Langganan pengumuman",
    "unsubscribe": "Berhenti langganan",
    "feedback": "Saran dan penilaian",
}
COMING: Final = {
    "complaint_file": "Pengaduan lewat Loket sedang disiapkan; pesan Anda belum kami teruskan ke petugas. "
    "Sementara itu, silakan lapor melalui:",
    "complaint_status": "Cek status pengaduan lewat Loket sedang disiapkan. Tanyakan ke tempat Anda melapor:",
    "queue_book": "Pengambilan antrean lewat Loket sedang disiapkan; Anda belum terdaftar. Sementara itu, hubungi:",
    "queue_status": "Cek antrean lewat Loket sedang disiapkan. Tanyakan ke kantor tempat Anda mengambil nomor:",
    "subscribe": "Langganan pengumuman sedang disiapkan di Loket; Anda belum terdaftar.",
    "unsubscribe": "Loket belum mengirim pengumuman, jadi tidak ada langganan yang perlu dihentikan.",
    "feedback": "Terima kasih. Pencatatan saran sedang disiapkan di Loket, jadi pesan ini belum sampai ke petugas. "
    "Sementara itu, sampaikan melalui:",
}
COMING_OFFICE: Final = "Kantor yang melayani: {owner}"

FALLBACK_TITLE: Final = "Maaf, saya belum paham"
FALLBACK_CHOICE: Final = "Mungkin maksud Anda:"
FALLBACK_SERVICE: Final = "Apa yang ingin Anda ketahui tentang {service}?"
FALLBACK_HELP: Final = (
    "Saya dapat menjawab syarat, biaya, cara, dan tempat mengurus layanan publik. Coba sebut layanannya, "
    'misalnya "syarat KK baru".'
)
FALLBACK_PERSON: Final = "Bila perlu bicara dengan orang, tekan Hubungi petugas."

PAUSED_TITLE: Final = "Jawaban untuk {region} sedang dihentikan sementara"
PAUSED: Final = (
    "Pengelola sedang memperbaiki datanya, agar Anda tidak mendapat keterangan yang keliru. Silakan coba lagi nanti, "
    "atau tanyakan langsung ke kantor layanan. Nomor darurat tetap dapat Anda tanyakan di sini."
)

ERROR_TITLE: Final = "Maaf, ada gangguan"
ERROR: Final = (
    "Pertanyaan Anda belum dapat dijawab. Silakan coba lagi sebentar lagi, atau hubungi SP4N-LAPOR! (SMS 1708)."
)
ERROR_CODE: Final = "Bila terus terjadi, sebutkan kode {error_id} kepada pengelola Loket."
