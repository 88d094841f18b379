"""How a turn ended, as the figures count it. Pure functions."""

from __future__ import annotations

import enum
import re
from typing import Final

from loket.answers.answer import Answer, TextBlock
from loket.answers.aspects import COMING, INFO, SOCIAL
from loket.answers.heard import Context
from loket.answers.texts import facts as texts
from loket.answers.texts import talk
from loket.unanswered.models import Reason
from loket.unanswered.signs import reason_of


class Result(enum.StrEnum):
    """The one end of a message; each message has exactly one."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"  # the service, the region or the meaning was asked for first
    NOT_KNOWN = "not_known"  # understood, but nothing is published
    NOT_UNDERSTOOD = "not_understood"
    EMERGENCY = "emergency"
    COMING = "coming"  # asked for what Loket does not do yet
    OUT_OF_SCOPE = "out_of_scope"
    PAUSED = "paused"  # an operator has stopped the region
    TALK = "talk"  # greetings, thanks, questions about the bot, choosing a region


class Signal(enum.StrEnum):
    """What a message says of the answer before it; counted beside its result."""

    THANKED = "thanked"
    CORRECTED = "corrected"


# Talk is no question, the rest is.
QUESTIONS: Final = tuple(one for one in Result if one is not Result.TALK)
# What Loket could have answered: the share that was answered is taken of these.
WITHIN_REACH: Final = (Result.ANSWERED, Result.ASKED_BACK, Result.NOT_KNOWN, Result.NOT_UNDERSTOOD)
_TALK: Final = frozenset((*SOCIAL, "start_chat", "change_region", "share_location"))
_NOT_KNOWN: Final = tuple(
    re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(text)), re.DOTALL | re.IGNORECASE)
    for text in (texts.UNKNOWN, texts.HOURS_ALL_UNKNOWN, texts.NO_OFFICE, texts.NO_SUCH_OFFICE)
)


def result_of(answer: Answer, after: Context, aspect: str, confidence: float) -> Result:
    """How the turn ended. ``after``: the conversation after it; ``aspect``, ``confidence``: the classifier's word."""
    read = answer.reading.aspect if answer.reading else aspect
    if read == "emergency":
        return Result.EMERGENCY
    if reason_of(answer, after, aspect, confidence) is Reason.FALLBACK:
        return Result.NOT_UNDERSTOOD
    if read == "out_of_scope":
        return Result.OUT_OF_SCOPE
    if read in _TALK:
        return Result.TALK
    if _says(answer, talk.PAUSED):
        return Result.PAUSED
    if read in COMING:
        return Result.COMING
    if _is_not_known(answer) or (answer.kind == "notice" and read in INFO):
        return Result.NOT_KNOWN
    return Result.ASKED_BACK if answer.kind == "ask" else Result.ANSWERED


def _is_not_known(answer: Answer) -> bool:
    said = [block.text for block in answer.blocks if isinstance(block, TextBlock)]
    return any(pattern.fullmatch(text) for text in said for pattern in _NOT_KNOWN)


def _says(answer: Answer, text: str) -> bool:
    return any(isinstance(block, TextBlock) and block.text == text for block in answer.blocks)
