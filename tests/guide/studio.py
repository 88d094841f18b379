"""A fresh Loket of its own, a browser in front of it, and a camera that writes small pictures without secrets."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from loket.accounts.models import Role
from loket.accounts.operations import invite
from loket.database import make_engine, make_session_factory
from loket.regions.operations import get_region
from loket.settings import PROJECT_ROOT, Settings
from loket.stack.setup import prepare
from loket.stack.stack import Stack, side_by_side

PICTURES = PROJECT_ROOT / "docs" / "images" / "panduan-admin"
DESK = (1120, 760)  # wide enough for the answer beside the form
PHONE = (390, 720)
WIDEST = 900  # pixels in the guide
COLOURS = 64
BLANK = "#c3ccd6"  # laid over secrets


@dataclass
class Studio:
    """The running site and the browser that looks at it."""

    settings: Settings
    chat_url: str
    browser: Browser

    def page(self, size: tuple[int, int] = DESK) -> Page:
        """A browser of its own, with nobody logged in."""
        width, height = size
        context = self.browser.new_context(
            base_url=self.settings.resolved_web_url, viewport={"width": width, "height": height}, locale="id-ID",
            timezone_id="Asia/Jakarta",
        )  # fmt: skip
        context.set_default_timeout(30_000)
        return context.new_page()

    def invitation(self, email: str, name: str, role: Role, region: str) -> str:
        """The address of an invitation, as ``loket account invite`` prints it."""
        engine = make_engine(self.settings.resolved_database_url).execution_options(loket_write=True)
        try:
            with make_session_factory(engine).begin() as session:
                _, token = invite(
                    session, "panduan", email=email, name=name, role=role, region=get_region(session, region),
                    partner=None, origin="panduan", hours=self.settings.invitation_hours,
                )  # fmt: skip
        finally:
            engine.dispose()
        return f"/admin/undangan/{token}"


@contextmanager
def studio(home: Path) -> Iterator[Studio]:
    """Set up Loket in ``home``, start it beside whatever else runs here, and stop it at the end."""
    settings = side_by_side(home, web_url="")
    prepare(settings)
    with Stack(settings) as stack, sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"], env={**os.environ, "LANGUAGE": "id"}
        )
        yield Studio(settings, str(stack.chat_url), browser)
        browser.close()


def shoot(
    page: Page, name: str, *, top: Locator | None = None, height: int = 0, secrets: list[Locator] | None = None
) -> None:
    """Keep the page as ``name``.png: from the element ``top`` on, ``height`` pixels high, ``secrets`` hidden."""
    size = page.viewport_size
    assert size is not None  # contexts here have one
    if height:
        page.set_viewport_size({"width": size["width"], "height": height})
    if top is not None:
        top.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 12)")
    taken = page.screenshot(mask=secrets or [], mask_color=BLANK, animations="disabled", caret="hide")
    page.set_viewport_size(size)
    save_small(taken, PICTURES / f"{name}.png")


def save_small(taken: bytes, path: Path) -> None:
    """Write a screenshot with a palette: pages have few colours, and the tree stays small."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    if picture.width > WIDEST:
        picture = picture.resize((WIDEST, picture.height * WIDEST // picture.width), Image.Resampling.LANCZOS)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
