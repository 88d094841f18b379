"""Import, step by step: kind, template, upload, check, confirm, progress, done; and export."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.datastructures import FormData, UploadFile

from loket.accounts.models import Account
from loket.accounts.operations import get_account
from loket.accounts.permissions import Action, may_somewhere
from loket.imports.errors import FileRefused, RowProblem
from loket.imports.jobs import ImportJobs, Job, stored_import
from loket.imports.kinds import Kind, Landing, Scope
from loket.imports.operations import (
    FORMATS,
    KINDS,
    export_csv,
    export_xlsx,
    require_kind,
    template_csv,
    template_xlsx,
)
from loket.imports.reading import MAX_BYTES, MAX_ROWS, too_large
from loket.imports.writing import csv_table
from loket.regions.operations import get_region
from loket.standards.contributors import writable_regions
from web.accounts.current import permitted
from web.database import Database, DbSession, database_of
from web.navigation import MENU, MenuEntry
from web.pages import page, redirect
from web.security import address_of, form_of

HOME = "/admin/impor"
EXPORT = "/admin/ekspor"
SHOWN_PROBLEMS = 100
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
router = APIRouter()
Importer = Annotated[Account, Depends(permitted(Action.IMPORT))]
Exporter = Annotated[Account, Depends(permitted(Action.EXPORT))]
Form = Annotated[FormData, Depends(form_of)]
MENU.append(
    MenuEntry(
        "Impor dan ekspor", HOME, Action.IMPORT, 20, "Banyak data sekaligus lewat Excel atau CSV, diperiksa dulu."
    )
)
LANDINGS = {
    Landing.DRAFT: "Simpan sebagai draf",
    Landing.REVIEW: "Ajukan untuk ditinjau verifikator",
    Landing.PUBLISH: "Terbitkan langsung",
}


def jobs_of(request: Request) -> ImportJobs:
    """The application's imports."""
    jobs: ImportJobs = request.app.state.imports
    return jobs


@router.get(HOME)
def home(request: Request, account: Importer, session: DbSession) -> Response:
    """What can be imported and exported."""
    _, regions = writable_regions(session, account)
    kinds = [(kind, may_somewhere(account, kind.action)) for kind in KINDS.values()]
    return page(request, "admin/imports/home.html", {"kinds": kinds, "regions": regions})


@router.get(HOME + "/hasil/{import_id}")
def progress_page(
    request: Request, import_id: str, account: Importer, session: DbSession, saring: str = "", hal: int = 1
) -> Response:
    """Where the import stands: being checked, what is wrong, being stored, stored."""
    job = jobs_of(request).find(import_id, account.id)
    if job is None:
        return _forgotten(request, session, account, import_id)
    job = jobs_of(request).seen(job)
    problems = list(job.report.problems) if job.report else []
    chosen = [one for one in problems if not saring or _group(one) == saring]
    first = (max(hal, 1) - 1) * SHOWN_PROBLEMS
    context = {
        "job": job, "report": job.report, "stage": str(job.stage), "groups": sorted(_groups(problems).items()),
        "problems": chosen[first : first + SHOWN_PROBLEMS], "saring": saring, "hal": max(hal, 1),
        "has_more": len(chosen) > first + SHOWN_PROBLEMS, "landing": LANDINGS[job.landing],
        "is_standards": job.kind.name == "standards",
    }  # fmt: skip
    return page(request, "admin/imports/job.html", context)


@router.get(HOME + "/hasil/{import_id}/keadaan")
def state(request: Request, import_id: str, account: Importer) -> Response:
    """For the progress bar."""
    job = jobs_of(request).find(import_id, account.id)
    if job is None:
        return JSONResponse({"stage": "gone"}, 404)
    return JSONResponse({"stage": job.stage, "done": job.done, "total": job.total})


@router.get(HOME + "/hasil/{import_id}/masalah.csv")
def problems_csv(request: Request, import_id: str, account: Importer) -> Response:
    """The problems for a spreadsheet beside the file."""
    job = jobs_of(request).find(import_id, account.id)
    if job is None or job.report is None:
        raise HTTPException(404)
    header = ("Baris", "Kolom", "Masalah", "Perbaikan", "Menghalangi")
    rows = [(str(one.row), one.column, one.problem, one.remedy, "tidak" if one.is_warning else "ya")
            for one in job.report.problems]  # fmt: skip
    return StreamingResponse(csv_table([header, *rows]), media_type="text/csv; charset=utf-8",
                             headers=_attachment("masalah-impor.csv"))  # fmt: skip


@router.post(HOME + "/hasil/{import_id}")
def confirm(request: Request, import_id: str, account: Importer) -> Response:
    """Store what was checked."""
    job = jobs_of(request).find(import_id, account.id)
    if job is None:
        raise HTTPException(404)
    is_begun = jobs_of(request).confirm(job)
    return redirect(request, _address(job), "" if is_begun else "Impor ini belum dapat disimpan atau sudah disimpan.")


@router.post(HOME + "/hasil/{import_id}/batal")
def cancel(request: Request, import_id: str, account: Importer) -> Response:
    """Forget the file; nothing was stored."""
    job = jobs_of(request).find(import_id, account.id)
    if job is None:
        raise HTTPException(404)
    if not jobs_of(request).drop(job):
        return redirect(request, _address(job), "Impor sedang disimpan, jadi tidak dapat dibatalkan lagi.")
    return redirect(request, f"{HOME}/{job.kind.name}", "Impor dibatalkan. Tidak ada yang disimpan.")


