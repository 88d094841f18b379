"""A lexicon brought up to date change by change is the one made anew, whoever changed what and whatever was killed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from loket.lexicon import operations
from loket.lexicon.building import build_content
from loket.lexicon.change_log import KEPT, Seen, changes_since, forget_changes
from loket.lexicon.models import LexiconChange
from loket.lexicon.notes import notes_path
from loket.lexicon.operations import is_current, publish_lexicon
from loket.lexicon.phrases import clean_phrase
from loket.regions.models import AmbiguousName, Region
from loket.services.models import Service, ServiceName
from tests.loket.builders import make_province, make_region, make_service

WORDS = ("tera", "Surat  Pindah", "KTP", "kartu kuning", "di", "izin é", 'tanda "x"')


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lexicon.json"


@pytest.fixture
def refuse_whole(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, making the lexicon anew is an error: what is published then was published as a change."""

    def refuse() -> None:
        def build(_session: Session) -> None:
            raise AssertionError("made anew")

        monkeypatch.setattr(operations, "build_content", build)

    return refuse


def anew(session: Session) -> dict[str, object]:
    document: dict[str, object] = json.loads(b"{" + build_content(session)[0].as_bytes())
    return document


def published(path: Path) -> dict[str, object]:
    document: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    del document["version"], document["generated_at"]
    return document


def test_any_row_of_changes_gives_the_lexicon_made_anew(
    open_session: sessionmaker[Session], path: Path, refuse_whole: Callable[[], None]
) -> None:
    with open_session.begin() as session:
        for number in range(6):
            make_service(session, f"s{number}", name=f"Layanan {WORDS[number % 3]}", short_name=WORDS[number])
    with open_session() as session:
        publish_lexicon(session, path)
    refuse_whole()
    chance = random.Random(5)  # noqa: S311  the same changes every time

    for _ in range(40):
        with open_session.begin() as session:
            for _ in range(chance.randrange(1, 4)):
                change_anything(session, chance)
        with open_session() as session:
            publish_lexicon(session, path)
            assert published(path) == anew(session)


def change_anything(session: Session, chance: random.Random) -> None:
    """One change past the mapped classes' relationships, as imports and direct statements make them."""
    service = chance.choice(session.scalars(select(Service).order_by(Service.id)).all())
    phrase = chance.choice(WORDS)
    match chance.randrange(6):
        case 0:
            service.is_active = not service.is_active
        case 1:
            service.short_name = phrase
        case 2:
            service.name = f"Layanan {phrase}"
        case 3:
            session.execute(delete(ServiceName).where(ServiceName.service_id == service.id))
        case _:
            same = (ServiceName.service_id == service.id, ServiceName.phrase == phrase)
            if session.scalar(select(ServiceName.id).where(*same)):
                session.execute(update(ServiceName).where(*same).values(weight=chance.choice((0.5, 0.8, 1.0))))
            else:
                row = {"service_id": service.id, "phrase": phrase, "weight": chance.choice((0.5, 1.0))}
                session.execute(insert(ServiceName).values(row))
    session.flush()


def test_the_step_noted_leads_from_the_bytes_before_to_those_after_and_holds_what_changed(
    open_session: sessionmaker[Session], path: Path
) -> None:
    with open_session.begin() as session:
        service = make_service(session)
        gone = make_service(session, "tera", name="Tera", short_name="Tera")
        make_service(session, "skck", name="SKCK", short_name="SKCK")
    with open_session() as session:
        publish_lexicon(session, path)
    before = path.read_bytes()
    with open_session.begin() as session:
        session.add(ServiceName(service_id=service.id, phrase="rekam ktp"))
        session.get_one(Service, gone.id).is_active = False
    with open_session() as session:
        publish_lexicon(session, path)

    notes = json.loads(notes_path(path).read_text(encoding="utf-8"))
    [entry] = [one for one in json.loads(path.read_bytes())["services"] if one["slug"] == "ktp_el"]
    assert notes["digest"] == sha256(path.read_bytes()).hexdigest()
    assert notes["steps"][-1] == {
        "before": sha256(before).hexdigest(),
        "after": notes["digest"],
        "version": 2,
        "services": [entry],
        "gone": ["tera"],
    }


