"""The web room: landing page, health and metrics; the admin site and the open-data API grow here."""
