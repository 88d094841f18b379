"""A message that follows on another and leaves out what was said: read by plain words and the conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from loket.answers import cues
from loket.answers.asked_aspects import named_aspects
from loket.answers.aspects import FALLBACK, INFO, REPEATABLE
from loket.answers.conditions import MOVES
from loket.answers.heard import Context, Heard, Linked
from loket.answers.same_words import holds

UNSURE: Final = 0.7  # below it plain words say more than the engine's aspect
_LIKELY: Final = 0.85  # below it "kalau anak?" is the last question, whatever it looks like by itself
_DOUBTFUL: Final = frozenset({"overview", FALLBACK, "chitchat", "out_of_scope", "feedback", "affirm", "thanks"})
_OF_CASES: Final = frozenset((*INFO, "queue_book"))
_OF_THE_NAMES: Final = 0.3  # of a service's names: what is in so many is what it is about
_MOST_WORDS: Final = 7  # more are a story with a question of its own
_MOST_WORDS_WHEN: Final = 5
_FEWEST_WORDS: Final = 3
_OPENERS: Final = r"^\W*(?:(?:oh|eh|lha|lah|nah|terus|trus|trs|ok|oke)\W+)*"
_SUPPOSES_FIRST: Final = re.compile(rf"{_OPENERS}(?:{'|'.join(sorted(cues.SUPPOSING))})\b", re.IGNORECASE)
_POINTS_FIRST: Final = re.compile(
    rf"{_OPENERS}(?:(?:ini|itu|yang ini|yg ini)\s+)?(?:yang|yg|sing|nu|nan|buat|untuk|utk|khusus|kanggo|kangge|jang)\b",
    re.IGNORECASE,
)
_FOR_FIRST: Final = re.compile(rf"{_OPENERS}(?:(?:ini|itu)\s+)?(?:buat|untuk|utk|kanggo|kangge|jang)\b", re.IGNORECASE)
_CLASS: Final = re.compile(r"\b(?:kelas|kls|golongan|gol|tipe|daya|kategori)\b", re.IGNORECASE)
_NOT_THAT: Final = re.compile(
    rf"{_OPENERS}(?:bukan|bkn|dudu|sanes|bukang)\s+(?:itu|gitu|begitu|iku|kui|kuwi|eta|ini|yang itu|yg itu|tu)\b",
    re.IGNORECASE,
)
_AGREES_FIRST: Final = re.compile(
    r"^\W*(?:ok|oke|okeh|okay|sip|siap|baik|baiklah)\b(?!.*\b(?:ga|gak|nggak|batal)\b)", re.IGNORECASE
)
_BACK_TO: Final = re.compile(
    r"\b(?:balik|kembali|lanjut|soal|tentang|ttg|ke)\s+(?:\w+\s+){0,3}?(?:tadi|td|tdi)\b", re.IGNORECASE
)
# "soal KTP tadi", "yang nikah td", "balik ke izinnya": what is named was spoken of before.
_NAMED_AGAIN: Final = re.compile(
    r"\b(?:soal|tentang|ttg|perihal|urusan|yang|yg|sing|nu|ke|ka)\s+(?P<tadi>\w+(?:\s+\w+)?)\s+(?:tadi|td|tdi)\b|\b(?:balik|kembali)\s+(?:lagi\s+)?(?:ke|ka|nang|soal)\s+(?P<back>\w+)",
    re.IGNORECASE,
)
_WHEN: Final = re.compile(r"\b(?:kapan|kpn|kapankah|iraha|bilo)\b", re.IGNORECASE)
_TROUBLE: Final = re.compile(
    r"\b(?:lupa|hilang|ilang|rusak|patah|robek|sobek|basah|telat|terlambat|talambek|kesalahan|ditolak|nonaktif|kadaluarsa"
    r"|kadaluwarsa|expired|ketinggalan|nunggak|terblokir|keblokir|kelewat|kelewatan)(?:nya|e|an|ne|na)?\b",
    re.IGNORECASE,
)
_FIRST_TOPIC: Final = re.compile(
    r"\b(?:yang|yg|sing|nu|ke)\s+(?:paling\s+)?(?:pertama|awal|pertamax)(?:\s+(?:tadi|td|mau|tdi))?\b", re.IGNORECASE
)
_REPORTS: Final = frozenset({"complaint_file", "complaint_status"})
_PROGRESS: Final = re.compile(
    r"\b(?:status|progres|progress|perkembangan|kelanjutan|tindak lanjut)(?:nya|e|ne|na)?\b"
    r"|\b(?:sampai|sampe|nyampe|tekan) (?:di ?)?(?:mana|endi|ngendi)\b"
    r"|\b(?:udah|udh|sudah|sdh|wis|atos) (?:di ?(?:proses|tangani|tindak\w*|tanggapi|baca|perbaiki))\b"
    r"|\b(?:belum|blm|blom|durung|acan|alun|balun|beluman)\b(?:\W+\w+){0,2}\W+"
    r"(?:datang|dateng|teko|datangna|sumping|petugas\w*|di\w{4,}|ada (?:yang|yg)|beres|selesai|kelar)\b",
    re.IGNORECASE,
)
_ARRIVING: Final = "pindah_datang"
# "asalku Kediri" while moving to Batu: the other end of the move, not where the person is served.
_OTHER_END: Final = {
    "pindah_datang": re.compile(
        r"\b(?:asal(?:ku|nya|e)?|dari|dr|saking|ti|soko|seko)(?:\W+(?:kab|kota|kabupaten))?\W*$", re.IGNORECASE
    ),
    "pindah_keluar": re.compile(
        r"\b(?:ke|ka|menuju|menyang|tujuan(?:ku|nya|e)?)(?:\W+(?:kab|kota|kabupaten))?\W*$", re.IGNORECASE
    ),
}
_ARRIVES: Final = re.compile(
    r"\b(?:nyampe|nyampai|sampai|sampe|(?:se)?tiba|sesampai|setiba|dugi|tekan)(?:nya|e)?\b"
    r"(?!\s+(?:mana|endi|kapan|berapa|brp|skrg|sekarang|jam|hari|tgl|tanggal)\b)"
    r"|\b(?:tempat|daerah|kota|alamat) (?:yang |yg )?(?:baru|tujuan)\b",
    re.IGNORECASE,
)


def asks_there(text: str) -> bool:
    """Whether a message supposes and names no aspect ("lek neng kabupaten gresik yak opo"): with a place, the last
    question asked there."""
    return _SUPPOSES_FIRST.search(text) is not None and not named_aspects(text)


def is_doubtful(heard: Heard) -> bool:
    """Whether the engine's aspect is one that follow-ups are often taken for, or it was not sure of it."""
    return heard.aspect in _DOUBTFUL or heard.confidence < UNSURE