def test_many_and_wide_steps_are_left_out_oldest_first(open_session: sessionmaker[Session], path: Path) -> None:
    with open_session.begin() as session:
        service = make_service(session)
    for number in range(40):
        with open_session.begin() as session:
            session.add(ServiceName(service_id=service.id, phrase=f"rekam ktp {number}"))
        with open_session() as session:
            publish_lexicon(session, path)
    versions = [step["version"] for step in json.loads(notes_path(path).read_bytes())["steps"]]
    assert versions == list(range(40 - len(versions) + 1, 41))
    assert 20 < len(versions) < 40

    with open_session.begin() as session:
        rows = [{"service_id": service.id, "phrase": f"{'x' * 70} {number}"} for number in range(6_000)]
        session.execute(insert(ServiceName), rows)
    with open_session() as session:
        publish_lexicon(session, path)
        assert published(path) == anew(session)
    assert json.loads(notes_path(path).read_bytes())["steps"] == []


@pytest.mark.parametrize(
    "own", ["tera", "TERA", " Tera", "Tera\tulang", "Tera  Ulang", "Izin É", "ＴＥＲＡ", "Tera 50%"]
)
def test_a_name_that_another_service_lets_go_is_its_own_again(
    open_session: sessionmaker[Session], path: Path, refuse_whole: Callable[[], None], own: str
) -> None:
    phrase = clean_phrase(own)
    with open_session.begin() as session:
        service = make_service(session)
        service.names = [ServiceName(phrase=phrase), ServiceName(phrase="rekam ktp")]
        make_service(session, "tera", name="Uji mutu", short_name=own)
    with open_session() as session:
        publish_lexicon(session, path)
        assert phrases(path, "tera") == {"uji mutu"}
    refuse_whole()
    with open_session.begin() as session:
        session.execute(delete(ServiceName).where(ServiceName.phrase == phrase))

    with open_session() as session:
        publish_lexicon(session, path)
        assert phrases(path, "tera") == {"uji mutu", phrase}
        assert published(path) == anew(session)


def phrases(path: Path, slug: str) -> set[str]:
    [entry] = [one for one in json.loads(path.read_bytes())["services"] if one["slug"] == slug]
    return {phrase["text"] for phrase in entry["phrases"]}


def test_a_deleted_service_goes(
    open_session: sessionmaker[Session], path: Path, refuse_whole: Callable[[], None]
) -> None:
    with open_session.begin() as session:
        make_service(session, "ktp_el")
        gone = make_service(session, "tera", name="Tera", short_name="Tera")
        gone.names = [ServiceName(phrase="timbangan")]
    with open_session() as session:
        publish_lexicon(session, path)
    refuse_whole()
    with open_session.begin() as session:
        session.delete(session.scalars(select(Service).where(Service.slug == "tera")).one())

    with open_session() as session:
        publish_lexicon(session, path)
        assert published(path) == anew(session)
    assert "tera" not in path.read_text(encoding="utf-8")


def test_changed_regions_and_shared_names_are_published(open_session: sessionmaker[Session], path: Path) -> None:
    with open_session.begin() as session:
        make_service(session)
        make_region(session, make_province(session))
    with open_session() as session:
        publish_lexicon(session, path)
    changes: list[Callable[[Session], object]] = [
        lambda session: session.execute(update(Region).values(aliases=["tanah lama"])),
        lambda session: session.add(AmbiguousName(name="lama", kind="kata_umum", slugs=[])),
        lambda session: session.execute(delete(AmbiguousName)),
    ]

    for change in changes:
        with open_session.begin() as session:
            change(session)
        with open_session() as session:
            assert publish_lexicon(session, path).has_changed
            assert published(path) == anew(session)


def test_what_a_killed_process_committed_is_published_with_the_next_change(
    open_session: sessionmaker[Session], path: Path
) -> None:
    with open_session.begin() as session:
        service = make_service(session)
        other = make_service(session, "tera", name="Tera", short_name="Tera")
    with open_session() as session:
        publish_lexicon(session, path)
    with open_session.begin() as session:
        session.add(ServiceName(service_id=service.id, phrase="rekam ktp"))  # and no publication
    with open_session() as session:
        assert not is_current(session, path)
    with open_session.begin() as session:
        session.add(ServiceName(service_id=other.id, phrase="timbangan"))

    with open_session() as session:
        publish_lexicon(session, path)
        assert is_current(session, path)
        assert published(path) == anew(session)


