"""The bot's side: ``/bot<token>/<method>`` as Telegram's Bot API answers it."""
