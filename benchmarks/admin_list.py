"""How long the list pages of the admin site take with 50,000 standards.

make bench BENCH="admin_list [--standards 50000]"
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks.admin_site import Administrator, add_services, sessions
from benchmarks.figures import percentile, print_table, resident_mb, write_result
from loket.database import utc_now
from loket.regions.models import Region
from loket.services.models import Component, Standard, StandardComponent, StandardState
from loket.stack.setup import prepare
from loket.stack.stack import Stack, side_by_side

ROUNDS = 15
PAGES = {
    "first page": "/admin",
    "all": "/admin/standar?wilayah=semua",
    "page 800": "/admin/standar?wilayah=semua&hal=800",
    "search": "/admin/standar?wilayah=semua&q=Layanan+ba",
    "search region": "/admin/standar?wilayah=semua&q=sleman",
    "in review": "/admin/standar?wilayah=semua&status=in_review",
    "stale": "/admin/standar?wilayah=semua&umur=stale",
    "fresh, by region": "/admin/standar?wilayah=semua&umur=fresh&tingkat=daerah",
    "one region": "/admin/standar?wilayah=kab_sleman",
    "one region, stale": "/admin/standar?wilayah=kab_sleman&umur=stale",
}


def add_standards(session: Session, service_ids: list[int], count: int) -> None:
    """Standards of every region in turn, with six components each, checked at some day of the last two years."""
    chance = random.Random(11)  # noqa: S311
    regions = session.scalars(select(Region.id).where(Region.parent_id.is_not(None))).all()
    pairs = itertools.islice(itertools.product(service_ids, regions), count)
    rows: list[dict[str, Any]] = []
    for service_id, region_id in pairs:
        checked = date.today() - timedelta(days=chance.randrange(730))
        state = StandardState.IN_REVIEW if chance.random() < 0.02 else StandardState.PUBLISHED
        rows.append(
            {
                "service_id": service_id, "region_id": region_id, "version": 1, "state": state, "author": "Ukur",
                "reviewer": "Ukur", "editor": "Ukur", "lock_version": 1, "oldest_verified_at": checked,
                "created_at": utc_now(), "published_at": utc_now(),
            }
        )  # fmt: skip
    session.execute(insert(Standard), rows)
    made = session.execute(select(Standard.id, Standard.oldest_verified_at).where(Standard.author == "Ukur")).all()
    names = (Component.REQUIREMENTS, Component.PROCEDURE, Component.COST, Component.DURATION, Component.PRODUCT,
             Component.COMPLAINTS)  # fmt: skip
    for start in range(0, len(made), 10_000):
        session.execute(
            insert(StandardComponent),
            [
                {
                    "standard_id": one, "component": name, "content": {"text": "isi"}, "source": "Perda",
                    "source_pages": [], "verified_at": checked, "confidence": "high",
                }
                for one, checked in made[start : start + 10_000]
                for name in names
            ],
        )  # fmt: skip


def main() -> None:
    """Measure each page, print, write results/admin_list.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--standards", type=int, default=50_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = side_by_side(Path(scratch) / "loket", web_per_minute=100_000)
        prepare(settings)
        with sessions(settings).begin() as session:
            services = add_services(session, -(-options.standards // 500))
            add_standards(session, services, options.standards)
        with Stack(settings, only=("web",)) as stack:
            admin = Administrator(settings, stack.web_url)
            rows = []
            for name, path in PAGES.items():
                admin.get(path)
                taken = []
                for _ in range(ROUNDS):
                    began = time.perf_counter()
                    admin.get(path)
                    taken.append((time.perf_counter() - began) * 1000)
                rows.append({"page": name, "p50_ms": percentile(taken, 50), "p95_ms": percentile(taken, 95)})
            memory = round(resident_mb(stack.pid_of("web")), 1)
    print_table(f"list pages with {options.standards} standards (ms)", rows)
    print(f"web process: {memory} MB")
    print(write_result("admin_list", {"standards": options.standards, "rows": rows, "web_memory_mb": memory}))


if __name__ == "__main__":
    main()
