"""Text as Telegram treats it: HTML to entities, links and commands found in plain text, lengths in UTF-16 units."""
