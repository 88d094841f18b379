"""getUpdates, with Telegram's offsets, long polling and conflicts."""

from typing import Any

from simulator.bot_api.call import Call
from simulator.bot_api.errors import ApiError
from simulator.bots import find_bot, mark_seen, save_delivery
from simulator.updates import bell_of, confirm_before, waiting

_LONGEST_POLL = 50
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


async def get_updates(call: Call) -> list[dict[str, Any]]:
    """Confirm what lies before the offset and return what waits, holding the call until something does.

    As at Telegram a second call ends the first with 409, and an active webhook forbids both.
    """
    world, bot = call.world, call.bot
    if bot.webhook:
        raise ApiError(409, _WEBHOOK_ACTIVE)
    _take_settings(call)
    limit = min(max(call.whole("limit", 100), 1), 100)
    seconds = min(max(call.whole("timeout", 0), 0), _LONGEST_POLL)
    confirm_before(world.store, bot.id, call.whole("offset", 0))
    turn = world.polls[bot.id] = world.polls.get(bot.id, 0) + 1
    world.bells.ring(bell_of(bot.id))

    def look() -> list[dict[str, Any]] | str:
        return "conflict" if world.polls[bot.id] != turn else waiting(world.store, bot.id, limit)

    found = await world.bells.until(look, seconds, bell_of(bot.id))
    if isinstance(found, str):
        raise ApiError(409, _OTHER_POLL if world.polls[bot.id] > 0 else _WEBHOOK_ACTIVE)
    return found


def _take_settings(call: Call) -> None:
    newest = find_bot(call.world.store, None)
    # Several bots that poll must not take turns at being the one that citizens write to.
    if newest is None or not call.world.is_connected(newest.id):
        mark_seen(call.world.store, call.bot)
    allowed = call.values.get("allowed_updates")
    if isinstance(allowed, list) and (allowed or None) != call.bot.allowed_updates:
        call.bot.allowed_updates = [str(kind) for kind in allowed] or None
        save_delivery(call.world.store, call.bot)


METHODS = {"getUpdates": get_updates}
