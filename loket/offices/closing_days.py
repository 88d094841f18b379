"""Days on which an office is closed whatever its hours say: own closures, national holidays, those of its region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from loket.offices.models import Office
from loket.regions.models import LocalHoliday, Region
from loket.regions.names import display_name

TEMPORARILY = "Tutup sementara"


@dataclass(frozen=True)
class Holiday:
    """One day off. ``place``: the region that has it, empty for a national one."""

    day: date
    name: str
    place: str = ""


def closed_reason(office: Office, day: date) -> str | None:
    """Why the office is closed on this day whatever its hours say, in Indonesian; None where it is not.

    An office's own closure goes before everything; a holiday on which it opens all the same is none for it.
    """
    closure = closure_reason(office, day)
    if closure is not None or office.open_on_holidays or any(one.day == day for one in office.open_days):
        return closure
    return national_holidays(day.year).get(day) or _local_name(office.region, day)


def closure_reason(office: Office, day: date) -> str | None:
    """Why the office itself is closed on this day; None where it is not."""
    for closure in office.closures:
        if closure.first_day <= day <= closure.last_day:
            return closure.reason or TEMPORARILY
    return None


@lru_cache(maxsize=8)
def national_holidays(year: int) -> Mapping[date, str]:
    """National holidays and cuti bersama of the year, with Indonesian names."""
    import holidays  # the calendars of all the world: 0.4 s that no start should wait for

    return dict(holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id"))


def holidays_between(region: Region, first: date, last: date) -> list[Holiday]:
    """Every national and local holiday from ``first`` to ``last``, by day; where both fall on one, both."""
    found = [
        Holiday(day, name)
        for year in range(first.year, last.year + 1)
        for day, name in national_holidays(year).items()
        if first <= day <= last
    ]
    found += [one for row in region.local_holidays for one in _days(row) if first <= one.day <= last]
    return sorted(found, key=lambda one: (one.day, one.place, one.name))


def _days(row: LocalHoliday) -> Iterator[Holiday]:
    for step in range((row.last_day - row.first_day).days + 1):
        yield Holiday(row.first_day + timedelta(days=step), row.name, display_name(row.region))


def _local_name(region: Region, day: date) -> str | None:
    return next((row.name for row in region.local_holidays if row.first_day <= day <= row.last_day), None)
