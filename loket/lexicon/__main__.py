"""Publish the lexicon of LOKET_HOME, in a process of its own: reading all services takes memory that a process which
answers citizens would keep.

Exits with 1 where the file cannot be written; nothing is printed but that.
"""

from __future__ import annotations

import sys

from loket.database import make_engine, make_session_factory
from loket.lexicon.operations import publish_lexicon
from loket.settings import get_settings


def main() -> int:
    """Write what is missing in it."""
    settings = get_settings()
    engine = make_engine(settings.resolved_database_url)
    try:
        with make_session_factory(engine)() as session:
            publish_lexicon(session, settings.home / "lexicon.json")
    except OSError as error:
        sys.stderr.write(f"lexicon could not be written: {error}\n")
        return 1
    finally:
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
