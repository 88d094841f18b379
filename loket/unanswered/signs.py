"""By what a turn shows that it was not answered well. Pure functions."""

from __future__ import annotations

import re
from typing import Final

from loket.answers import cues
from loket.answers.answer import Answer, TextBlock
from loket.answers.aspects import FALLBACK, INFO
from loket.answers.heard import Context
from loket.answers.texts import facts as texts
from loket.answers.texts import talk
from loket.unanswered.models import Reason

# Below this an "out_of_scope" may as well be a question of ours in words that nobody taught.
SURE_OUT_OF_SCOPE: Final = 0.7
_MAX_CORRECTION_WORDS: Final = 12
_CORRECTS: Final = re.compile(
    r"^\W*(?:bukan|bkn|dudu|sanes|salah\W*$|salah\s+(?:bot|min|kak|jawab\w*|paham|tangkap|maksud)\b|ngawur|ngaco)"
    r"|\b(?:bukan|bkn)\s+(?:itu|ini|gitu|begitu|yang\s+itu|yg\s+itu|soal\s+itu)\b"
    r"|\bmaksud\s*(?:ku|nya|e|ne|\s(?:saya|sy|aku|ak|gue|gw))\b"
    r"|\b(?:ga|gak|g|nggak|ngga|enggak|tidak|tdk|ndak|ora|kurang)\s+(?:nyambung|membantu|mbantu|bantu|paham|ngerti\s+"
    r"maksud\w*|sesuai\s+pertanyaan|menjawab|jawab|guna)\b"
    r"|\bjawab(?:an)?(?:nya|mu)?\s+(?:kok\s+)?(?:salah|ngaco|ngawur|aneh|beda|melenceng|keliru|ga\s|gak\s|tidak\s)"
    r"|\b(?:kok|koq|malah)\s+(?:malah\s+)?(?:jawab|dijawab|ngasih|dikasih)\b"
    r"|\bbot(?:nya)?\s+(?:bodoh|bego|tolol|goblok|dodol|oon|payah|error|ngaco|ga\s+guna|gak\s+guna)\b",
    re.IGNORECASE,
)


def reason_of(answer: Answer, after: Context, aspect: str, confidence: float) -> Reason | None:
    """Why this turn should be looked at, None where it went well.

    ``after``: the conversation after it; ``aspect``, ``confidence``: what the classifier said.
    """
    read = answer.reading.aspect if answer.reading else aspect
    if read == FALLBACK:
        return Reason.FALLBACK
    if read == "out_of_scope":
        return Reason.OUT_OF_SCOPE if confidence < SURE_OUT_OF_SCOPE else None
    if any(isinstance(block, TextBlock) and block.text == texts.UNKNOWN for block in answer.blocks):
        return Reason.NOT_KNOWN
    if answer.kind == "ask" and (answer.title == talk.FALLBACK_TITLE or _asks_meaning(answer, after)):
        return Reason.ASKED_BACK
    return None


def _asks_meaning(answer: Answer, after: Context) -> bool:
    """A region that was left out is asked for, too; that is no misunderstanding."""
    waiting = after.pending
    return waiting is not None and (bool(waiting.choices) or (waiting.needs == "service" and waiting.aspect in INFO))


def is_correction(text: str) -> bool:
    """Whether the citizen says that the last answer was beside the point."""
    return len(cues.words(text)) <= _MAX_CORRECTION_WORDS and _CORRECTS.search(text) is not None
