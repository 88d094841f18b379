"""answerCallbackQuery: what the citizen sees after pressing a button."""

import time

from simulator.bot_api.call import Call
from simulator.bot_api.errors import bad_request
from simulator.store import to_json

# Telegram forgets a query after some minutes; a second answer is refused in the same words.
_TOO_OLD_SECONDS = 900
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def answer_callback_query(call: Call) -> bool:
    """Store the answer (``text``, ``show_alert``, ``url``) and show it in the chat."""
    store = call.world.store
    query_id, text = call.text("callback_query_id"), call.text("text")
    row = store.one("SELECT * FROM callback_queries WHERE id = ? AND bot_id = ?", query_id, call.bot.id)
    if row is None or time.time() - row["asked"] > _TOO_OLD_SECONDS:
        raise bad_request(_TOO_OLD)
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text, "show_alert": call.values.get("show_alert") is True, "url": call.text("url")}
    with store.transaction():
        store.run(
            "UPDATE callback_queries SET answer = ?, revision = ? WHERE id = ?",
            to_json(answer),
            store.next("revision"),
            query_id,
        )
    call.world.bells.ring(f"chat {call.bot.id} {row['chat_id']}")
    return True


METHODS = {"answerCallbackQuery": answer_callback_query}
