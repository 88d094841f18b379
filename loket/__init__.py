"""The counter itself: regions, services, standards, offices, answers. Knows no Rasa, Telegram or HTTP."""
