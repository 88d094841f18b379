"""A region as an official types it into a form: from the list, by code, or by its name as people say it."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from loket.regions.models import Region
from loket.regions.operations import search_regions

SURE = 0.95  # an official name or a nickname; below are guesses at typos, and nothing is granted on a guess
MOST_SHOWN = 60


def chosen_region(session: Session, typed: str) -> tuple[Region | None, str]:
    """The region, else what to say: one that is not known, or a name that several regions share.

    On phones lists of suggestions do not always show: "sleman" is enough where only one region is called so.
    """
    typed = typed.strip()
    match = or_(Region.slug == typed, Region.code == typed, Region.name == typed)
    if typed and "\0" not in typed and (found := session.scalar(select(Region).where(match))):
        return found, ""
    meant = [one.region for one in search_regions(session, typed) if one.score >= SURE]
    if len(meant) == 1:
        return meant[0], ""
    if meant:
        names = " atau ".join(region.name for region in meant)
        return None, f"“{typed[:MOST_SHOWN]}” dipakai lebih dari satu wilayah. Tulis lengkap: {names}."
    return None, f"Wilayah “{typed[:MOST_SHOWN]}” tidak dikenal: pilih dari daftar yang muncul saat mengetik."
