"""What officials see of the questions and do about them: by region, undoable, in the audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account
from loket.accounts.permissions import Action
from loket.audit.models import AuditEntry
from loket.services.models import Service
from loket.services.naming import GivenName
from loket.unanswered.decided import decided, live_examples, proposals
from loket.unanswered.decisions import Target, accept, connect, dismiss, find_decision, teach, undo
from loket.unanswered.errors import DecisionNotFound, DecisionRefused, GroupNotFound
from loket.unanswered.listing import NOWHERE, Wanted, moved_to, one_group, open_groups
from loket.unanswered.models import DecisionKind, Reason, UnansweredMessage
from tests.loket.builders import make_service
from tests.loket.unanswered.builders import make_message

Official = Callable[..., Account]
EVER = 10**9


def ids_seen(session: Session, account: Account, **wanted: Any) -> list[int]:
    return [one.id for one in open_groups(session, account, Wanted(**wanted)).rows]


def phrases(service: Service) -> set[str]:
    return {one.phrase for one in service.names}


def test_each_sees_the_messages_read_as_or_written_from_the_own_regions(session: Session, official: Official) -> None:
    make_message(session, group_id=1, region="kab_sleman")
    make_message(session, group_id=2, home="kab_sleman", region="kab_klaten")
    make_message(session, group_id=3, region="kab_klaten")
    make_message(session, group_id=4)

    assert sorted(ids_seen(session, official())) == [1, 2]
    assert sorted(ids_seen(session, official(region="prov_di_yogyakarta"))) == [1, 2]
    assert sorted(ids_seen(session, official(region="kab_klaten"))) == [2, 3]
    assert sorted(ids_seen(session, official(region=None))) == [1, 2, 3, 4]
    with pytest.raises(GroupNotFound):
        one_group(session, official(), 3)


def test_filters_counts_and_pages(session: Session, official: Official) -> None:
    for group in range(1, 31):
        for _ in range(group):
            make_message(session, f"tanya {group}", group_id=group, region="kab_sleman")
    make_message(session, "50%_persen", group_id=99, region="kab_bantul", reason=Reason.NOT_KNOWN)
    make_message(session, group_id=98)
    programme = official(region=None)

    first = open_groups(session, programme, Wanted())
    last = open_groups(session, programme, Wanted(page=77))

    assert [one.count for one in first.rows[:2]] == [30, 29]
    assert (first.total, first.pages, last.page, len(last.rows)) == (32, 2, 2, 7)
    assert ids_seen(session, programme, reason=Reason.NOT_KNOWN) == [99]
    assert ids_seen(session, programme, text="%_") == [99]
    assert ids_seen(session, programme, region="kab_bantul") == [99]
    assert ids_seen(session, programme, region=NOWHERE) == [98]
    assert ids_seen(session, programme, region="' OR 1=1") == []


def test_a_message_not_grouped_yet_stands_for_itself_until_it_is(session: Session, official: Official) -> None:
    first = make_message(session, group_id=None, region="kab_sleman")
    other = make_message(session, group_id=None, region="kab_sleman")
    account = official()

    assert [one.id for one in open_groups(session, account, Wanted()).new] == [other.id, first.id]
    assert one_group(session, account, other.id).count == 1
    other.group_id = first.group_id = first.id
    session.flush()
    assert moved_to(session, other.id) == first.id
    assert one_group(session, account, first.id).count == 2
    with pytest.raises(GroupNotFound):
        one_group(session, account, other.id)


def test_a_synonym_reaches_the_service_and_undo_takes_it_back(session: Session, official: Official) -> None:
    programme, service = official(region=None), make_service(session)
    message = make_message(session, group_id=1)

    done = connect(session, programme, Target(1, EVER), "ktp_el", GivenName("Kartu Dukun"), "uji")

    assert done.needs_lexicon
    assert phrases(service) == {"kartu dukun"}
    assert ids_seen(session, programme) == []
    assert undo(session, programme, done.decision, "uji").needs_lexicon
    assert phrases(service) == set()
    session.refresh(message)
    assert message.decision_id is None
    assert ids_seen(session, programme) == [1]
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["service.names", "unanswered.connect", "service.names", "unanswered.undo"]
    with pytest.raises(DecisionRefused, match="sudah dibatalkan"):
        undo(session, programme, done.decision)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("", "kosong"),
        ("surat mau", "kata umum"),
        ("kartu ajaib", "Sudah dipakai layanan SKCK"),
        ("ktp", "sudah mengenal"),
        ("sleman", "nama wilayah"),
        ("a" * 81, "Terlalu panjang"),
        ("ktp.*", "tidak dapat dipakai"),
    ],
)
def test_a_phrase_that_cannot_stand_is_refused_and_nothing_is_stored(
    session: Session, official: Official, phrase: str, said: str
) -> None:
    programme = official(region=None)
    skck = make_service(session, "skck", name="SKCK")
    ktp = make_service(session)
    connect(session, programme, Target(make_message(session, group_id=7).group_id or 0, EVER), "skck",
            GivenName("kartu ajaib"))  # fmt: skip
    connect(session, programme, Target(make_message(session, group_id=8).group_id or 0, EVER), "ktp_el",
            GivenName("ktp"))  # fmt: skip
    make_message(session, group_id=1)

    with pytest.raises(DecisionRefused, match=said) as refused, session.begin_nested():
        connect(session, programme, Target(1, EVER), "ktp_el", GivenName(phrase))

    assert refused.value.field == "sebutan"
    assert (phrases(ktp), phrases(skck)) == ({"ktp"}, {"kartu ajaib"})
    assert ids_seen(session, programme) == [1]


def test_where_others_keep_the_service_the_synonym_is_proposed(session: Session, official: Official) -> None:
    service, reviewer, programme = make_service(session), official(), official(region=None)
    make_message(session, group_id=1, region="kab_sleman")

    done = connect(session, reviewer, Target(1, EVER), "ktp_el", GivenName("kartu dukun"))

    assert (done.decision.is_waiting, done.needs_lexicon, phrases(service)) == (True, False, set())
    assert (proposals(session, programme), proposals(session, official(region="kab_klaten"))) == (1, 0)
    with pytest.raises(NotPermitted):
        accept(session, reviewer, done.decision)
    assert accept(session, programme, done.decision).needs_lexicon
    assert phrases(service) == {"kartu dukun"}
    with pytest.raises(DecisionRefused):
        accept(session, programme, done.decision)
    with pytest.raises(NotPermitted):  # it is a name of the nation's service by now
        undo(session, reviewer, done.decision)


def test_one_region_does_not_close_what_another_one_sees(session: Session, official: Official) -> None:
    make_message(session, group_id=1, region="kab_sleman")
    make_message(session, group_id=1, region="kab_klaten")
    sleman, klaten = official(), official(region="kab_klaten")

    done = dismiss(session, sleman, Target(1, EVER), "trial", "", "uji")

    assert done.decision.messages == 1
    assert ids_seen(session, sleman) == []
    assert ids_seen(session, klaten) == [1]
    assert find_decision(session, sleman, done.decision.id, Action.LABEL_UNANSWERED) is done.decision
    with pytest.raises(DecisionNotFound):
        find_decision(session, klaten, done.decision.id, Action.LABEL_UNANSWERED)


def test_what_came_in_meanwhile_or_later_is_open_and_told_of(session: Session, official: Official) -> None:
    seen = make_message(session, group_id=1, region="kab_sleman")
    meanwhile = make_message(session, group_id=1, region="kab_sleman")
    account = official()

    dismiss(session, account, Target(1, seen.id), "not_ours", "")
    make_message(session, group_id=1, region="kab_sleman")

    [group] = open_groups(session, account, Wanted()).rows
    assert (group.count, group.before, group.speaker.id) == (2, 1, meanwhile.id)
    about = one_group(session, account, 1)
    assert [one.reason for one in about.decisions] == ["not_ours"]
    assert [one.decision.kind for one in decided(session, account, Wanted()).rows] == [DecisionKind.DISMISSED]


def test_two_at_once_the_second_is_told(session: Session, official: Official) -> None:
    make_message(session, group_id=1, region="kab_sleman")
    dismiss(session, official(), Target(1, EVER), "trial", "")

    with pytest.raises(DecisionRefused, match="baru saja ditangani"), session.begin_nested():
        dismiss(session, official(), Target(1, EVER), "trial", "")

    assert decided(session, official(), Wanted()).total == 1


@pytest.mark.parametrize(
    ("reason", "note", "field"),
    [("", "", "alasan"), ("hack", "", "alasan"), ("other", " ", "catatan"), ("trial", "x" * 301, "catatan")],
)
def test_dismissing_needs_a_reason(session: Session, official: Official, reason: str, note: str, field: str) -> None:
    make_message(session, group_id=1, region="kab_sleman")

    with pytest.raises(DecisionRefused) as refused, session.begin_nested():
        dismiss(session, official(), Target(1, EVER), reason, note)

    assert refused.value.field == field


def test_examples_are_kept_masked_exported_while_they_stand_and_stay_out_of_the_audit(
    session: Session, official: Official
) -> None:
    make_message(session, group_id=1, region="kab_sleman")
    account = official()

    done = teach(
        session, account, Target(1, EVER), "cost", ["nama saya Budi, brp duitnya", "", "brp duitnya 000000000000"]
    )

    kept = [(one.aspect, one.text) for one in live_examples(session)]
    assert kept == [("cost", "nama saya [disamarkan], brp duitnya"), ("cost", "brp duitnya [disamarkan]")]
    [entry] = session.scalars(select(AuditEntry)).all()
    assert "duitnya" not in str(entry.after)
    undo(session, account, done.decision)
    assert live_examples(session) == []


@pytest.mark.parametrize(
    ("aspect", "texts", "field"),
    [("service", ["brp duit"], "hal"), ("cost", [" "], "contoh"), ("cost", ["??"], "contoh"),
     ("cost", [f"kalimat {number}" for number in range(21)], "contoh")],
)  # fmt: skip
def test_examples_that_teach_nothing_are_refused(
    session: Session, official: Official, aspect: str, texts: list[str], field: str
) -> None:
    make_message(session, group_id=1, region="kab_sleman")

    with pytest.raises(DecisionRefused) as refused, session.begin_nested():
        teach(session, official(), Target(1, EVER), aspect, texts)

    assert refused.value.field == field


def test_a_decision_whose_messages_are_forgotten_is_its_makers(session: Session, official: Official) -> None:
    maker, other = official(), official()
    make_message(session, group_id=1, region="kab_sleman")
    done = dismiss(session, maker, Target(1, EVER), "trial", "")
    for row in session.scalars(select(UnansweredMessage)):
        session.delete(row)
    session.flush()

    assert find_decision(session, maker, done.decision.id, Action.LABEL_UNANSWERED)
    with pytest.raises(DecisionNotFound):
        find_decision(session, other, done.decision.id, Action.LABEL_UNANSWERED)
