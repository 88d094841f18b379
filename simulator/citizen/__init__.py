"""The citizen's side: JSON to write to the bot, to read its messages, and to make Telegram misbehave."""
