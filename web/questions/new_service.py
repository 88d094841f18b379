"""From a group of questions to the form for a new service, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may_somewhere
from loket.services.models import Service
from loket.unanswered.decisions import Target, note_new_service
from loket.unanswered.errors import DecisionRefused, GroupNotFound
from loket.unanswered.listing import OneGroup, one_group
from loket.unanswered.suggesting import suggested_phrase
from web.questions.list_pages import id_of


def asked_group(session: Session, account: Account, given: str) -> OneGroup | None:
    """The group a form was opened from, None for none that this account sees."""
    number = id_of(given)
    if not number or not may_somewhere(account, Action.SEE_UNANSWERED):
        return None
    try:
        return one_group(session, account, number)
    except GroupNotFound:
        return None


def prefilled(group: OneGroup) -> dict[str, Any]:
    """What the form begins with: the question's own words as name and as a synonym."""
    phrase = suggested_phrase(group.speaker.text, group.speaker.region)
    region = group.speaker.region or group.speaker.home or ""
    name = phrase[:1].upper() + phrase[1:]
    return {"name": name, "short_name": name[:40], "wilayah": region, "phrase": phrase}


def close_group(session: Session, account: Account, given: str, newest: str, service: Service, origin: str) -> bool:
    """Note that the service was made for the group; returns whether its messages have left the list."""
    group = asked_group(session, account, given)
    if group is None or not may_somewhere(account, Action.LABEL_UNANSWERED):
        return False
    try:
        with session.begin_nested():
            note_new_service(session, account, Target(group.id, id_of(newest)), service, origin)
    except DecisionRefused:  # somebody was quicker; the service is made all the same
        return False
    return True
