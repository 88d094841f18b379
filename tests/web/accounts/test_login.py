"""Coming in: password, second factor, lock-out, sessions that end, and nothing typed is lost."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from loket.accounts.models import Account, AccountStatus, LoginSession, Role, Throttle
from loket.accounts.second_factor import renew_recovery_codes
from loket.database import utc_now
from tests.web.signing_in import PASSWORD, TOTP_SECRET, Site, current_code, text_of
from web.accounts.current import SESSION_COOKIE
from web.app import create_app


def log_in(site: Site, client: TestClient, email: str, password: str = PASSWORD, **more: str) -> str:
    """The page or address that follows."""
    said = client.post("/admin/login", data={"email": email, "password": password, **site.csrf, **more})
    return said.headers.get("location") or text_of(said.text)


def test_with_the_password_one_is_in(site: Site) -> None:
    account, client = site.make(Role.PENYUSUN, "kab_sleman"), site.browser()

    assert log_in(site, client, account.email.upper(), next="/admin/akun-saya") == "/admin/akun-saya"
    assert account.name in client.get("/admin/akun-saya").text


@pytest.mark.parametrize("email", ["orang", "tidak.ada@uji.go.id", ""])
def test_whoever_is_unknown_hears_the_same_as_with_a_wrong_password(site: Site, email: str) -> None:
    account = site.make(Role.PENYUSUN, "kab_sleman")
    known = log_in(site, site.browser(), account.email, "bukan kata sandinya")

    assert log_in(site, site.browser(), email) == known
    assert "tidak cocok" in known


def test_a_disabled_account_stays_out_and_its_open_sessions_end(site: Site) -> None:
    account = site.make(Role.PENYUSUN, "kab_sleman")
    client = site.signed_in(account)
    with site.open_session.begin() as session:
        session.get_one(Account, account.id).status = AccountStatus.DISABLED

    assert client.get("/admin").headers["location"].startswith("/admin/login")
    assert "tidak cocok" in log_in(site, site.browser(), account.email)


def test_a_verifikator_types_the_second_factor_before_anything_opens(site: Site) -> None:
    account, client = site.make(Role.VERIFIKATOR, "kab_sleman"), site.browser()

    assert "Enam angka" in log_in(site, client, account.email)
    assert client.get("/admin/akun-saya").headers["location"].startswith("/admin/login/kode")
    wrong = client.post("/admin/login/kode", data={"code": "000000", **site.csrf})
    assert wrong.status_code == 422
    assert "Kode tidak cocok" in wrong.text
    assert client.post("/admin/login/kode", data={"code": current_code(), **site.csrf}).status_code == 303
    assert client.get("/admin/akun-saya").status_code == 200


def test_a_code_counts_once(site: Site) -> None:
    account, code = site.make(Role.VERIFIKATOR, "kab_sleman"), current_code()
    first, second = site.browser(), site.browser()
    for client in (first, second):
        log_in(site, client, account.email)

    assert first.post("/admin/login/kode", data={"code": code, **site.csrf}).status_code == 303
    assert second.post("/admin/login/kode", data={"code": code, **site.csrf}).status_code == 422


def test_a_recovery_code_opens_once(site: Site) -> None:
    account = site.make(Role.VERIFIKATOR, "kab_sleman")
    with site.open_session.begin() as session:
        codes = renew_recovery_codes(session, session.get_one(Account, account.id))
    first, second = site.browser(), site.browser()
    for client in (first, second):
        log_in(site, client, account.email)

    assert first.post("/admin/login/kode", data={"code": codes[0].upper(), **site.csrf}).status_code == 303
    assert second.post("/admin/login/kode", data={"code": codes[0], **site.csrf}).status_code == 422


def test_whoever_must_have_a_second_factor_sets_it_up_before_anything_else(site: Site) -> None:
    account, client = site.make(Role.VERIFIKATOR, "kab_sleman", totp_secret=""), site.browser()

    log_in(site, client, account.email)
    assert client.get("/admin").headers["location"].startswith("/admin/akun-saya/kode")
    shown = client.get("/admin/akun-saya/kode")
    secret = text_of(shown.text).split("Ketik kunci ini di aplikasi:")[1].split("Ketik enam")[0].replace(" ", "")
    setup = re.search(r'name="setup" value="([^"]+)"', shown.text)
    assert setup
    assert "<svg" in shown.text
    done = client.post("/admin/akun-saya/kode", data={"code": current_code(secret), "setup": setup[1], **site.csrf})

    assert done.status_code == 200
    assert len(re.findall(r"<li><code>[a-z0-9-]{19}</code>", done.text)) == 10
    assert client.get("/admin").status_code == 200


def test_the_key_stays_while_the_page_is_loaded_again_and_is_another_in_another_session(site: Site) -> None:
    account = site.make(Role.VERIFIKATOR, "kab_sleman", totp_secret="")
    phone, desk = site.signed_in(account), site.signed_in(account)

    first, again = _key(phone), _key(phone)  # a phone loads the page again on the way back from the app

    assert first == again
    assert len(first) >= 32
    assert _key(desk) != first


def test_whoever_changes_phones_gets_another_key(site: Site) -> None:
    account = site.make(Role.VERIFIKATOR, "kab_sleman", totp_secret="")
    client = site.signed_in(account)
    before = _key(client)
    with site.open_session.begin() as session:
        session.get_one(Account, account.id).totp_secret = before

    assert _key(client) != before


def _key(client: TestClient) -> str:
    shown = text_of(client.get("/admin/akun-saya/kode").text)
    return shown.split("Ketik kunci ini di aplikasi:")[1].split("Ketik enam")[0].replace(" ", "").strip()


def test_a_half_logged_in_browser_cannot_replace_the_second_factor(site: Site) -> None:
    account = site.make(Role.VERIFIKATOR, "kab_sleman")
    client = site.signed_in(account, is_verified=False)

    assert client.get("/admin/akun-saya/kode").headers["location"].startswith("/admin/login/kode")
    assert client.post("/admin/akun-saya/kode", data={"code": "1", **site.csrf}).status_code == 401
    with site.open_session() as session:
        assert session.get_one(Account, account.id).totp_secret == TOTP_SECRET


def test_the_delay_grows_and_the_right_password_waits_too(site: Site) -> None:
    account = site.make(Role.PENYUSUN, "kab_sleman")
    for _ in range(6):
        log_in(site, site.browser(), account.email, "salah terus menerus")

    said = site.browser().post("/admin/login", data={"email": account.email, "password": PASSWORD, **site.csrf})

    assert said.status_code == 429
    assert 0 < int(said.headers["retry-after"]) <= 16
    assert account.email in said.text  # what was typed is still there
    with site.open_session.begin() as session:
        session.execute(update(Throttle).values(blocked_until=utc_now() - timedelta(seconds=1)))
    log_in(site, site.browser(), account.email, "salah lagi")
    with site.open_session() as session:
        waits = [row.blocked_until for row in session.scalars(select(Throttle)) if row.blocked_until]
    assert (max(waits) - utc_now()).total_seconds() > 20


def test_after_the_delay_the_right_password_opens_and_forgets_the_failures(site: Site) -> None:
    account = site.make(Role.PENYUSUN, "kab_sleman")
    for _ in range(6):
        log_in(site, site.browser(), account.email, "salah terus menerus")
    with site.open_session.begin() as session:
        session.execute(update(Throttle).values(blocked_until=utc_now() - timedelta(seconds=1)))

    assert log_in(site, site.browser(), account.email) == "/admin"
    with site.open_session() as session:
        assert sorted(session.scalars(select(Throttle.failures))) == [6]  # the address's alone


def test_an_address_that_tries_many_accounts_is_delayed(site: Site) -> None:
    for number in range(21):
        log_in(site, site.browser(), f"tebak{number}@uji.go.id")

    assert "Terlalu banyak percobaan" in log_in(site, site.browser(), "lain@uji.go.id")


@pytest.mark.parametrize(
    "change",
    [
        {"seen_at": timedelta(minutes=-61)},
        {"expires_at": timedelta(seconds=-1)},
        {"ended_at": timedelta(seconds=-1)},
    ],
)
def test_sessions_end_by_idling_by_age_and_by_hand(site: Site, change: dict[str, timedelta]) -> None:
    client = site.signed_in(site.make(Role.PENYUSUN, "kab_sleman"))
    assert client.get("/admin").status_code == 200
    with site.open_session.begin() as session:
        session.execute(update(LoginSession).values({name: utc_now() + by for name, by in change.items()}))

    assert client.get("/admin?x=1").headers["location"] == "/admin/login?next=%2Fadmin%3Fx%3D1"


def test_what_was_typed_comes_back_after_logging_out_in_another_tab(site: Site) -> None:
    account, other = site.make(Role.PENYUSUN, "kab_sleman"), site.make(Role.PENYUSUN, "kab_sleman")
    client = site.browser()
    log_in(site, client, account.email)
    assert client.post("/admin/keluar", data=site.csrf).status_code == 303

    expired = client.post("/admin/akun-saya/kata-sandi", data={"note": "catatan", **site.csrf})

    assert expired.status_code == 401
    kept = _hidden(expired.text)["resume"]
    assert log_in(site, client, other.email, resume=kept).startswith("/admin")
    resumed = client.post(
        "/admin/login", data={"email": account.email, "password": PASSWORD, "resume": kept, **site.csrf}
    )
    assert _hidden(resumed.text)["note"] == "catatan"


def test_what_was_typed_into_an_expired_session_comes_back_after_the_login(site: Site) -> None:
    account = site.make(Role.ADMIN_DAERAH, "kab_sleman")
    client = site.signed_in(account)
    with site.open_session.begin() as session:
        session.execute(update(LoginSession).values(ended_at=utc_now()))
    typed = {"name": 'Ibu "Rini" <b>', "email": "rini@sleman.go.id", "role": "penyusun", "region": "kab_sleman"}

    expired = client.post("/admin/akun/undang", data={**typed, **site.csrf})
    assert expired.status_code == 401
    assert "Yang Anda ketik masih tersimpan" in text_of(expired.text)
    code_page = client.post(
        "/admin/login", data={**_hidden(expired.text), "email": account.email, "password": PASSWORD}
    )
    resumed = client.post("/admin/login/kode", data={**_hidden(code_page.text), "code": current_code()})

    assert 'action="/admin/akun/undang"' in resumed.text
    assert _hidden(resumed.text).items() >= typed.items()
    assert "/admin/undangan/" in client.post("/admin/akun/undang", data=_hidden(resumed.text)).text


def test_what_was_typed_is_for_nobody_else_and_holds_no_password(site: Site) -> None:
    account, other = site.make(Role.PENYUSUN, "kab_sleman"), site.make(Role.PENYUSUN, "kab_klaten")
    client = site.signed_in(account)
    with site.open_session.begin() as session:
        session.execute(update(LoginSession).values(ended_at=utc_now()))
    secret = {"old_password": "rahasia-lama-1", "password": "rahasia-baru-2", "password_again": "x", "note": "catatan"}
    expired = client.post("/admin/akun-saya/kata-sandi", data={**secret, **site.csrf})

    assert "rahasia" not in expired.text
    kept = _hidden(expired.text)["resume"]
    assert site.app.state.web_key.read("resume", kept, 60)["fields"] == [["note", "catatan"]]
    assert log_in(site, client, other.email, resume=kept).startswith("/admin")


def test_a_form_from_elsewhere_is_refused_and_nothing_of_it_is_kept(site: Site) -> None:
    client = site.signed_in(site.make(Role.PENYUSUN, "kab_sleman"))

    assert client.post("/admin/akun-saya/sesi/akhiri-lain").status_code == 403
    cross = client.post("/admin/akun-saya/sesi/akhiri-lain", data=site.csrf, headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status_code == 403
    with site.open_session.begin() as session:
        session.execute(update(LoginSession).values(ended_at=utc_now()))
    assert 'name="resume"' not in client.post("/admin/akun-saya/kata-sandi", data={"note": "x"}).text


def test_logging_out_ends_the_session_itself(site: Site) -> None:
    client = site.signed_in(site.make(Role.PENYUSUN, "kab_sleman"))
    token = client.cookies[SESSION_COOKIE]
    client.post("/admin/keluar", data=site.csrf)
    client.cookies.set(SESSION_COOKIE, token)

    assert client.get("/admin").status_code == 303


@pytest.mark.parametrize("target", ["https://jahat.example/", "//jahat.example/admin", "/admin\\@x", "/\t/x", "/lain"])
def test_after_the_login_nobody_is_led_off_the_site(site: Site, target: str) -> None:
    account = site.make(Role.PENYUSUN, "kab_sleman")

    assert log_in(site, site.browser(), account.email, next=target) == "/admin"


def test_scripts_get_json_when_the_session_is_over(site: Site) -> None:
    said = site.browser().get("/admin/akun", headers={"Accept": "application/json"})

    assert said.status_code == 401
    assert "Masuk lagi" in said.json()["error"]


def test_headers_and_cookies_guard_every_page(site: Site) -> None:
    client, account = site.browser(), site.make(Role.PENYUSUN, "kab_sleman")
    page = client.get("/admin/login")
    entered = client.post("/admin/login", data={"email": account.email, "password": PASSWORD, **site.csrf})

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    secure = TestClient(site.app, base_url="https://loket.example", follow_redirects=False)
    assert "Secure" in secure.get("/admin/login").headers["set-cookie"]


def test_a_page_that_breaks_gives_an_id_and_not_a_word_of_the_error(
    quick_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_arguments: object) -> None:
        raise RuntimeError("rahasia dalam")

    monkeypatch.setattr("web.operator.pages.visible_switches", break_down)
    said = quick_site.signed_in(quick_site.make(Role.ADMIN_PROGRAM)).get("/admin/operator")

    assert said.status_code == 500
    assert re.search("sebutkan kode [0-9a-f]{8} kepada operator", said.text)
    assert "rahasia dalam" not in said.text
    assert "default-src 'none'" in said.headers["content-security-policy"]


def test_one_address_that_asks_without_end_is_told_to_wait(quick_site: Site) -> None:
    app = create_app(quick_site.settings.model_copy(update={"web_per_minute": 5}))
    client = TestClient(app)

    answers = [client.get("/admin/login").status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert client.get("/health").status_code == 200


def _hidden(html: str) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    form = html.split("<main", 1)[1]
    return {name: unescape(value) for name, value in pairs if f'name="{name}"' in form}
