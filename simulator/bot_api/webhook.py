"""setWebhook, deleteWebhook, getWebhookInfo."""

import re
from typing import Any
from urllib.parse import urlsplit

from simulator.bot_api.call import Call
from simulator.bot_api.errors import bad_request
from simulator.bots import mark_seen, save_delivery
from simulator.updates import WEBHOOKS, bell_of, count_waiting, forget_all

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


async def set_webhook(call: Call) -> bool:
    """Deliver to this address from now on; HTTPS as at Telegram, plain HTTP on loopback only."""
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        return await delete_webhook(call)
    _check_url(url)
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    allowed = call.values.get("allowed_updates")
    if isinstance(allowed, list):
        call.bot.allowed_updates = [str(kind) for kind in allowed] or None
    connections = min(max(call.whole("max_connections", 40), 1), 100)
    _apply(call, {"url": url, "secret_token": secret, "max_connections": connections})
    mark_seen(call.world.store, call.bot)
    return True


async def delete_webhook(call: Call) -> bool:
    """Back to getUpdates."""
    _apply(call, None)
    return True


async def get_webhook_info(call: Call) -> dict[str, Any]:
    """``WebhookInfo``: address, what waits, and the last error."""
    webhook = call.bot.webhook or {}
    info = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": count_waiting(call.world.store, call.bot.id),
    }
    for name in ("max_connections", "last_error_date", "last_error_message"):
        if name in webhook:
            info[name] = webhook[name]
    return {**info, **({"allowed_updates": call.bot.allowed_updates} if call.bot.allowed_updates else {})}


def _apply(call: Call, webhook: dict[str, Any] | None) -> None:
    world, bot = call.world, call.bot
    bot.webhook = webhook
    with world.store.transaction():
        save_delivery(world.store, bot)
        if call.values.get("drop_pending_updates") is True:
            forget_all(world.store, bot.id)
    if webhook:
        # A negative turn tells a waiting getUpdates that a webhook ended it.
        world.polls[bot.id] = -1
    else:
        world.polls.pop(bot.id, None)
    world.bells.ring(bell_of(bot.id), WEBHOOKS)


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise bad_request("bad webhook: invalid webhook URL specified") from error
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if parts.hostname in _LOOPBACK:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in (443, 80, 88, 8443):
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


METHODS = {"setWebhook": set_webhook, "deleteWebhook": delete_webhook, "getWebhookInfo": get_webhook_info}
