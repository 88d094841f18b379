"""Whether a message speaks of somebody in danger now, read from its words alone: the engine may be unsure, or wrong.

Two rules: whoever says that they want to die is always answered as such; any other danger is not assumed where the
words are about papers and payments ("KTP kebakar, cara ganti?"). What the engine itself reads as an emergency is one
without being asked here.
"""

from __future__ import annotations

import re
from typing import Final

SUICIDE: Final = "suicide"
FIRST_NUMBERS: Final = {  # the number that serves each kind of danger best
    SUICIDE: "119",
    "violence": "129",
    "fire": "113",
    "electric": "123",
    "rescue": "115",
    "medical": "119",
    "crime": "110",
}

_WANT: Final = (
    r"(?:pe?nge?n|pe?ngi?n|pingi?n|pi?ngen|pgn|pngn|pgin|ke?pe?ngi?n|kepingi?n|ingin|hoyong|hayang|pengin|kapengen)"
)
_GIVE_UP: Final = r"(?:(?:ga|gak|gk|g|nggak|ngga|enggak|engga|tak|tdk|tidak|ndak|ora|gada|gapunya)\s*)"
_SELF: Final = r"(?:aku|ak|saya|sy|gue|gw|gua|kita|abdi|sa|ku|awak|ambo|beta|dia|adik|adek|anak|temen|teman)"
_ONLY: Final = r"(?:aja|aj|saja|wae|bae|ae|jo|rasanya|rasane|sekarang)"
_SUICIDE: Final = re.compile(
    r"\bbunuh\s*diri|\bbundir\b|\bsuicide|kill myself|(?:want|wanna) (?:to )?die|end my life"
    r"|\b(?:ng|meng)?akhir(?:i|in)\s+hidup|\bakhiri\s+hidup|menyakiti\s+diri|\bself\s*harm"
    rf"|\b{_WANT}\s+(?:cepe?t\s+)?(?:mati|maot|mampus|modar|minggat dari dunia)\b"
    rf"|\b(?:mau|mo|mw)\s+mati\s+{_ONLY}\b|\bku\s*mau\s+mati\b"
    rf"|\b{_SELF}\s+(?:(?:cuma|udah|dah|wis|lagi|cuman)\s+)?(?:mau|mo|mw|arep)\s+mati\b"
    rf"|\b(?:mending|mendingan|lebih\s+baik|mnding|luwih\s+becik)\s+(?:{_SELF}\s+)?mati\b(?!\s+lampu)"
    rf"|\b{_GIVE_UP}(?:kuat|kuwat|sanggup|mampu|tahan|pengen|mau|iso)\s+(?:buat\s+|untuk\s+|lg\s+|lagi\s+)?"
    r"(?:hidup|urip|hirup|idup|bangun\s+lagi)\b(?!\s+(?:di|ing|nang)\b)"
    rf"|\b{_GIVE_UP}(?:ada\s+)?(?:guna|gunanya|arti|artinya)\s+(?:lagi\s+|lg\s+)?(?:{_SELF}\s+)?(?:hidup|idup|urip)\b"
    rf"|\b(?:hidup|idup|urip)(?:ku|e)?\s+(?:{_SELF}\s+)?(?:\w+\s+)?{_GIVE_UP}(?:ada\s+)?(?:artinya|gunanya)"
    r"|\b(?:cape|capek|cape\s+bgt|lelah)\s+(?:banget\s+|bgt\s+|sama\s+)?(?:hidup|idup|urip)\b(?!\s+(?:di|ing|nang|dan)\b)"
    r"|\b(?:tidur|turu)\b.{0,20}\b(?:ga|gak|nggak|tidak|ora)\s+(?:bangun\s*){1,2}lagi\b"
    r"|\b(?:ngilang|hilang|pergi)\s+dari\s+dunia|putus\s+asa.{0,30}(?:hidup|mati)"
    r"|\b(?:nyilet|nyayat|ngiris|menyayat)\s+(?:tangan|nadi|lengan)|\bgantung\s+diri|\bgandir\b"
    r"|\b(?:minum|nenggak|menenggak|minumo)\s+(?:racun|baygon|pestisida|obat\s+nyamuk|cairan\s+pembersih)"
    r"|\b(?:meng|ng)?akhiri\s+(?:semua|segala)\w*|\bsurat\s+perpisahan\b|peduli\s+kal(?:o|au)\s+\w+\s+mati\b"
    r"|\b(?:ga|gak|don t)\s+want\s+to\s+live|\bnimau\s+hidop|\bdi\s+atas\s+jembatan\b"
    rf"|\b{_SELF}\s+(?:mau|mo)\s+(?:loncat|lompat)\b|\bambo\s+nio\s+mati\b"
    r"|\b(?:pe?nge?n|ingin|mau)\s+ngilang\s+selamanya"
    r"|\b(?:loncat|lompat|terjun)\s+(?:dari|ke)\s+(?:jembatan|gedung|lantai|atap|rel|sungai|menara)",
)
_DOER: Final = (
    r"(?:suami|bojo|laki|istri|bini|pacar|mantan|papa|papah|bapak|bapake|ayah|mama|ibu\s+tiri|tetangga|tonggo|majikan|mertua|emak|kakek|anak"
    r"|paman|om|kakak|abang|guru|orang\s*tua|ortu|husband|boyfriend)"
)
_HURT: Final = r"(?:pukul|gebuk|hajar|tampar|tendang|siksa|aniaya|cekik|bacok|keroyok|jambak|bekap|sundut|seret)"
_HURTS: Final = (
    r"(?:mukul|nggebuk|gebuk|ngehajar|hajar|nampar|nendang|nyiksa|menyiksa|nganiaya|nyekik|njambak|nyundut|nyabet"
    r"|nonjok|njotos|nabok|ngeplak)"
)
_FIRE: Final = (
    r"(?:kebakar|kebakaran|kbakaran|kbkaran|kebakarn|terbakar|kobong|kobongan|kabeuleum|kahuruan|kabakaran|puun"
    r"|tabaka|tabakar|konslet|korslet)"
)
_BURNS: Final = (
    r"(?:rumah|umah|omah|omahe|imah|dapur|ruko|toko|warung|pasar|gudang|pabrik|sekolah|kos|kosan|hutan|lahan|gedung"
    r"|masjid|kamar|kapal|mobil|motor|tetangga|tatangga|tonggo\w*|kampung|asrama|kontrakan)"
)
_WORST: Final = r"(?:darah|getih|parah|korban|luka|meninggal|tewas|patah|ga\s+sadar|gak\s+sadar|kritis|sekarat|tolong)"
# Kind of danger -> how people tell of it. The first that fits decides; the numbers are chosen by the words again.
_DANGERS: Final = (
    (
        "violence",
        rf"\b{_DOER}\w*\s+(?:\w+\s+){{0,4}}?{_HURTS}\w*\b|\bdi{_HURT}\w*\s+(?:sama\s+|ama\s+|karo\s+|oleh\s+)?{_DOER}"
        rf"|\b(?:aku|saya|sy|gue|gw|kami|istri|anak\w*|adik|adek|ibu|mama)\s+(?:\w+\s+)?di{_HURT}\w*"
        r"|\b(?:diperkosa|dicabuli|dilecehkan|dilecehin|diperkaos|dirudapaksa)\b|\bmemperkosa\b"
        rf"|\b{_DOER}\w*\s+(?:\w+\s+){{0,2}}?(?:suka\s+)?(?:pegang\s*2|pegang\s+pegang|pegang-pegang|grepe)"
        r"|\bkdrt\b.{0,40}\b(?:sembunyi|tolong|sekarang|skrg|takut|kabur|ngumpet)|\b(?:tolong|takut)\b.{0,40}\bkdrt\b"
        r"|\b(?:beating|hitting|hurting)\s+me\b",
    ),
    (
        "fire",
        rf"\b{_BURNS}\w*\s+(?:\w+\s+){{0,2}}?{_FIRE}\b|\b(?:ada|ado|terjadi|tolong|tlg|barusan|lagi)\s+{_FIRE}\b"
        rf"|\b{_FIRE}\b.{{0,40}}\b(?:tolong|tulung|tlg|cepat|cepet|api|gede|besar|sekarang|skrg)\b"
        r"|\bdilalap\s+api|\bapi(?:nya|ne)?\s+(?:\w+\s+)?(?:gede|besar|merembet|membesar|menjalar)"
        rf"|^(?:ada\s+|ado\s+|aya\s+|enek\s+)?(?:{_FIRE}\s*)+$|^ada\s+(?:api|ledakan|bom)\b|\btulung\w*\s+aya\s+nu\s+kahuruan"
        r"|\bhouse\s+is\s+on\s+fire|\bthere\s+s\s+a\s+fire"
        r"|\basap\s+(?:tebal|tebel|hitam|item|pekat)"
        r"|\b(?:tabung|gas|elpiji|lpg)\s*\w*\s+(?:bocor|meledak|mbledos|mbeledos)|\b(?:kompor|trafo|gardu)\s+(?:\w+\s+)?"
        r"(?:meledak|mbledos|kebakar|keluar\s+api)|\bgriy[ao]\s+\w+\s+kobong\w*",
    ),
    (
        "electric",
        r"\bkabel\w*\b.{0,25}\b(?:putus|jatuh|nyetrum)|\bpercikan\s+api\b|\bkabel\w*\b.{0,40}\bbunga\s+api\b"
        r"|\bkabel\w*\s+(?:(?:listrik|pln|masih)\w*\s+){0,2}(?:nyala|menyala|nyembur|telanjang)\b"
        r"|\btiang\s+(?:listrik|pln)\w*\s+(?:\w+\s+)?(?:roboh|rubuh|tumbang|ambruk|patah)\b"
        r"|\b(?:meteran|meter|kwh|kabel|listrik|stop\s*kontak|colokan|trafo|tiang|gardu)\w*\b.{0,30}"
        r"\b(?:keluar\s+as[ae]p|berasap|bau\s+(?:gosong|hangus|sangit)|keluar\s+api)",
    ),
    (
        "rescue",
        r"\b(?:hanyut|keseret|terseret|kelelep|kalelep|kerem|keles|keleb|palid|drowning)\b|\b(?:anak|orang|kapal|perahu|adik|teman|temen|nelayan)\w*\s+"
        r"(?:\w+\s+)?(?:tenggelam|kerem|karam)|\b(?:perahu|kapal)\s+(?:\w+\s+)?(?:terbalik|kebalik)"
        r"|\b(?:longsor|tanah\s+longsor)\b.{0,30}\b(?:rumah|orang|nimbun|nutup|tertimbun|korban)|\btertimbun\b|\bketimbun\b"
        r"|\b(?:kejepit|tertimpa|ketimpa|nindih|nimpa|terjatuh\s+ke)\s+(?:\w+\s+)?(?:orang|rumah|mobil|pohon|tiang|sumur|longsor)"
        r"|\bhilang\s+di\s+(?:gunung|laut|hutan)|\bbanjir\s+bandang|\bair\s+(?:\w+\s+)?(?:sedada|seleher|seatap)"
        r"|\b(?:ter|ke)jebak\s+(?:banjir|lift|reruntuhan|api)|\b(?:rumah|gedung|bangunan)\s+(?:\w+\s+)?(?:roboh|ambruk|runtuh)"
        r"\b.{0,30}\b(?:orang|anak|korban|dalam)|\bawan\s+panas|\btsunami\b.{0,20}\b(?:lari|tolong|datang)",
    ),
    (
        "medical",
        rf"\b(?:tabrakan|ketabrak|tertabrak|kecelakaan|laka|nabrak|kecelakaaan)\b.{{0,50}}\b{_WORST}"
        rf"|\b{_WORST}\b.{{0,50}}\b(?:tabrakan|ketabrak|tertabrak|kecelakaan)\b"
        r"|\b(?:ada|wenten|barusan|orang|korban)\s+(?:\w+\s+)?(?:tabrakan|ketabrak|tertabrak|kecelakaan|ketabrak)\b"
        r"|\b(?:nyungsep|masuk|jatuh)\s+(?:ke\s+)?jurang"
        r"|\b(?:jatuh|jatoh|ambruk|tergeletak|pingsan|kejang|semaput)\b.{0,25}\b(?:ga|gak|tidak|nggak|ora|tdk)\s+sadar"
        r"|\b(?:bapak|ibu|anak|adik|adek|istri|suami|kakek|nenek|embah|mbah|orang|temen|teman|bayi|opa|oma|pakde|bude|kakak)"
        r"(?:ku|nya|e)?\s+(?:saya\s+|sy\s+|aku\s+)?(?:\w+\s+)?(?:pingsan|kejang|stroke|semaput|sekarat|overdosis|keracunan"
        r"|keselek|tersedak|ga\s+nafas|gak\s+napas)"
        r"|\b(?:kesetrum|tersetrum|kesetrom|tersengat\s+listrik)\b"
        r"|\b(?:step|kejang)\s+(?:kejang|panas)|\bses[ae]k\s+(?:nafas|napas|parah)|\b(?:ga|gak|tidak|nggak)\s+bisa\s+na[fp]as"
        r"|\bserangan\s+jantung|\bketuban\b|\bpendarahan\b|\bperdarahan\b|\bdarah(?:nya)?\s+(?:ga|gak|nggak|tidak)\s+(?:berhenti|brenti)"
        r"|\b(?:di|ke)?gigit\s+ular|\bpatok\s+ular|\bkesurupan\b|\bmuntah\s+darah|\bkeracunan\b|\bbibir\w*\s+biru|\bbiru\s+bibir|\bmboten\s+sadar"
        r"|\b(?:kecelakaan|tabrak\s+lari|tabrakan\s+beruntun)\s+(?:barusan|di\s+(?:tol|jalan))|^(?:kecelakaan|tabrakan)$"
        r"|\bstroke\s+mendadak|\bmulut\w*\s+mencong|\bmama\s+jatuh|\bcar\s+crash|\bunconscious"
        r"|\b(?:kirim|butuh|panggil|minta)\s+ambulan",
    ),
    (
        "crime",
        r"\b(?:ada\s+)?(?:maling|rampok|perampok|pencuri)\s+(?:masuk|mlebu|lebet|di\s+rumah|dalam|ngobok|bawa|lagi)|\bdirampok\b"
        r"|\b(?:di|ke)begal\b|\blagi\s+dibegal|\bditodong\b|\bdijambret\b.{0,20}\b(?:barusan|tolong|sekarang)"
        r"|\bbawa\s+(?:golok|parang|celurit|clurit|pisau|senjata|pistol)|\bdiculik\b|\bpenculik"
        r"|\b(?:disekap|dikurung)\b|\bdiancam\b.{0,20}\b(?:bunuh|dibunuh)|\bbroke\s+into|^begal$|\bbaku\s+potong"
        r"|\btawuran\b.{0,40}\b(?:depan|sekarang|skrg|lagi|bawa)|\blagi\s+tawuran|\b(?:ditusuk|dibacok|ditembak|ditikam)\b"
        r"|\b(?:dikejar|diikuti)\s+(?:orang|preman|begal)",
    ),
)
_PATTERNS: Final = tuple((kind, re.compile(pattern)) for kind, pattern in _DANGERS)
# Words of papers, payments and what is past: then the danger is over and the question is about something else.
_OF_PAPERS: Final = re.compile(
    r"\b(?:syarat\w*|biaya\w*|tarif|santunan|klaim|asuransi|cara\s+(?:ganti|urus|buat|bikin)|ngurus\w*|mengurus|urus|izin"
    r"|ijazah|akt[ae]|sertifikat|surat\s+(?:nikah|kehilangan|keterangan)|ktp|kk|stnk|bpkb|skck|ijin|nanggung|ditanggung"
    r"|th\s+lalu|tahun\s+lalu|bulan\s+lalu|minggu\s+lalu|kemarin\s+lusa|dulu|relawan|lowongan|daftar|dirawat|dijadwal\w*|perekaman|cewek|cerai|mimpi|jenazah|pengaduan|kontrol|pengingat|lumpuh|susah|kursi\s+roda|alat\s+bantu)\b"
)
# What is said to die beside people: papers, lamps, machines.
_THINGS_DIE: Final = re.compile(
    r"\b(?:sim|stnk|pajak\w*|plat|kartu\w*|ktp|paspor|bpjs|kis|npwp|hp|lampu|listrik|mesin|meteran|akun|izin)\b(?:\s+\w+){0,3}?"
    r"\s+(?:mau|mo|mw|udah|sudah|dah)\s+mati\b"
)
_LONG: Final = re.compile(r"([^\W\d_])\1{2,}")
_GAPS: Final = re.compile(r"[^\w]+|_+")


def danger_in(text: str) -> str | None:
    """The kind of danger that the text tells of ("suicide", "fire", ...); None where it tells of none for certain."""
    said = _GAPS.sub(" ", _LONG.sub(r"\1", text.lower())).strip()
    if _SUICIDE.search(said) and not _THINGS_DIE.search(said):
        return SUICIDE
    if _OF_PAPERS.search(said):
        return None
    return next((kind for kind, pattern in _PATTERNS if pattern.search(said)), None)