@router.get(HOME + "/{kind}/templat.{ending}")
def template(kind: str, ending: str, account: Importer, session: DbSession) -> Response:
    """An empty table with examples."""
    chosen = _kind(kind, ending)
    require_kind(account, chosen)
    name = f"templat-{chosen.title.lower().replace(' ', '-')}.{ending}"
    if ending == "csv":
        return StreamingResponse(template_csv(chosen), media_type="text/csv; charset=utf-8", headers=_attachment(name))
    path = _temporary()
    template_xlsx(session, account, chosen, path)
    return _sent(path, name)


@router.get(HOME + "/{kind}")
def upload_page(request: Request, kind: str, account: Importer) -> Response:
    """Template, then upload."""
    chosen = _kind(kind)
    require_kind(account, chosen)
    return page(request, "admin/imports/upload.html", _upload_context(account, chosen))


@router.post(HOME + "/{kind}")
def upload(request: Request, kind: str, account: Importer, form: Form) -> Response:
    """Keep the file for as long as it is checked, and begin to check it."""
    chosen = _kind(kind)
    require_kind(account, chosen)
    jobs, file = jobs_of(request), form.get("berkas")
    landing = _landing(form)
    try:
        if not isinstance(file, UploadFile) or not file.filename:
            raise FileRefused("Belum ada berkas yang dipilih.", "Pilih berkas XLSX atau CSV, lalu tekan Periksa.")
        if (file.size or 0) > MAX_BYTES:
            raise too_large()
    except FileRefused as error:
        context = {**_upload_context(account, chosen), "error": str(error), "landing": str(landing)}
        return page(request, "admin/imports/upload.html", context, status_code=422)
    import_id, path = jobs.new_path()
    with path.open("wb") as target:
        shutil.copyfileobj(file.file, target)
    name = Path(file.filename).name[:120]
    job = Job(import_id, account.id, chosen, landing, name, path, address_of(request))
    jobs.start(job)
    return redirect(request, _address(job))


@router.get(EXPORT + "/{kind}.{ending}")
def export(
    request: Request, kind: str, ending: str, account: Exporter, session: DbSession, wilayah: str = ""
) -> Response:
    """What the account may export, of one region where one is asked for."""
    chosen = _kind(kind, ending)
    require_kind(account, chosen, Action.EXPORT)
    region = get_region(session, wilayah) if wilayah else None
    suffix = f"-{region.slug}" if region else ""
    name = f"{chosen.title.lower().replace(' ', '-')}{suffix}.{ending}"
    if ending == "csv":
        lines = _csv_of(database_of(request), account.id, chosen, wilayah)
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=_attachment(name))
    path = _temporary()
    export_xlsx(Scope(session, account, region), chosen, path)
    return _sent(path, name)


def _csv_of(database: Database, account_id: int, kind: Kind, region: str) -> Any:
    """Its own session: the request's is over when the lines are sent."""
    with database.reading() as session:
        place = get_region(session, region) if region else None
        yield from export_csv(Scope(session, get_account(session, account_id), place), kind)


def _kind(name: str, ending: str = "csv") -> Kind:
    if name not in KINDS or ending not in FORMATS:
        raise HTTPException(404)
    return KINDS[name]


def _landing(form: FormData) -> Landing:
    given = str(form.get("tujuan") or "")
    return Landing(given) if given in set(Landing) else Landing.DRAFT


def _upload_context(account: Account, kind: Kind) -> dict[str, Any]:
    may_publish = may_somewhere(account, Action.PUBLISH_STANDARD)
    landings = [(str(one), words) for one, words in LANDINGS.items() if may_publish or one != Landing.PUBLISH]
    return {
        "kind": kind, "max_bytes": MAX_BYTES, "max_rows": f"{MAX_ROWS:,}".replace(",", "."), "landing": "draft",
        "landings": landings if kind.name == "standards" else [],
    }  # fmt: skip


def _forgotten(request: Request, session: Session, account: Account, import_id: str) -> Response:
    """The process that knew it is gone, or it was never this account's: the audit says whether it was stored."""
    stored = stored_import(session, account, import_id)
    if stored is None:
        sentence = "Impor ini tidak ada lagi, dan tidak ada yang disimpan darinya. Unggah berkasnya sekali lagi."
        return page(request, "admin/refused.html", {"title": "Impor tidak ditemukan", "sentence": sentence}, 404)
    return page(request, "admin/imports/stored.html", {"stored": stored, "kind": KINDS[stored["kind"]]})


def _groups(problems: list[RowProblem]) -> Counter[str]:
    return Counter(map(_group, problems))


def _group(problem: RowProblem) -> str:
    """What the list is filtered by: the column, or the file as a whole."""
    return problem.column or "Seluruh baris"


def _address(job: Job) -> str:
    return f"{HOME}/hasil/{job.id}"


def _temporary() -> Path:
    with tempfile.NamedTemporaryFile(prefix="loket-ekspor-", suffix=".xlsx", delete=False) as file:
        return Path(file.name)


def _sent(path: Path, name: str) -> Response:
    """The file, removed once it is sent."""
    return FileResponse(path, media_type=XLSX_TYPE, filename=name, background=BackgroundTask(path.unlink))


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
