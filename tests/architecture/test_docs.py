"""The docs fail when they lie: every error code and every command is documented, and nothing else is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import typer.main

from planner.cli import app

ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r'"(E\d{4})"')
HEADING = re.compile(r"^## (E\d{4}) — ", re.MULTILINE)


def _codes_in_source() -> set[str]:
    return {code for path in (ROOT / "planner").rglob("*.py") for code in CODE.findall(path.read_text("utf-8"))}


def _documented() -> list[str]:
    return [
        code for path in (ROOT / "docs" / "errors").glob("*.md") for code in HEADING.findall(path.read_text("utf-8"))
    ]


def test_every_error_code_is_documented_once_and_exists() -> None:
    """A code raised without a chapter, a chapter without a code, and a code explained twice all fail."""
    documented = _documented()
    assert sorted(documented) == sorted(set(documented))
    assert set(documented) == _codes_in_source()


def test_every_chapter_tells_cause_action_and_a_bad_example() -> None:
    """In this order and in these words, so that whoever looks a code up knows where to read."""
    for page in (ROOT / "docs" / "errors").glob("*.md"):
        for chapter in re.split(r"^(?=## )", page.read_text("utf-8"), flags=re.MULTILINE):
            told = re.findall(r"^(Cause|Action|Bad example): \S", chapter, re.MULTILINE)
            assert not HEADING.match(chapter) or told == ["Cause", "Action", "Bad example"], chapter


def test_every_command_is_documented_and_has_help() -> None:
    """Each command and subcommand stands in docs/commands.md with its options, and says what it does."""
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    root = typer.main.get_command(app)
    for path, command in _walk(root, "kembara"):
        assert command.help, f"{path} has no help"
        rows = [line for line in text.splitlines() if re.match(rf"\| `{path}[ `]", line)]
        assert rows, f"{path} is not in docs/commands.md"
        names = {name for given in command.params for name in (*given.opts, *given.secondary_opts)}
        options = {name for name in names if name.startswith("--")} - {"--help"}
        told = set(re.findall(r"--[a-z-]+", " ".join(rows)))
        assert options <= told, f"{path} does not tell of {sorted(options - told)} in docs/commands.md"


def test_no_help_loses_words_in_brackets() -> None:
    """What stands in square brackets is read as markup and not shown: help is written without them."""
    for path, command in _walk(typer.main.get_command(app), "kembara"):
        texts = [command.help, *(getattr(given, "help", "") for given in command.params)]
        assert not [text for text in texts if text and re.search(r"\[[a-z[]", text)], path


def _walk(command: object, path: str) -> list[tuple[str, object]]:
    children = getattr(command, "commands", {})
    found = [] if children else [(path, command)]
    for name, child in sorted(children.items()):
        found += _walk(child, f"{path} {name}")
    return found


SETTING = re.compile(r"\bKEMBARA_[A-Z][A-Z_]*[A-Z]\b")
ROW = re.compile(r"^\| `(KEMBARA_[A-Z_]+)` \| \S", re.MULTILINE)


def test_every_setting_is_documented_and_exists() -> None:
    """Every environment variable the program reads has a row in docs/deployment.md, and no row is about another."""
    sources = [*(ROOT / "planner").rglob("*.py"), ROOT / "app.py"]
    read = {name for path in sources for name in SETTING.findall(path.read_text("utf-8"))}
    rows = ROW.findall((ROOT / "docs" / "deployment.md").read_text("utf-8"))
    assert sorted(rows) == sorted(read)


def test_no_page_names_a_setting_that_is_none() -> None:
    """A mistyped or forgotten variable in any page of the docs is found."""
    rows = set(ROW.findall((ROOT / "docs" / "deployment.md").read_text("utf-8")))
    for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        assert set(SETTING.findall(path.read_text("utf-8"))) <= rows | {"KEMBARA_REQUIRE_POSTGRES"}, path.name


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_every_link_between_pages_leads_somewhere() -> None:
    """A page or picture that was renamed is found by the links that still name it, in the code's comments too."""
    for page in PAGES:
        for target in LINK.findall(page.read_text("utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"
    for path in [*(ROOT / "planner").rglob("*.py"), *(ROOT / "data").rglob("*.toml")]:
        for name in re.findall(r"docs/[\w/.-]+\.md", path.read_text("utf-8")):
            assert (ROOT / name).exists(), f"{path.name}: {name}"


def test_decisions_are_numbered_listed_and_of_one_form() -> None:
    """Numbers have no gap; each page holds its parts in order and stands in the list under its number."""
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(
        r"^\| (\d{4}) \| \w+ \| \[[^]]+\]\((\S+)\) \|$", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    pages = sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")
    assert listed == [(f"{number:04}", name) for number, name in enumerate(pages, 1)]
    form = re.compile(
        r"# \d{4} · .+\nStatus: .+\n## Context\n## Decision\n(## Weighed\n)?(## Evidence\n)?## Consequences"
    )
    for number, name in listed:
        text = (folder / name).read_text("utf-8")
        assert name.startswith(f"{number}-")
        assert text.startswith(f"# {number} · ")
        assert form.fullmatch("\n".join(re.findall(r"^(?:# |## |Status: ).*", text, re.MULTILINE))), name


def test_every_field_of_the_embedded_fleet_is_explained() -> None:
    """Each table and field of data/fleet stands in docs/fleet.md."""
    told = (ROOT / "docs" / "fleet.md").read_text("utf-8")
    for path in (ROOT / "data" / "fleet").glob("*.toml"):
        for table, value in tomllib.loads(path.read_text("utf-8")).items():
            rows = value if isinstance(value, list) else [value]
            for name in {table, *(key for row in rows if isinstance(row, dict) for key in row)}:
                assert re.search(rf"[`\[]{name}[`\]]", told), f"{path.name}: {name}"
