"""Note today's readiness of all regions, in a process of its own: with 30,000 services it takes minutes and memory
that a server does not have.

The database is the one of the settings; nothing is printed. It gives way to everything else on the machine.
"""

from __future__ import annotations

import os

from loket.figures.snapshots import note_today
from loket.settings import get_settings

LOWEST_PRIORITY = 19


def main() -> None:
    """Compute, write once, end."""
    os.nice(LOWEST_PRIORITY)
    note_today(get_settings().resolved_database_url)


if __name__ == "__main__":
    main()
