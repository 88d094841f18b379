"""Which turns are looked at afterwards, and which sentences correct an answer."""

import pytest

from loket.answers.answer import Answer, Reading, TextBlock
from loket.answers.heard import Context, Pending
from loket.answers.texts import facts as texts
from loket.unanswered.models import Reason
from loket.unanswered.signs import is_correction, reason_of


def read(aspect: str, kind: str = "answer", text: str = "Rp30.000") -> Answer:
    return Answer(kind=kind, blocks=[TextBlock(text=text)], reading=Reading(aspect=aspect))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "after", "confidence", "reason"),
    [
        (read("cost"), Context(), 0.3, None),
        (read("nlu_fallback", "ask"), Context(), 0.3, Reason.FALLBACK),
        (read("out_of_scope", "notice"), Context(), 0.4, Reason.OUT_OF_SCOPE),
        (read("out_of_scope", "notice"), Context(), 0.95, None),
        (read("cost", text=texts.UNKNOWN), Context(), 0.9, Reason.NOT_KNOWN),
        (read("cost", "ask"), Context(pending=Pending("cost", needs="service")), 0.9, Reason.ASKED_BACK),
        (
            read("location", "ask"),
            Context(pending=Pending("location", "ktp_el", choices=("kota_bandung", "kab_bandung"))),
            0.9,
            Reason.ASKED_BACK,
        ),
        # The region was left out: nothing was misunderstood.
        (read("location", "ask"), Context(pending=Pending("location", "ktp_el")), 0.9, None),
    ],
)
def test_reasons(answer: Answer, after: Context, confidence: float, reason: Reason | None) -> None:
    assert reason_of(answer, after, "cost", confidence) == reason


@pytest.mark.parametrize(
    "text",
    [
        "bukan itu", "bukan, maksud saya KIA", "maksudku yang hilang", "kok malah jawab paspor",
        "ga nyambung jawabannya",
        "salah bot", "jawabannya ngaco", "bukan bikin tapi perpanjang", "botnya bego", "gak membantu sama sekali",
    ],
)  # fmt: skip
def test_corrections(text: str) -> None:
    assert is_correction(text)


@pytest.mark.parametrize(
    "text",
    [
        "nama di ktp salah", "salah tulis nama di akta gimana", "ktp sama kk bedanya apa",
        "saya bukan warga sini bisa ga",
        "berapa biayanya", "data bpjs salah lapor kemana",
    ],
)  # fmt: skip
def test_questions_are_no_corrections(text: str) -> None:
    assert not is_correction(text)
