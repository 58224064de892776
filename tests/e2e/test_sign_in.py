"""Signing in through an identity provider: the real server, a real browser, a provider of our own on loopback."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from planner.roles import Role
from planner.settings import read_settings
from planner.units import ZONE
from planner.workspace import Workspace
from tests.left_out import left_out

if find_spec("authlib") is None:
    left_out("BROWSER", "signing in through a provider: authlib is not installed")

from tests.e2e.oidc_provider import CLIENT, SECRET, provider

KEY = "a key for tests only, long enough"
KNOWN = "aminah@kpwkm.example"
WAIT_MS = 60_000


def secrets(folder: Path, port: int, issuer: str) -> Path:
    """Streamlit's secrets for this provider."""
    path = folder / "secrets.toml"
    lines = {
        "redirect_uri": f"http://localhost:{port}/oauth2callback",
        "cookie_secret": "a cookie secret for tests only, long enough",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "server_metadata_url": f"{issuer}/.well-known/openid-configuration",
    }
    path.write_text("[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in lines.items()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory, serve):
    """The app with one account, a planner's, and the provider before it."""
    home = tmp_path_factory.mktemp("site")
    settings = {"KEMBARA_HOME": str(home), "KEMBARA_KEY": KEY}
    desk = Workspace(read_settings(settings)).store.accounts
    now = datetime(2021, 7, 6, 9, 0, tzinfo=ZONE)
    desk.add(KNOWN, Role.PLANNER, "pagi yang tenang di kampung", role=Role.PLANNER, actor="keeper", now=now)
    with provider() as made:

        def files(port: int) -> dict[str, str]:
            return {"STREAMLIT_SECRETS_FILES": str(secrets(home, port, made.address))}

        with serve("app_with_provider.py", files, **settings) as url:
            yield url, made


def test_the_provider_says_who_and_the_account_says_in_which_role(browser, site):
    """A confirmed address with an account opens the pages in its role; unknown and unconfirmed ones open nothing."""
    url, made = site
    seen = {}
    people = {
        "known": {"email": KNOWN.upper(), "email_verified": True, "role": "jkm"},
        "unknown": {"email": "nobody@kpwkm.example", "email_verified": True},
        "unconfirmed": {"email": KNOWN, "email_verified": False},
    }
    words = {"known": "Log keluar", "unknown": "E1718", "unconfirmed": "belum mengesahkan"}
    for name, claims in people.items():
        made.claims = claims
        context = browser.new_context()
        page = context.new_page()
        page.goto(url)
        page.get_by_role("button", name="Log masuk").click(timeout=WAIT_MS)
        page.get_by_text(words[name]).first.wait_for(timeout=WAIT_MS)
        seen[name] = page.locator("body").inner_text()
        context.close()
    assert f"{KNOWN} · Perancang" in seen["known"]  # the account's role, whatever the provider claims
    for name in ("unknown", "unconfirmed"):
        assert KNOWN not in seen[name]
        assert "Ke mana Kembara seterusnya?" not in seen[name]  # no page was drawn
    assert "e-mail address" in seen["unknown"]
