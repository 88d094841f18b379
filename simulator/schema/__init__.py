"""The Bot API's published schema: ``bot_api.json`` (condensed from aiogram, MIT) and checks against it."""