def test_a_kill_between_the_notes_and_the_lexicon_loses_nothing(
    open_session: sessionmaker[Session], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_session.begin() as session:
        service = make_service(session)
    with open_session() as session:
        publish_lexicon(session, path)
    with open_session.begin() as session:
        session.add(ServiceName(service_id=service.id, phrase="rekam ktp"))
    with monkeypatch.context() as patched, open_session() as session:
        patched.setattr(operations, "write_whole", kill)
        with pytest.raises(KeyboardInterrupt):
            publish_lexicon(session, path)

    with open_session() as session:
        assert not is_current(session, path)
        assert publish_lexicon(session, path).version == 2
        assert published(path) == anew(session)


def kill(*_arguments: object, **_named: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("broken", [b"", b"[]", b'{"digest": 1}', b"\xff", None])
def test_broken_notes_and_a_restored_lexicon_are_made_good(
    open_session: sessionmaker[Session], path: Path, broken: bytes | None
) -> None:
    with open_session.begin() as session:
        service = make_service(session)
    with open_session() as session:
        publish_lexicon(session, path)
    older = path.read_bytes()
    with open_session.begin() as session:
        session.add(ServiceName(service_id=service.id, phrase="rekam ktp"))
    with open_session() as session:
        publish_lexicon(session, path)

    if broken is None:
        path.write_bytes(older)  # from a backup, without its notes
    else:
        notes_path(path).write_bytes(broken)

    with open_session() as session:
        publish_lexicon(session, path)
        assert published(path) == anew(session)
        assert is_current(session, path)


def test_a_transaction_that_commits_after_a_later_one_is_not_overlooked(
    open_session: sessionmaker[Session], path: Path
) -> None:
    with open_session.begin() as session:
        services = [make_service(session), make_service(session, "tera", name="Tera", short_name="Tera")]
    with open_session() as session:
        publish_lexicon(session, path)
    if session.get_bind().dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: changes are numbered in the order of the commits")
    slow = open_session()
    slow.add(ServiceName(service_id=services[0].id, phrase="rekam ktp"))
    slow.flush()
    with open_session.begin() as session:
        session.add(ServiceName(service_id=services[1].id, phrase="timbangan"))
    with open_session() as session:
        publish_lexicon(session, path)

    slow.commit()
    slow.close()

    with open_session() as session:
        assert publish_lexicon(session, path).has_changed
        assert published(path) == anew(session)


def test_workers_that_publish_at_once_leave_nothing_out(open_session: sessionmaker[Session], path: Path) -> None:
    with open_session.begin() as session:
        services = [make_service(session, f"s{number}", name=f"Uji {number}").id for number in range(4)]
    with open_session() as session:
        publish_lexicon(session, path)

    def work(service: int) -> None:
        for number in range(8):
            with open_session.begin() as session:
                session.add(ServiceName(service_id=service, phrase=f"sebutan {number} {service}"))
            with open_session() as session:
                publish_lexicon(session, path)
                assert f"sebutan {number} {service}" in path.read_text(encoding="utf-8")

    with ThreadPoolExecutor(len(services)) as pool:
        list(pool.map(work, services))

    with open_session() as session:
        assert published(path) == anew(session)
        assert is_current(session, path)


def test_the_log_of_changes_is_kept_short_and_a_lexicon_behind_it_is_made_anew(
    open_session: sessionmaker[Session], path: Path
) -> None:
    with open_session.begin() as session:
        service = make_service(session)
    with open_session() as session:
        publish_lexicon(session, path)
        seen = changes_since(session, None).seen
    with open_session.begin() as session:
        session.add(ServiceName(service_id=service.id, phrase="rekam ktp"))
        session.flush()
        session.execute(insert(LexiconChange), [{"service": "tera"}] * KEPT)
    with open_session.begin() as session:
        assert forget_changes(session, 1) == 1
        assert 0 < forget_changes(session, 10_000) < 10
        assert forget_changes(session, 10_000) == 0
        assert session.scalar(select(func.count()).select_from(LexiconChange)) == KEPT

    with open_session() as session:
        assert changes_since(session, seen).services is None
        publish_lexicon(session, path)
        assert published(path) == anew(session)


def test_holes_are_filled_in_any_order() -> None:
    seen = Seen().with_ids([3, 4, 9])
    assert seen == Seen(9, ((1, 2), (5, 8)))
    assert seen.with_ids([6, 10]) == Seen(10, ((1, 2), (5, 5), (7, 8)))
    assert seen.with_ids([1, 2, 5, 6, 7, 8]) == Seen(9)