def last_question(context: Context) -> str:
    """The aspect asked last; an overview where none was."""
    return context.aspect if context.aspect in REPEATABLE and context.aspect else "overview"


def follow_up(heard: Heard, context: Context) -> Heard | None:
    """The message as what goes before it makes it; None where it stands by itself."""
    if heard.aspect == "emergency":  # never read as something smaller
        return None
    asked = named_aspects(heard.text)
    return (
        _as_an_answer(heard, asked)
        or _of_the_report(heard, context)
        or _of_the_move(heard, context)
        or _of_the_other_end(heard, context)
        or _of_the_first_topic(heard, context, asked)
        or _of_an_earlier_topic(heard, context)
        or _of_another_region(heard, context, asked)
        or _of_another_case(heard, context, asked)
        or _by_its_words(heard, context, asked)
    )


def _as_an_answer(heard: Heard, asked: tuple[str, ...]) -> Heard | None:
    """ "lah bukan itu yang kutanya" and "ok tak tunggu": a no and a yes, whatever stands behind."""
    if heard.service or heard.region or asked:
        return None
    if heard.aspect not in ("deny", "feedback") and _NOT_THAT.search(heard.text):
        return replace(heard, aspect="deny")
    return replace(heard, aspect="affirm") if heard.aspect == "deny" and _AGREES_FIRST.search(heard.text) else None


