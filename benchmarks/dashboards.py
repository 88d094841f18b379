"""How long the dashboards take with a year of counters of 514 regions.

make bench BENCH="dashboards [--days 365] [--topics 20]"
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from benchmarks.admin_site import Administrator, sessions
from benchmarks.figures import percentile, print_table, resident_mb, write_result
from loket.answers.aspects import INFO
from loket.database import Base
from loket.figures.models import (
    DailyCount,
    HourlyCount,
    ProvinceDay,
    ProvinceHour,
    ProvinceTopic,
    ReadinessDay,
    TopicCount,
)
from loket.figures.results import Result, Signal
from loket.figures.snapshots import note_today, rows_of
from loket.regions.models import Region
from loket.services.models import Service
from loket.services.operations import today_in
from loket.stack.setup import prepare
from loket.stack.stack import Stack, side_by_side

ROUNDS = 15
WEEK = 7
REGION_MS, PROGRAMME_MS = 300, 500  # p95 wanted
PAGES = {
    "region, 7 days": "/admin/angka/kab_sleman?hari=7",
    "region, 30 days": "/admin/angka/kab_sleman",
    "region, a year": "/admin/angka/kab_sleman?hari=365",
    "large city, a year": "/admin/angka/kota_surabaya?hari=365",
    "province, a year": "/admin/angka/prov_jawa_timur?hari=365",
    "region, a year as XLSX": "/admin/angka/kab_sleman/unduh.xlsx?hari=365",
    "list of regions": "/admin/angka",
    "programme": "/admin/program",
    "programme, sorted and filtered": "/admin/program?gelombang=100&urut=terjawab&arah=turun",
    "programme as XLSX": "/admin/program/unduh.xlsx",
}
HOURS = [
    hour for hour, weight in enumerate((1,) * 6 + (2, 4, 8, 9, 8, 6, 5, 6, 6, 5, 4, 3, 3, 4, 4, 3, 2, 1)) if weight > 1
]
RESULTS = (*[Result.ANSWERED] * 12, *[Result.ASKED_BACK] * 3, *[Result.NOT_KNOWN] * 3, *[Result.NOT_UNDERSTOOD] * 2)


def fill(session: Session, regions: Sequence[Region], days: int, topics: int) -> int:
    """Made-up counters of the last ``days``: ``topics`` rows a region and day, more questions where more people live;
    returns how many rows there are. A week is made up, the earlier ones are its copies. Commits."""
    chance = random.Random(5)  # noqa: S311  the same ones every time
    combinations = [(service, aspect) for service in session.scalars(select(Service.slug)) for aspect in INFO]
    written = 0
    for region in regions:
        usual = chance.sample(combinations, topics * 3)
        for ago in range(min(WEEK, days)):
            written += _fill_day(session, region, ago, chance.sample(usual, topics), chance)
    session.commit()
    ids, today = [region.id for region in regions], today_in(None)
    for ago in range(WEEK, days):
        for model in (DailyCount, HourlyCount, TopicCount):
            written += _copy(session, model, ids, today - timedelta(days=ago % WEEK), today - timedelta(days=ago))
        session.commit()
    _fill_provinces(session)
    session.commit()
    return written


def _fill_provinces(session: Session) -> None:
    """What ``add_counts`` adds up beside the regions' counters."""
    for monthly, daily, key in (
        (ProvinceDay, DailyCount, ("kind",)),
        (ProvinceHour, HourlyCount, ("hour",)),
        (ProvinceTopic, TopicCount, ("service", "aspect", "result")),
    ):
        columns = [getattr(daily, name) for name in key]
        day = daily.day if monthly is ProvinceDay else func.date(daily.day, "start of month")
        place = func.coalesce(Region.parent_id, Region.id)
        rows = (
            select(place, day, *columns, func.sum(daily.count))
            .join(Region, Region.id == daily.region_id)
            .group_by(place, day, *columns)
        )
        names = ["province_id", "day" if monthly is ProvinceDay else "month", *key, "count"]
        session.execute(insert(monthly).from_select(names, rows))


