"""Handlers: translate between Telegram and the engine, nothing more. Silence is never an answer, but for a flood."""