def _of_the_report(heard: Heard, context: Context) -> Heard | None:
    if context.main not in _REPORTS or heard.service is not None:
        return None
    may_ask = heard.aspect in (*INFO, FALLBACK, "chitchat", "out_of_scope", "complaint_file")
    return replace(heard, aspect="complaint_status") if may_ask and _PROGRESS.search(heard.text) else None


def _of_the_move(heard: Heard, context: Context) -> Heard | None:
    """A move's other end."""
    names_other = heard.service is not None and heard.service.value not in MOVES
    if context.service not in MOVES or names_other or not _ARRIVES.search(heard.text):
        return None
    aspect = heard.aspect if heard.aspect in INFO and heard.aspect != "overview" else "procedure"
    return replace(heard, aspect=aspect, service=Linked(_ARRIVING, (_ARRIVING,)))


def _of_the_other_end(heard: Heard, context: Context) -> Heard | None:
    """Where the person comes from or goes to: the region of the move stays."""
    named, cue = heard.region, _OTHER_END.get(context.service or "")
    if cue is None or named is None or named.span is None or heard.service is not None or context.region is None:
        return None
    if named.value == context.region or not cue.search(heard.text[: named.span[0]]):
        return None
    sure = heard.aspect in INFO and not is_doubtful(heard)
    return replace(heard, region=None, aspect=heard.aspect if sure else last_question(context))


def _of_the_first_topic(heard: Heard, context: Context, asked: tuple[str, ...]) -> Heard | None:
    """ "yang pertama tadi, lamanya?": back to the service that was spoken of first."""
    if not context.earlier or heard.service is not None or not _FIRST_TOPIC.search(heard.text):
        return None
    first = context.earlier[0]
    aspect = heard.aspect if heard.aspect in INFO and not is_doubtful(heard) else (*asked, last_question(context))[0]
    return replace(heard, aspect=aspect, service=Linked(first, (first,)))


def _of_an_earlier_topic(heard: Heard, context: Context) -> Heard | None:
    """ "balik ke pajak tadi": of what the name may mean, the service that was spoken of; "KK-nya" likewise."""
    named, spoken = heard.service, (context.service, *context.earlier)
    if named is None or named.value in spoken:
        return None
    back = [one for one in named.candidates if one in spoken]
    is_bare_name = named.span is not None and len(cues.words(heard.text[slice(*named.span)])) == 1
    if not back or not (_BACK_TO.search(heard.text) or (is_bare_name and back[0] == context.service)):
        return None
    return replace(heard, service=replace(named, value=back[0], ambiguous=False))


def words_of_spoken(heard: Heard, context: Context) -> tuple[str, ...]:
    """The words by which a message points back to what was spoken of ("soal KTP tadi": ktp); empty where it does not,
    or names one of the services spoken of as it is."""
    again = _NAMED_AGAIN.search(heard.text)
    spoken = (context.service, *context.earlier)
    if heard.is_payload or again is None or not any(spoken) or (heard.service and heard.service.value in spoken):
        return ()
    small = cues.FILLERS | cues.CORRECTING
    words = [_bare(word) for word in cues.words(again.group("tadi") or again.group("back"))]
    return tuple(word for word in words if word not in small and not named_aspects(word))


def shared_word(heard: Heard, context: Context) -> str:
    """The one word from which another service was read, which may be the one spoken of ("depe akta"); else empty."""
    named = heard.service
    if heard.is_payload or named is None or named.span is None or context.service in (None, named.value):
        return ""
    said = [_bare(word) for word in cues.words(heard.text[slice(*named.span)]) if word not in cues.FILLERS]
    return said[0] if len(said) == 1 and not cues.corrects(heard.text) and named.value not in context.earlier else ""


