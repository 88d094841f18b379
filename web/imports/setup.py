"""Gives the application its imports and its limit on what is uploaded."""

from __future__ import annotations

from fastapi import FastAPI

from loket.imports.jobs import ImportJobs
from loket.settings import Settings
from web.database import Database
from web.imports.upload_limit import BodyLimitMiddleware, BodyTooLarge, refuse_body
from web.standards.publication import publish_lexicon_now


def mount_imports(app: FastAPI, database: Database, settings: Settings) -> ImportJobs:
    """The application's imports; the caller closes them."""

    def write_lexicon() -> None:
        publish_lexicon_now(database, settings)

    jobs = ImportJobs(settings.home / "imports", database.reading, database.writing, write_lexicon)
    app.state.imports = jobs
    app.add_middleware(BodyLimitMiddleware)
    app.add_exception_handler(BodyTooLarge, refuse_body)
    return jobs
