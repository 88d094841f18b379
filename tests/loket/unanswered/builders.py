"""Messages and reports that fill what a test does not speak of."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from loket.info_reports.models import InfoReport, Part
from loket.unanswered.models import Reason, UnansweredMessage
from tests.loket.builders import CHECKED, add

TODAY = date(2026, 11, 24)
_numbers = itertools.count(1)


def make_message(session: Session, text: str = "brp duit ktp", **values: Any) -> UnansweredMessage:
    """A message nobody has dealt with; ``group_id`` None = not grouped yet."""
    given = {
        "message_id": f"utama:{next(_numbers)}", "pseudonym": "a" * 64, "bot": "utama", "day": TODAY,
        "reason": Reason.FALLBACK, "text": text, "aspect": "cost", "confidence": 0.3, "offered": [],
    }  # fmt: skip
    return add(session, UnansweredMessage(**(given | values)))


def make_report(session: Session, **values: Any) -> InfoReport:
    """A report that waits, of the price of a service."""
    given = {
        "message_id": f"utama:{next(_numbers)}", "pseudonym": "a" * 64, "bot": "utama", "day": TODAY,
        "part": Part.COST, "question": "brp duit skck", "aspect": "cost", "service": "skck",
        "answer": "Biaya SKCK\n\nGratis",
        "source": "Peraturan uji", "verified_at": CHECKED, "facts": {"standards": [], "offices": []},
    }  # fmt: skip
    return add(session, InfoReport(**(given | values)))
