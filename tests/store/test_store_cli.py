"""The commands do what they say, and say what they refuse."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import PlannerError
from planner.roles import Role
from planner.store import open_store

CSV = """name,phone,address,state,needs,date
Orang Satu,012-3456789,"Blok A-1-1, PPR Seri Semarak",Kuala Lumpur,perlu makanan,2021-07-01
Orang Dua,013-9876543,"Blok B-2-2, PPR Kerinchi",Kuala Lumpur,susu bayi,2021-07-02
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command on a store of its own; PlannerError comes through."""
    monkeypatch.setenv("KEMBARA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KEMBARA_KEY", "a key for tests")
    monkeypatch.delenv("KEMBARA_DATABASE", raising=False)
    runner = CliRunner()

    def call(*words: object, **more) -> str:
        result = runner.invoke(app, [str(word) for word in words], **more)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return call


@pytest.fixture
def filled(run, tmp_path):
    """A store with two referrals."""
    (tmp_path / "calls.csv").write_text(CSV)
    run("import", tmp_path / "calls.csv", "--channel", "jkm_ops")
    return tmp_path


def test_backup_restore_verify(run, filled):
    """A backup restores into another store whose record verifies; the archive is never overwritten."""
    archive = filled / "b.zip"
    assert "restored on trial and equal" in run("backup", archive)
    with pytest.raises(PlannerError, match="E2703"):
        run("backup", archive)
    url = f"sqlite:///{filled}/other.db"
    assert "0 left out" in run("restore", archive, "--into", url)
    assert "whole" in run("audit", "verify", env={"KEMBARA_DATABASE": url})


def test_a_broken_record_is_told(run, filled):
    """Heads noted earlier do not fit another store; every break comes with code, cause and action."""
    note = filled / "heads.json"
    run("audit", "verify", "--note", note)
    heads = json.loads(note.read_text())
    heads["main"][1] = "0" * 64
    note.write_text(json.dumps(heads))
    with pytest.raises(PlannerError, match="E1729") as told:
        run("audit", "verify", "--witness", note)
    assert told.value.exit_code == 3
    note.write_text("nonsense")
    with pytest.raises(PlannerError, match="E1730"):
        run("audit", "verify", "--witness", note)


def test_accounts(run):
    """An account is added with a password that is asked for, listed, and disabled."""
    words = "petang yang tenang\n" * 2
    assert "may sign in as jkm" in run("account", "add", "Aminah", "--role", "jkm", input=words)
    run("account", "disable", "aminah")
    assert run("account", "list") == "aminah\tjkm\tdisabled\n"
    run("account", "enable", "aminah")
    better = "kata laluan yang baharu"
    told = "\n".join((words.splitlines()[0], better, better, ""))
    assert "is changed" in run("account", "password", "aminah", input=told)
    with pytest.raises(PlannerError, match="E1718"):
        run("account", "password", "aminah", input=told)


def test_whom_to_call_and_who_looked(run, filled, tmp_path):
    """The case team gets phone and name, nobody else; the look is on the record that the case team alone sees."""
    referral = open_store(f"sqlite:///{tmp_path}/home/kembara.db", key=b"a key for tests").referrals(Role.JKM)
    key = referral["referral_id"][0]
    told = run("contacts", key)
    assert told.startswith(key)
    assert "Orang Satu" in told or "Orang Dua" in told
    log = ("audit", "list")
    for words in (("contacts", key, "--role", "planner"), (*log, "--restricted"), (*log, "--role", "jkm")):
        with pytest.raises(PlannerError, match="E1701"):
            run(*words)
    assert run("audit", "list", "--role", "ministry").splitlines()[1].split("\t")[4] == "import"
    looked = run("audit", "list", "--restricted", "--role", "jkm", "--newest", 1)
    assert "contacts.read" in looked
    assert key in looked
    run("audit", "list", "--out", filled / "log.csv")
    assert "import" in (filled / "log.csv").read_text()


def test_what_was_worked_out_is_kept_with_its_inputs(run, filled):
    """`kembara hotspots` leaves its tables; each row's run is listed with inputs and versions; roles hold."""
    run("hotspots", "--out", filled / "h.csv", "--now", "2021-07-06")
    head, *lines = (line.split("\t") for line in run("runs", "list", "--role", "analyst").splitlines())
    runs = {row["stage"]: row for row in (dict(zip(head, line, strict=True)) for line in lines)}
    assert set(runs) == {"placing", "linking", "hotspots"}
    assert {"households", "visited", "gazetteer", "weights", "seed"} == set(json.loads(runs["hotspots"]["inputs"]))
    assert "kembara-planner" in json.loads(runs["linking"]["versions"])
    for what, stage in (("placements", "placing"), ("households", "linking"), ("links", "linking")):
        run("runs", "export", what, "--out", filled / "t.csv")
        table = pd.read_csv(filled / "t.csv")
        assert len(table) == 2
        assert set(table["run_id"]) == {runs[stage]["run_id"]}
    run("runs", "export", "review", "--out", filled / "t.csv")
    run("runs", "export", "hotspots", "--run", runs["hotspots"]["run_id"], "--out", filled / "t.csv")
    assert pd.read_csv(filled / "t.csv")["hotspot_id"].tolist() == pd.read_csv(filled / "h.csv")["hotspot_id"].tolist()
    with pytest.raises(PlannerError, match="E1701"):
        run("runs", "export", "links", "--out", filled / "t.csv", "--role", "ministry")


def test_forget_and_expire(run, filled):
    """A household as `kembara intake` names it is forgotten with a certificate; what is old expires."""
    run("intake", filled / "calls.csv", "--out", filled / "told.csv", "--channel", "jkm_ops")
    lines = (filled / "told.csv").read_text().splitlines()
    column = lines[0].split(",").index("household_id")
    household = lines[1].split(",")[column]
    run("forget", household, "--reason", "asked for in writing", "--out", filled / "proof.json")
    proof = json.loads((filled / "proof.json").read_text())
    assert proof["removed"]["referrals"] == 1
    assert household not in json.dumps(proof)
    again = json.loads(run("forget", household, "--reason", "a key file was out of reach"))
    assert not any(again["removed"].values())
    with pytest.raises(PlannerError, match="E1728"):
        run("forget", "nobody", "--reason", "asked for in writing")
    assert json.loads(run("expire", "--older-than", 30))["removed"]["referrals"] == 1
    assert "whole" in run("audit", "verify")
