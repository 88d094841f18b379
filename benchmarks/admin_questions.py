"""How long the pages about citizens' questions take with 100,000 messages kept, a fifth of them dealt with.

make bench BENCH="admin_questions [--messages 100000]"
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.admin_site import SYLLABLES, Administrator, sessions
from benchmarks.figures import percentile, print_table, resident_mb, write_result
from loket.accounts.models import Account
from loket.database import utc_now
from loket.info_reports.models import InfoReport, Part
from loket.regions.models import Region
from loket.stack.setup import prepare
from loket.stack.stack import Stack, side_by_side
from loket.unanswered.models import Decision, DecisionKind, Reason, UnansweredMessage

ROUNDS = 15
DECISIONS = 2000
REPORTS = 20_000
PAGES = {
    "open": "/admin/pertanyaan",
    "page 300": "/admin/pertanyaan?hal=300",
    "one region": "/admin/pertanyaan?wilayah=kab_sleman",
    "one reason": "/admin/pertanyaan?alasan=not_known",
    "search": "/admin/pertanyaan?q=ba+bi",
    "largest group": "/admin/pertanyaan/2",
    "dealt with": "/admin/pertanyaan/ditangani",
    "reports": "/admin/laporan-info",
}


def add_messages(session: Session, account_id: int, count: int) -> None:
    """Messages of every region in turn, in groups of which few are large and most are small."""
    chance = random.Random(13)  # noqa: S311  the same ones every time
    slugs = session.scalars(select(Region.slug).where(Region.parent_id.is_not(None))).all()
    made = [
        {
            "group_id": number, "kind": DecisionKind.DISMISSED, "phrase": "", "weight": 1.0, "reason": "trial",
            "note": "", "messages": 10, "is_waiting": False, "account_id": account_id, "at": utc_now(),
        }
        for number in range(DECISIONS)
    ]  # fmt: skip
    session.execute(insert(Decision), made)
    decisions = session.scalars(select(Decision.id)).all()
    reasons = list(Reason)
    rows: list[dict[str, Any]] = []
    for number in range(count):
        words = " ".join("".join(chance.choices(SYLLABLES, k=2)) for _ in range(6))
        rows.append(
            {
                "message_id": f"ukur:{number}", "pseudonym": f"{number % 40_000:064d}", "bot": "utama",
                "day": date.today() - timedelta(days=chance.randrange(90)), "reason": chance.choice(reasons),
                "text": words, "aspect": "cost", "confidence": 0.4, "offered": [], "followed_by": "",
                "service": None, "region": chance.choice(slugs) if number % 3 else None,
                "home": chance.choice(slugs) if number % 5 else None,
                "group_id": 1 + int(chance.paretovariate(0.35)) % (count // 3),
                "decision_id": chance.choice(decisions) if number % 5 == 0 else None,
            }
        )  # fmt: skip
    for start in range(0, count, 10_000):
        session.execute(insert(UnansweredMessage), rows[start : start + 10_000])


def add_reports(session: Session, count: int) -> None:
    """Reports of every region in turn."""
    slugs = session.scalars(select(Region.slug).where(Region.parent_id.is_not(None))).all()
    rows = [
        {
            "message_id": f"lapor:{number}", "pseudonym": f"{number:064d}", "bot": "utama", "day": date.today(),
            "part": Part.COST, "note": "", "question": "berapa", "aspect": "cost", "service": "skck",
            "region": slugs[number % len(slugs)], "answer": "Gratis", "source": "Perda", "is_recomposed": False,
            "facts": {}, "verdict_note": "",
        }
        for number in range(count)
    ]  # fmt: skip
    for start in range(0, count, 10_000):
        session.execute(insert(InfoReport), rows[start : start + 10_000])


def main() -> None:
    """Measure each page for the programme and for one region, print, write results/admin_questions.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = side_by_side(Path(scratch) / "loket", web_per_minute=100_000)
        prepare(settings)
        with Stack(settings, only=("web",)) as stack:
            people = {
                "programme": Administrator(settings, stack.web_url),
                "kab_sleman": Administrator(settings, stack.web_url, "kab_sleman"),
            }
            with sessions(settings).begin() as session:
                account = session.scalars(select(Account)).first()
                if account is None:
                    raise RuntimeError("nobody to decide")
                add_messages(session, account.id, options.messages)
                add_reports(session, REPORTS)
            rows = [
                {"page": name, "who": who, **_measured(admin, path)}
                for who, admin in people.items()
                for name, path in PAGES.items()
            ]
            memory = round(resident_mb(stack.pid_of("web")), 1)
    print_table(f"pages with {options.messages} messages kept (ms)", rows)
    print(f"web process: {memory} MB")
    print(write_result("admin_questions", {"messages": options.messages, "rows": rows, "web_memory_mb": memory}))


def _measured(admin: Administrator, path: str) -> dict[str, float]:
    admin.get(path)
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        admin.get(path)
        taken.append((time.perf_counter() - began) * 1000)
    return {"p50_ms": percentile(taken, 50), "p95_ms": percentile(taken, 95)}


if __name__ == "__main__":
    main()
