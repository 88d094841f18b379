"""A citizen says that an answer is wrong: which part, stored, and their own words if they like."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions import sessions
from actions.learning import is_measured
from loket.answers import reporting
from loket.answers.answer import Answer, Reading
from loket.answers.crisis import danger_in
from loket.database import utc_now
from loket.info_reports.errors import AnswerGone, TooManyReports
from loket.info_reports.models import Part
from loket.info_reports.operations import Told, add_note, keep
from loket.info_reports.reported import About, Standing
from loket.info_reports.standing import standing_of
from loket.regions.names import display_name

SLOT = "report"


class ActionReportInfo(Action):  # type: ignore[misc]  # rasa-sdk ships no types
    """What the button "Info salah?" and those after it do. Safe to run twice for one message."""

    def name(self) -> str:
        """The action's name in the domain."""
        return "action_report_info"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask what is wrong, keep it, or ask for words; the slot holds what the next message needs."""
        given = _entities(tracker)
        report_id = given.get("report")
        if given.get("part") == reporting.CANCEL:
            answer, slot = reporting.cancelled(has_report=report_id is not None), None
        elif isinstance(report_id, int):
            answer, slot = reporting.ask_note(report_id), {"waits": report_id}
        else:
            answer, slot = await _about_an_answer(tracker, given)
        dispatcher.utter_message(json_message=answer.model_dump(mode="json"))
        return [SlotSet(SLOT, slot)]


async def take_note(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType] | None:
    """Keep a typed message with the report that waits for it; None where none waits, or somebody is in danger."""
    slot = tracker.slots.get(SLOT)
    waits = slot.get("waits") if isinstance(slot, Mapping) else None
    text = str(tracker.latest_message.get("text") or "")
    if not isinstance(waits, int) or text.startswith("/") or danger_in(text):
        return None
    is_kept = True
    if not is_measured(tracker):
        is_kept = await sessions.write(partial(add_note, pseudonym=tracker.sender_id, report_id=waits, text=text))
    dispatcher.utter_message(json_message=reporting.noted(is_kept=is_kept).model_dump(mode="json"))
    return [SlotSet(SLOT, None)]


async def _about_an_answer(tracker: Tracker, given: Mapping[str, Any]) -> tuple[Answer, dict[str, Any] | None]:
    slugs = [str(given[name]) if name in given else None for name in ("service", "region", "office")]
    about = About(str(given.get("about") or ""), *slugs)
    try:
        standing = await sessions.read(partial(standing_of, about=about, now=utc_now()))
    except AnswerGone:
        return reporting.gone(), None
    reading = Reading(aspect=reporting.INTENT, service=about.service, region=about.region)
    region = display_name(standing.region) if standing.region else ""
    if given.get("part") not in set(Part):
        named = reporting.subject(about.aspect, standing.service.short_name if standing.service else "", region)
        entities = {name: value for name, value in vars(about).items() if value is not None}
        entities["about"] = entities.pop("aspect")
        return reporting.ask_part(reading, entities, named), _pressed(tracker)
    if is_measured(tracker):
        return reporting.thank(reading, 0, region), None
    told = _told(tracker, about, Part(given["part"]))

    def work(session: Session, told: Told = told, standing: Standing = standing) -> int:
        return keep(session, told, standing)

    try:
        return reporting.thank(reading, await sessions.write(work), region), _seen(tracker)
    except TooManyReports as error:
        return reporting.enough(error.count), None


def _told(tracker: Tracker, about: About, part: Part) -> Told:
    metadata, seen = _metadata(tracker), _seen(tracker) or {}
    return Told(
        message_id=str(metadata.get("message_id") or tracker.latest_message.get("message_id") or ""),
        pseudonym=tracker.sender_id,
        bot=str(metadata.get("bot") or ""),
        day=utc_now().date(),
        part=part,
        about=about,
        home=metadata.get("region") or None,
        answer=str(seen.get("answer") or ""),
        question=str(seen.get("question") or ""),
    )


def _seen(tracker: Tracker) -> dict[str, Any] | None:
    """What the citizen saw, kept between the taps: several parts of one answer may be wrong."""
    slot = tracker.slots.get(SLOT)
    return dict(slot) if isinstance(slot, Mapping) and "answer" in slot else None


def _pressed(tracker: Tracker) -> dict[str, str] | None:
    """The message under which the button stood, and what it answered, where the channel told."""
    given = _metadata(tracker).get("pressed")
    return {name: str(given.get(name) or "") for name in ("answer", "question")} if isinstance(given, Mapping) else None


def _metadata(tracker: Tracker) -> Mapping[str, Any]:
    given = tracker.latest_message.get("metadata")
    return given if isinstance(given, Mapping) else {}


def _entities(tracker: Tracker) -> dict[str, Any]:
    given = tracker.latest_message.get("entities") or ()
    found = {one["entity"]: one.get("value") for one in given if isinstance(one, Mapping) and "entity" in one}
    return {name: value for name, value in found.items() if isinstance(value, str | int)}