def _fill_day(
    session: Session, region: Region, ago: int, topics: Sequence[tuple[str, str]], chance: random.Random
) -> int:
    busy = max(1, round((region.population or 100_000) / 400_000))
    key: dict[str, Any] = {"region_id": region.id, "day": today_in(None) - timedelta(days=ago)}
    ends = dict.fromkeys(Result, 0)
    asked = []
    for service, aspect in topics:
        result, count = chance.choice(RESULTS), chance.randint(1, 3 * busy)
        ends[result] += count
        asked.append(key | {"service": service, "aspect": aspect, "result": str(result), "count": count})
    kinds = {str(one): count for one, count in ends.items() if count}
    kinds |= {str(Signal.THANKED): busy, str(Signal.CORRECTED): chance.randint(1, 1 + busy), "talk": 3 * busy}
    session.execute(insert(DailyCount), [key | {"kind": kind, "count": count} for kind, count in kinds.items()])
    hours = [key | {"hour": hour, "count": chance.randint(1, 3 * busy)} for hour in HOURS]
    session.execute(insert(HourlyCount), hours)
    session.execute(insert(TopicCount), asked)
    return len(kinds) + len(hours) + len(asked)


def _copy(session: Session, model: type[Base], ids: Sequence[int], day: date, to: date) -> int:
    table = model.__table__
    columns = [literal(to) if column.name == "day" else column for column in table.c]
    source = select(*columns).where(table.c.region_id.in_(ids), table.c.day == day)
    done = session.execute(insert(model).from_select([column.name for column in table.c], source))
    return int(done.rowcount)  # type: ignore[attr-defined]


def fill_readiness(session: Session, days: int) -> None:
    """Notes of readiness of the last ``days`` before today: today's, a little lower or higher each day."""
    chance, today = random.Random(6), today_in(None)  # noqa: S311
    now = rows_of(session, today)
    slope = {row["region_id"]: chance.uniform(-0.1, 0.3) for row in now}

    def before(row: dict[str, Any], ago: int, day: date) -> dict[str, Any]:
        score = min(100.0, max(0.0, row["score"] - slope[row["region_id"]] * ago))
        return row | {"day": day, "score": score}

    for ago in range(1, days):
        session.execute(insert(ReadinessDay), [before(row, ago, today - timedelta(days=ago)) for row in now])


def main() -> None:
    """Fill, measure each page, print, write results/dashboards.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--topics", type=int, default=20, help="rows of topics a region and day")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        settings = side_by_side(Path(scratch) / "loket", web_per_minute=100_000)
        prepare(settings)
        with sessions(settings)() as session:
            regions = session.scalars(select(Region).where(Region.parent_id.is_not(None))).all()
            written = fill(session, regions, options.days, options.topics)
            fill_readiness(session, options.days)
            session.commit()
        began = time.perf_counter()
        note_today(settings.resolved_database_url)
        noting = round(time.perf_counter() - began, 2)
        with Stack(settings, only=("web",)) as stack:
            admin = Administrator(settings, stack.web_url)
            rows = [_measured(admin, name, path) for name, path in PAGES.items()]
            memory = round(resident_mb(stack.pid_of("web")), 1)
    print_table(f"dashboards with {written} counters (ms)", rows)
    print(f"readiness of all regions noted in {noting} s; web process: {memory} MB")
    figures = {"counters": written, "rows": rows, "noting_s": noting, "web_memory_mb": memory}
    print(write_result("dashboards", figures | {"wanted_p95_ms": {"region": REGION_MS, "programme": PROGRAMME_MS}}))


def _measured(admin: Administrator, name: str, path: str) -> dict[str, Any]:
    began = time.perf_counter()
    admin.client.get(path, follow_redirects=True).raise_for_status()
    first, taken = (time.perf_counter() - began) * 1000, []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        admin.client.get(path, follow_redirects=True).raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
    return {"page": name, "first_ms": round(first, 1), "p50_ms": percentile(taken, 50), "p95_ms": percentile(taken, 95)}


if __name__ == "__main__":
    main()
