""" "Info salah?" under an answer from published facts, and what is said on the way to a report. Pure functions."""

from __future__ import annotations

from typing import Final

from loket.answers import formats
from loket.answers.answer import Answer, Block, Button, NoteBlock, Reading, TextBlock
from loket.answers.aspects import INFO
from loket.answers.buttons import MAX_BUTTONS, aspect_button, button, payload, rows
from loket.answers.facts import Question
from loket.answers.texts import facts, labels
from loket.answers.texts import reports as texts

INTENT: Final = "report_info"
CANCEL: Final = "cancel"


def with_report_button(answer: Answer, question: Question) -> Answer:
    """The answer with a way to say that it is wrong, where it tells published facts.

    The button takes the place of the least likely next question: a small screen shows no more buttons than before.
    """
    reading = question.reading
    if not _tells_facts(answer) or reading.aspect not in INFO or not (reading.service or question.office):
        return answer
    region = question.place.slug if question.place else reading.region
    report = button(
        texts.BUTTON, INTENT, about=reading.aspect, service=reading.service, region=region,
        office=None if reading.service else question.office,
    )  # fmt: skip
    flat = [one for row in answer.buttons for one in row]
    closing = [one for one in flat if one.payload.startswith("/change_region")]
    others = [one for one in flat if one not in closing]
    room = MAX_BUTTONS - len(closing) - 1
    return answer.model_copy(update={"buttons": rows([*others[:room], *closing, report])})


def _tells_facts(answer: Answer) -> bool:
    is_unknown = any(isinstance(block, TextBlock) and block.text == facts.UNKNOWN for block in answer.blocks)
    return answer.kind == "answer" and bool(answer.source) and not is_unknown


def subject(aspect: str, service: str, region: str) -> str:
    """What the answer was about, e.g. "Biaya SKCK, Kabupaten Sleman"; "" where it is not known."""
    if not service or aspect not in labels.TITLES:
        return ""
    name = service if aspect == "overview" else formats.lead(service)
    title = labels.TITLES[aspect].format(service=name)
    return facts.TITLE_IN_REGION.format(title=title, region=region) if region else title


def ask_part(reading: Reading, about: dict[str, str], named: str) -> Answer:
    """What is wrong? ``about``: the entities of the tapped button."""
    buttons = [Button(title=title, payload=payload(INTENT, **about, part=part)) for part, title in texts.PARTS.items()]
    cancel = Button(title=texts.CANCEL, payload=payload(INTENT, part=CANCEL))
    text = texts.ASK.format(subject=named) if named else texts.ASK_ANY
    return _say(texts.ASK_TITLE, [TextBlock(text=text)], reading, [*buttons, cancel], kind="ask")


def thank(reading: Reading, report_id: int, region: str) -> Answer:
    """It is stored; what happens next, and how to add words. ``region``: whose officials get it, "" for none."""
    who = texts.WHO.format(region=region) if region else texts.WHO_ELSE
    note = Button(title=texts.ADD_NOTE, payload=payload(INTENT, report=report_id))
    blocks: list[Block] = [TextBlock(text=texts.THANKS.format(who=who)), NoteBlock(text=texts.SURE)]
    return _say(texts.THANKS_TITLE, blocks, reading, [note, aspect_button("human")])


def ask_note(report_id: int) -> Answer:
    """The citizen's own words, in one message."""
    cancel = Button(title=texts.CANCEL, payload=payload(INTENT, report=report_id, part=CANCEL))
    return _say(texts.NOTE_TITLE, [TextBlock(text=texts.NOTE)], Reading(aspect=INTENT), [cancel], kind="ask")


def noted(*, is_kept: bool) -> Answer:
    """The words are kept with the report, or the report is gone."""
    if not is_kept:
        return _say("", [TextBlock(text=texts.NOT_NOTED)], Reading(aspect=INTENT), [])
    return _say(texts.NOTED_TITLE, [TextBlock(text=texts.NOTED)], Reading(aspect=INTENT), [])


def cancelled(*, has_report: bool) -> Answer:
    """They thought better of it."""
    text = texts.WITHOUT_NOTE if has_report else texts.CANCELLED
    return _say("", [TextBlock(text=text)], Reading(aspect=INTENT), [])


def enough(count: int) -> Answer:
    """The day's limit is reached."""
    text = TextBlock(text=texts.ENOUGH.format(count=count))
    return _say(texts.ENOUGH_TITLE, [text], Reading(aspect=INTENT), [aspect_button("human")])


def gone() -> Answer:
    """The answer cannot be found again."""
    return _say("", [TextBlock(text=texts.GONE)], Reading(aspect=INTENT), [aspect_button("list_services")])


def _say(title: str, blocks: list[Block], reading: Reading, buttons: list[Button], *, kind: str = "notice") -> Answer:
    return Answer.model_validate(
        {"kind": kind, "title": title, "blocks": blocks, "buttons": rows(buttons), "reading": reading}
    )