def of_the_same_name(heard: Heard, context: Context, word: str, names: Sequence[str]) -> Heard:
    """The message with the service spoken of, where the ``word`` is in its slug or a good part of its ``names``."""
    if context.service is None or heard.service is None:
        return heard
    holding = sum(word in name.split() for name in names)
    if word not in context.service.split("_") and holding < max(1.0, _OF_THE_NAMES * len(names)):
        return heard
    return replace(heard, service=replace(heard.service, value=context.service, ambiguous=False))


def _bare(word: str) -> str:
    """The word without its possessive, also behind an acronym ("ktpnya")."""
    return word.removesuffix("nya") or word


def with_spoken(heard: Heard, context: Context, words: tuple[str, ...], phrases: Mapping[str, Iterable[str]]) -> Heard:
    """The message with the service spoken of last whose names hold the ``words``; unchanged where none does.

    ``phrases``: the names of the services spoken of, by slug.
    """
    spoken = [one for one in (context.service, *reversed(context.earlier)) if one is not None]
    meant = next((one for one in spoken if any(holds(name, words) for name in phrases.get(one, ()))), None)
    if not words or meant is None:
        return heard
    if heard.aspect != FALLBACK:
        return replace(heard, service=Linked(meant, (meant,)))
    last = last_question(context)
    aspect = (*named_aspects(heard.text), last if last in INFO else "overview")[0]
    return replace(heard, aspect=aspect, service=Linked(meant, (meant,)))


def _of_another_region(heard: Heard, context: Context, asked: tuple[str, ...]) -> Heard | None:
    """ "kalau sleman?", "di sana sama aja?": the last question, asked there."""
    if heard.region is None or heard.service is not None or asked or context.main not in REPEATABLE:
        return None
    is_same = heard.aspect in (*INFO, *_DOUBTFUL) and cues.SAME_THERE.search(heard.text)
    supposes = heard.aspect in _DOUBTFUL and _SUPPOSES_FIRST.search(heard.text)
    return replace(heard, aspect="change_region") if is_same or supposes else None


def _of_another_case(heard: Heard, context: Context, asked: tuple[str, ...]) -> Heard | None:
    """ "kalau buat anak?", "yang sudah mati?": the last question, asked for another case."""
    said = cues.words(heard.text)
    is_for = _FOR_FIRST.search(heard.text) is not None and heard.aspect in (FALLBACK, "overview")
    names = (heard.service and not is_for) or heard.region or asked or cues.is_filler(heard.text)
    if names or context.service is None or context.aspect not in _OF_CASES or context.pending is not None:
        return None
    if len(said) > _MOST_WORDS or any(word in cues.QUESTIONS for word in said):
        return None
    is_unsure = heard.aspect in _DOUBTFUL or (heard.aspect in INFO and heard.confidence < _LIKELY)
    is_class = len(said) <= _FEWEST_WORDS and _CLASS.search(heard.text) is not None
    opens = is_class or _SUPPOSES_FIRST.search(heard.text) or _POINTS_FIRST.search(heard.text)
    if opens and (is_unsure or heard.confidence < UNSURE):
        return replace(heard, aspect=last_question(context))
    return None


def _by_its_words(heard: Heard, context: Context, asked: tuple[str, ...]) -> Heard | None:
    """What a short message's words show where the engine saw small talk, nothing, or is unsure."""
    if context.service is None or heard.service or heard.region or not is_doubtful(heard):
        return None
    if cues.corrects(heard.text) and (meant := named_aspects(cues.without_denied(heard.text))):
        return replace(heard, aspect=meant[0])
    if heard.aspect not in _DOUBTFUL:
        return None
    said = cues.words(heard.text)
    if _WHEN.search(heard.text) and len(said) <= _MOST_WORDS_WHEN:  # "KAPAN NYALA LAGI"
        return replace(heard, aspect="duration")
    if len(said) > _MOST_WORDS or heard.confidence >= UNSURE:
        return None
    if len(asked) == 1 and heard.aspect != "overview":
        return replace(heard, aspect=asked[0])
    if not asked and heard.aspect == FALLBACK and _TROUBLE.search(heard.text):  # "pin-nya lupa"
        return replace(heard, aspect="procedure")
    return None
