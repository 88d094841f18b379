"""Group what is not grouped yet, in a process of its own: it needs memory and seconds that a server does not have.

The database is the one of the settings; nothing is printed. The transactions are short: nobody waits for it.
"""

from __future__ import annotations

from loket.database import make_engine, make_session_factory, make_write_session_factory
from loket.settings import get_settings
from loket.unanswered.grouping import new_labels, store_labels

AT_ONCE = 1000


def main() -> None:
    """Read, compute without a transaction, write in pieces."""
    engine = make_engine(get_settings().resolved_database_url)
    with make_session_factory(engine)() as session:
        labels = list(new_labels(session).items())
    writers = make_write_session_factory(engine)
    for start in range(0, len(labels), AT_ONCE):
        with writers.begin() as session:
            store_labels(session, dict(labels[start : start + AT_ONCE]))
    engine.dispose()


if __name__ == "__main__":
    main()
