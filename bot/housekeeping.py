"""Forgets what is no longer needed: handled updates, sent answers, old buttons, what was not understood, reports.

Notes once a day how ready each region is. Offers new services whose day has come, and sees to it that the lexicon
holds whatever was committed, by whomever.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta

import structlog

from bot.store import Store
from loket.database import utc_now
from loket.delivery.operations import delete_handled, delete_old_tokens
from loket.figures.snapshots import is_noted
from loket.info_reports.operations import forget_old as forget_old_reports
from loket.lexicon.change_log import forget_changes
from loket.lexicon.operations import is_current
from loket.services.operations import today_in
from loket.settings import PROJECT_ROOT, Settings
from loket.standards.scheduling import offer_due
from loket.unanswered.operations import forget_old as forget_old_unanswered

logger = structlog.get_logger()

EVERY_SECONDS = 900
AT_ONCE = 200  # rows a commit, so that no message waits long for the database


async def keep_house(store: Store, settings: Settings) -> None:
    """Tidy up now and then, until cancelled."""
    while True:
        try:
            await tidy_up(store, settings)
            await offer_what_is_due(store, settings)
            await store.empty_log()
            await note_readiness(store, settings)
        except Exception:
            logger.exception("tidying up failed")
        await asyncio.sleep(EVERY_SECONDS)


async def offer_what_is_due(store: Store, settings: Settings) -> int:
    """Offer the new services published for a day that has come, names and all; returns how many.

    Names that any process committed and was killed before writing them into the lexicon are written, too.
    """
    count = await store.write(offer_due)
    if count:
        logger.info("services offered as scheduled", count=count)
    await write_lexicon(store, settings)
    return count


async def write_lexicon(store: Store, settings: Settings) -> None:
    """Write what the lexicon lacks, in a process of its own: with 30,000 services this one would keep their memory."""
    if await store.read(lambda session: is_current(session, settings.home / "lexicon.json")):
        return
    if status := await _run("loket.lexicon", settings):
        logger.error("lexicon not written", status=status)


async def note_readiness(store: Store, settings: Settings) -> None:
    """Note today's readiness, once: reads every standard, so in a process of its own that no message waits for."""
    if await store.read(lambda session: is_noted(session, today_in(None))):
        return
    if status := await _run("loket.figures", settings):
        logger.error("readiness not noted", status=status)


async def _run(module: str, settings: Settings) -> int:
    """Run a module of ours to its end; returns its status. It ends with us."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, cwd=PROJECT_ROOT, env=_environment(settings)
    )
    try:
        return await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise


def _environment(settings: Settings) -> dict[str, str]:
    own = {"LOKET_HOME": str(settings.home), "LOKET_DATABASE_URL": settings.resolved_database_url}
    return {**os.environ, **own}


async def tidy_up(store: Store, settings: Settings) -> int:
    """Forget what is older than the settings allow; returns how many updates are gone."""
    now = utc_now()
    handled_before = now - timedelta(hours=settings.delivery_hours)
    buttons_before = now - timedelta(days=settings.button_days)
    await store.write(lambda session: delete_old_tokens(session, buttons_before))
    unanswered_before = (now - timedelta(days=settings.unanswered_days)).date()
    while await store.write(lambda session: forget_old_unanswered(session, unanswered_before, AT_ONCE)) == AT_ONCE:
        continue
    while await store.write(lambda session: forget_old_reports(session, unanswered_before, AT_ONCE)) == AT_ONCE:
        continue
    while await store.write(lambda session: forget_changes(session, AT_ONCE)) == AT_ONCE:
        continue
    gone = 0
    while True:
        count = await store.write(lambda session: delete_handled(session, handled_before, AT_ONCE))
        gone += count
        if count < AT_ONCE:
            break
    if gone:
        logger.info("forgot handled updates", count=gone)
    return gone
