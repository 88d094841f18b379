"""The operator's page, with real log files and rows."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from loket.accounts.models import Role
from loket.delivery.models import InboxState, InboxUpdate
from loket.switches.models import Switch
from tests.web.signing_in import Site, text_of


def test_it_tells_what_runs_what_waits_and_what_went_wrong(site: Site) -> None:
    logs = site.settings.home / "logs"
    logs.mkdir(parents=True)
    (logs / "bot.log").write_text("bot level=info event=fine\nbot level=error event=boom error_id=E7\n")
    with site.open_session.begin() as session:
        failed = {"state": InboxState.FAILED, "error_id": "E-42"}
        session.add(InboxUpdate(bot="utama", update_id=1, chat_key="utama:1", raw={"text": "rahasia warga"}, **failed))
        session.add(InboxUpdate(bot="utama", update_id=2, chat_key="utama:1", raw={}))

    said = text_of(site.signed_in(site.make(Role.ADMIN_PROGRAM)).get("/admin/operator").text)

    assert "Mesin bahasa tidak menjawab" in said
    assert "pesan warga menunggu dijawab 1" in said
    assert "pesan warga gagal dijawab 1" in said
    assert "E-42" in said
    assert "bot: bot level=error event=boom error_id=E7" in said
    assert "event=fine" not in said
    assert "rahasia warga" not in said


def test_a_region_admin_sees_and_throws_the_regions_switch_alone(site: Site) -> None:
    client = site.signed_in(site.make(Role.ADMIN_DAERAH, "kab_sleman"))
    page = client.get("/admin/operator").text

    assert "Antrean" not in page
    assert "Kabupaten Klaten" not in page
    thrown = client.post(
        "/admin/operator/sakelar", data={"region": "kab_sleman", "reason": "data biaya keliru", **site.csrf}
    )
    assert thrown.status_code == 303
    assert "Kabupaten Sleman dihentikan sementara" in text_of(client.get("/admin/operator").text)
    for target in ({"region": "kab_klaten"}, {"target": "wilayah:kab_klaten"}, {"target": "bot:simulator"}):
        said = client.post("/admin/operator/sakelar", data={"reason": "data keliru", **target, **site.csrf})
        assert said.status_code == 403, target
    with site.open_session() as session:
        assert len(session.scalars(select(Switch)).all()) == 1


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"region": "", "reason": "data keliru"}, "Pilih bot, atau ketik nama wilayah"),
        ({"region": "kab_atlantis", "reason": "data keliru"}, "tidak dikenal: pilih dari daftar"),
        ({"region": "kab_sleman", "reason": " "}, "Tulis alasannya"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(site: Site, typed: dict[str, str], problem: str) -> None:
    client = site.signed_in(site.make(Role.ADMIN_PROGRAM))
    said = client.post("/admin/operator/sakelar", data={**typed, **site.csrf})

    assert said.status_code == 422
    assert problem in text_of(said.text)
    assert f'value="{typed["region"]}"' in said.text


def test_a_bot_is_stopped_and_runs_again(site: Site) -> None:
    client = site.signed_in(site.make(Role.ADMIN_PROGRAM))
    client.post("/admin/operator/sakelar", data={"target": "bot:simulator", "reason": "jawaban keliru", **site.csrf})
    with site.open_session() as session:
        switch = session.scalars(select(Switch)).one()
    assert switch.bot == "simulator"

    again = client.post(f"/admin/operator/sakelar/{switch.id}/jalankan", data=site.csrf)
    assert again.status_code == 303
    assert "Semua berjalan" in text_of(client.get("/admin/operator").text)
    assert client.post(f"/admin/operator/sakelar/{switch.id}/jalankan", data=site.csrf).status_code == 422
