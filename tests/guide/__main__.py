"""``make panduan-gambar``: walk the guide in a fresh Loket and keep its pictures."""

from __future__ import annotations

import tempfile
from pathlib import Path

from loket.cli.output import console
from tests.guide import ten_minutes, tour
from tests.guide.studio import PICTURES, studio


def main() -> None:
    """Take every picture anew."""
    with tempfile.TemporaryDirectory() as home, studio(Path(home)) as running:
        page = ten_minutes.come_in(running)
        ten_minutes.change_one_thing(page)
        ten_minutes.review_and_publish(page)
        chat = ten_minutes.ask_as_a_citizen(running)
        tour.show_the_rest(page)
        tour.show_a_question(page, chat)
        tour.show_an_office(page)
    taken = sorted(PICTURES.glob("*.png"))
    size = sum(one.stat().st_size for one in taken) / 1000
    console.print(f"{len(taken)} gambar, {size:.0f} kB: {PICTURES}")


if __name__ == "__main__":
    main()
