"""Real people are never sealed under the key everybody knows."""

import sqlite3
import stat
from datetime import datetime

import pytest
from test_store_cli import CSV
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import PlannerError
from planner.settings import KEY_FILE, read_settings
from planner.units import ZONE
from planner.workspace import Workspace

NOW = datetime(2021, 7, 6, 20, tzinfo=ZONE)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in a home without a key; PlannerError comes through."""
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))
    for name in ("KEMBARA_KEY", "KEMBARA_DATABASE"):
        monkeypatch.delenv(name, raising=False)

    def call(*words: object) -> str:
        result = CliRunner().invoke(app, [str(word) for word in words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return call


def rows_of(path):
    """Raw rows of a file."""
    return Workspace.open().read_rows([path])[0]


def take(path):
    """The file into the store, under whatever key there is."""
    return Workspace.open().import_rows(rows_of(path), channel=None, actor="aminah", now=NOW)


def test_real_people_wait_for_a_key(run, tmp_path):
    """Under the public key real rows are refused and nothing is written; the command makes a key and takes them."""
    (tmp_path / "calls.csv").write_text(CSV)
    with pytest.raises(PlannerError, match=r"E1731.*KEMBARA_KEY.*kembara key new") as told:
        take(tmp_path / "calls.csv")
    assert told.value.exit_code == 3
    assert not (tmp_path / "home" / "kembara.db").exists()
    assert "2 new referrals" in run("import", tmp_path / "calls.csv")
    assert (tmp_path / "home" / KEY_FILE).exists()


def test_synthetic_rows_need_no_key_but_one_real_row_among_them_does(run, tmp_path):
    """A file of the generator comes in under the public key; with one row of another origin none of it does."""
    made = tmp_path / "made.csv"
    run("synthetic", "--rows", 30, "--out", made)
    lines = made.read_text("utf-8").splitlines()
    (tmp_path / "mixed.csv").write_text("\n".join([*lines, lines[-1].replace("SYN-", "CASE-")]), "utf-8")
    with pytest.raises(PlannerError, match="E1731"):
        take(tmp_path / "mixed.csv")
    assert take(made).added > 0
    with pytest.raises(PlannerError, match="E1731"):  # a store under the public key stays closed to real rows
        run("import", tmp_path / "mixed.csv")


def test_the_key_file_is_the_owners_alone_and_never_replaced(run, tmp_path):
    """Mode 0600, at least 256 bits, read when the variable is absent, kept by a second call and beside a store."""
    assert "for your eyes alone" in run("key", "new")
    path = tmp_path / "home" / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    key = path.read_bytes().strip()
    assert len(key) >= 43  # 256 bits in base64
    settings = read_settings({"KEMBARA_HOME": str(tmp_path / "home")})
    assert (settings.key, settings.is_demonstration_key) == (key, False)
    assert read_settings({"KEMBARA_HOME": str(tmp_path / "home"), "KEMBARA_KEY": "mine"}).key == b"mine"
    with pytest.raises(PlannerError, match="E1733"):
        run("key", "new")
    path.unlink()
    sqlite3.connect(tmp_path / "home" / "kembara.db").close()
    with pytest.raises(PlannerError, match="E1733"):
        run("key", "new")
    assert not path.exists()


@pytest.mark.parametrize(("content", "mode"), [(b"a good key", 0o644), (b" \n", 0o600)])
def test_a_key_file_that_cannot_be_trusted_is_refused(tmp_path, content, mode):
    """A file that others may read, and one without a key, are refused rather than passed over."""
    path = tmp_path / KEY_FILE
    path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(PlannerError, match="E1732"):
        read_settings({"KEMBARA_HOME": str(tmp_path)})


def test_a_home_that_cannot_be_written_gets_no_key(run, tmp_path):
    """A file where the folder should be: refused with the reason, nothing half made."""
    (tmp_path / "home").write_text("no folder")
    with pytest.raises(PlannerError, match="E3703"):
        run("key", "new")


def test_the_key_of_a_home_is_changed_and_the_rest_goes_on(run, tmp_path):
    """With a key file a random key takes its place after a backup; what was kept opens, and no row comes in twice."""
    (tmp_path / "calls.csv").write_text(CSV)
    run("key", "new")
    assert "2 new referrals" in run("import", tmp_path / "calls.csv")
    file = tmp_path / "home" / KEY_FILE
    before = file.read_bytes()
    with pytest.raises(PlannerError, match="E1735"):
        run("key", "change")
    told = run("key", "change", "--backup", tmp_path / "before.zip")
    assert "restored on trial and equal" in told
    assert "sealed with the new key" in told
    assert file.read_bytes() != before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not (tmp_path / "home" / "kembara.key.next").exists()
    assert "0 new referrals" in run("import", tmp_path / "calls.csv")
    assert "whole" in run("audit", "verify")


def test_the_key_of_the_environment_is_changed(run, tmp_path, monkeypatch):
    """With KEMBARA_KEY the new one comes from KEMBARA_NEW_KEY, and a change that ended may be asked for again."""
    monkeypatch.setenv("KEMBARA_KEY", "the key of a ministry, kept outside")
    (tmp_path / "calls.csv").write_text(CSV)
    run("import", tmp_path / "calls.csv")
    with pytest.raises(PlannerError, match="E1734"):
        run("key", "change", "--backup", tmp_path / "before.zip")
    monkeypatch.setenv("KEMBARA_NEW_KEY", "the next key of a ministry, as long as need be")
    run("key", "change", "--backup", tmp_path / "before.zip")
    assert "taken up" in run("key", "change")
    with pytest.raises(PlannerError, match="E1711"):
        run("audit", "verify")
    monkeypatch.setenv("KEMBARA_KEY", "the next key of a ministry, as long as need be")
    assert "whole" in run("audit", "verify")
    assert "0 new referrals" in run("import", tmp_path / "calls.csv")
