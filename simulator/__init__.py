"""Telegram on localhost: the part of the Bot API that Loket uses, and a chat page. Knows nothing of Loket itself."""
