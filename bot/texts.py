"""Everything the connector itself says to citizens. Answers about services come from the engine."""

from __future__ import annotations

# Commands as Telegram lists them: name and description.
COMMANDS: tuple[tuple[str, str], ...] = (
    ("start", "Mulai percakapan"),
    ("layanan", "Lihat daftar layanan"),
    ("daerah", "Pilih atau ganti daerah Anda"),
    ("darurat", "Nomor telepon darurat"),
    ("petugas", "Hubungi petugas"),
    ("privasi", "Data Anda dan perlindungannya"),
    ("dataku", "Lihat data Anda yang disimpan"),
    ("hapusdata", "Hapus data Anda"),
    ("bantuan", "Cara memakai Loket"),
)
DESCRIPTION = (
    "Tanyakan layanan publik di daerah Anda dengan bahasa sehari-hari: syarat, biaya, lama proses, jam buka, dan "
    'alamat kantor. Contoh: "syarat bikin KTP apa saja?" Setiap jawaban menyebut sumbernya dan kapan terakhir '
    "diperiksa."
)
SHORT_DESCRIPTION = "Tanya layanan publik di daerah Anda: syarat, biaya, jam buka, dan alamat kantor."

HELP_BUTTONS = (("Daftar layanan", "/list_services"), ("Bantuan", "/help"))

UNKNOWN_COMMAND = (
    "Maaf, perintah itu tidak saya kenal. Silakan tulis pertanyaan Anda dengan kata-kata biasa, misalnya "
    '"berapa biaya bikin KTP?", atau pilih perintah berikut:\n'
    + "\n".join(f"/{name} - {description}" for name, description in COMMANDS)
)
NO_WORDS = (
    "Saya membaca pertanyaan dalam bentuk kata-kata. Silakan tulis apa yang ingin Anda ketahui, misalnya "
    '"jam buka dukcapil".'
)
PHOTO = (
    "Terima kasih, tetapi saya belum dapat membaca gambar. Demi keamanan, mohon jangan mengirim foto KTP atau KK di "
    "sini. Silakan tulis pertanyaan Anda dengan kata-kata."
)
DOCUMENT = (
    "Terima kasih, tetapi saya belum dapat membaca berkas. Demi keamanan, mohon jangan mengirim dokumen pribadi di "
    "sini. Silakan tulis pertanyaan Anda dengan kata-kata."
)
VOICE = "Maaf, saya belum dapat mendengarkan suara. Silakan tulis pertanyaan Anda dengan kata-kata."
VIDEO = "Maaf, saya belum dapat melihat video. Silakan tulis pertanyaan Anda dengan kata-kata."
STICKER = (
    'Terima kasih! Saya hanya memahami kata-kata. Silakan tulis pertanyaan Anda, misalnya "syarat pindah domisili".'
)
CONTACT = (
    "Terima kasih, tetapi nomor telepon tidak diperlukan dan tidak saya simpan. Silakan tulis pertanyaan Anda "
    "dengan kata-kata."
)
OTHER_CONTENT = "Maaf, pesan seperti ini belum dapat saya baca. Silakan tulis pertanyaan Anda dengan kata-kata."
BUTTON_OLD_TOAST = "Tombol ini sudah tidak berlaku."
BUTTON_OLD = "Maaf, tombol itu sudah tidak berlaku. Silakan tulis pertanyaan Anda, atau mulai dari sini:"
SWITCHED_OFF = (
    "Mohon maaf, bot ini sedang dihentikan sementara oleh pengelola untuk perbaikan. Silakan coba lagi nanti. Dalam "
    "keadaan darurat, telepon 112. Layanan di kantor tetap berjalan seperti biasa."
)
FLOOD = (
    "Pesan Anda masuk sangat cepat, sehingga saya berhenti membalas sebentar. Silakan tunggu satu menit, lalu kirim "
    "pertanyaan Anda sekali lagi."
)
DELAYED = (
    "Mohon maaf, jawaban untuk pesan Anda tertunda. Anda tidak perlu mengirim ulang; saya jawab begitu sistem pulih."
)
FAILED = (
    "Mohon maaf, pesan Anda tidak dapat saya proses. Silakan coba lagi dengan kata-kata lain, atau hubungi petugas "
    "lewat /petugas. Kode gangguan: {error_id}"
)
OTHER_FAILURE = (
    "Mohon maaf, jawaban untuk pesan Anda tidak dapat saya tampilkan. Silakan coba lagi, atau hubungi /petugas."
)
GAVE_UP = (
    "Mohon maaf, sistem sedang terganggu dan pesan Anda belum terjawab. Silakan kirim ulang pertanyaan Anda nanti."
)
GROUP_WELCOME = (
    "Halo, saya Loket. Di grup ini saya menjawab bila disebut: tulis @{username} lalu pertanyaan Anda, atau balas "
    "pesan saya. Untuk hal pribadi, silakan chat langsung dengan saya."
)
GROUP_EMPTY_MENTION = 'Ya? Tulis @{username} lalu pertanyaan Anda, misalnya "@{username} syarat bikin KTP".'

DATA_TITLE = "Yang Loket simpan tentang Anda:"
DATA_REGION = "• Daerah: {region}"
DATA_NO_REGION = "belum dipilih"
DATA_SINCE = "• Mulai memakai Loket: {date}"
DATA_MESSAGES = "• {updates} pesan Anda dan {messages} jawaban; dihapus {hours} jam setelah dijawab"
DATA_CONVERSATION = "• Percakapan terakhir, agar pertanyaan lanjutan nyambung; dihapus setelah {days} hari"
DATA_UNANSWERED = (
    "• {count} pertanyaan yang belum terjawab baik, disamarkan, untuk memperbaiki Loket; dihapus setelah {days} hari"
)
DATA_REPORTS = "• {count} laporan info salah dari Anda, disamarkan; dihapus setelah {days} hari"
DATA_BUTTONS_LINE = "• {buttons} tombol di chat ini; dihapus setelah {days} hari"
DATA_NEVER = "Loket mengenali Anda dengan kode acak. Nama, nomor telepon, dan foto Anda tidak disimpan."
DATA_BUTTONS = (("Hapus data saya", "/erase_data"), ("Ganti daerah", "/change_region"))
ERASE_ASK = (
    "Hapus semua data Anda di Loket? Daerah pilihan, pesan, dan percakapan Anda akan dihapus, dan tombol lama di chat "
    "ini tidak berlaku lagi. Ini tidak dapat dibatalkan."
)
ERASE_BUTTONS = (("Ya, hapus semua", "/erase_data_confirmed"), ("Tidak jadi", "/keep_data"))
ERASED = (
    "Data Anda sudah dihapus. Hanya pesan penutup ini yang tersisa, dan ikut terhapus dalam {hours} jam. Pesan yang "
    "terlihat di Telegram dapat Anda hapus sendiri di sana. Anda boleh bertanya lagi kapan saja."
)
ERASE_KEPT = "Baik, data Anda tidak dihapus. Silakan lanjut bertanya."

CHOOSE = "Silakan pilih:"
SHARE_LOCATION_BUTTON = "📍 Bagikan lokasi saya"
SHARE_LOCATION = "Anda juga dapat membagikan lokasi lewat tombol di bawah, agar saya carikan yang terdekat."
SHARE_LOCATION_GROUP = (
    "Tombol berbagi lokasi hanya ada di chat pribadi dengan saya; di sini silakan tulis nama daerah Anda."
)
