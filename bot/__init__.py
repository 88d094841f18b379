"""The Telegram connector: receives, asks the engine, renders, sends. Decides nothing about services."""
