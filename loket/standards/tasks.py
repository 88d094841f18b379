"""Tasks that a change above opens: where a region says otherwise, somebody there looks whether it still should."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from loket.accounts.models import Account
from loket.accounts.permissions import Action, allowed_regions, require
from loket.audit.operations import record
from loket.database import utc_now
from loket.regions.models import Region
from loket.services.models import Component, Standard, StandardComponent, StandardState
from loket.standards.content import content_of
from loket.standards.differences import Difference, changed
from loket.standards.errors import StandardNotFound
from loket.standards.models import ReviewTask


def open_tasks(session: Session, standard: Standard, components: Collection[Component]) -> int:
    """One task for every region below that says one of the changed components itself; returns how many are new."""
    if not components or (standard.region is not None and standard.region.parent_id is not None):
        return 0
    rows = session.execute(
        select(Standard.region_id, StandardComponent.component)
        .join(StandardComponent, StandardComponent.standard_id == Standard.id)
        .where(
            Standard.service_id == standard.service_id,
            Standard.state == StandardState.PUBLISHED,
            StandardComponent.component.in_([str(one) for one in components]),
            _below(standard),
        )
        .distinct()
    ).all()
    there: dict[tuple[int | None, str], ReviewTask] = {
        (one.region_id, one.component): one for one in _open(session, standard)
    }
    new = 0
    for region_id, component in rows:
        if (region_id, str(component)) in there:
            there[region_id, str(component)].standard_id = standard.id
            continue
        session.add(
            ReviewTask(
                service_id=standard.service_id, region_id=region_id, component=str(component), standard_id=standard.id
            )
        )
        new += 1
    session.flush()
    return new


def tasks_for(session: Session, actor: Account, limit: int = 200) -> Sequence[ReviewTask]:
    """What is still to do where this account writes or reviews, the oldest first."""
    scope = allowed_regions(session, actor, Action.WRITE_STANDARD)
    query = (
        select(ReviewTask)
        .where(ReviewTask.done_at.is_(None), scope.condition(ReviewTask.region_id))
        .options(joinedload(ReviewTask.service), joinedload(ReviewTask.region), joinedload(ReviewTask.standard))
        .order_by(ReviewTask.id)
        .limit(limit)
    )
    return session.scalars(query).all()


def finish_task(session: Session, actor: Account, task_id: int, origin: str = "") -> ReviewTask:
    """Somebody looked, and the region's words may stay. Raises StandardNotFound, NotPermitted."""
    task = session.get(ReviewTask, task_id)
    if task is None or task.done_at is not None:
        raise StandardNotFound(task_id)
    require(actor, Action.REVIEW_STANDARD, task.region.slug)
    task.done_at, task.done_by = utc_now(), actor.name
    record(
        session, actor, "review_task.done", "review_task", task.id, {"done": False}, {"done": True}, origin,
        region_id=task.region_id,
    )  # fmt: skip
    return task


def what_changed(session: Session, task: ReviewTask) -> Difference | None:
    """The component above before and after the change that opened the task; None where nothing is left to compare."""
    above = task.standard
    level = Standard.region_id.is_(None) if above.region_id is None else Standard.region_id == above.region_id
    earlier = (
        select(Standard)
        .where(Standard.service_id == above.service_id, level, Standard.version < above.version)
        .where(Standard.published_at.is_not(None))
        .order_by(Standard.version.desc())
        .limit(1)
    )
    before = session.scalar(earlier)
    differences = changed(content_of(before) if before else {}, content_of(above))
    return next((one for one in differences if one.component == task.component), None)


def close_tasks(session: Session, actor: Account, standard: Standard) -> None:
    """The region has published (or withdrawn) its own words: whoever did has looked."""
    if standard.region_id is None:
        return
    query = select(ReviewTask).where(
        ReviewTask.service_id == standard.service_id,
        ReviewTask.region_id == standard.region_id,
        ReviewTask.done_at.is_(None),
    )
    for task in session.scalars(query):
        task.done_at, task.done_by = utc_now(), actor.name
    session.flush()


def _open(session: Session, standard: Standard) -> Sequence[ReviewTask]:
    query = select(ReviewTask).where(ReviewTask.service_id == standard.service_id, ReviewTask.done_at.is_(None))
    return session.scalars(query).all()


def _below(standard: Standard) -> ColumnElement[bool]:
    if standard.region_id is None:
        return Standard.region_id.is_not(None)
    return Standard.region_id.in_(select(Region.id).where(Region.parent_id == standard.region_id))
