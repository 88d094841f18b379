"""From answers to calls of the Bot API: valid HTML within Telegram's limits, nothing of the content lost."""
