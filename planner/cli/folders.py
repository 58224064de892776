"""A folder of results: written file by file, and nothing of an earlier plan left among the papers of this one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath

import typer

from planner.cli.edges import write_whole
from planner.errors import refuse

PAPERS = "run_sheets"
EARLIER = "earlier"


def write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    """Write ``files`` (relative name → content) below ``out``; nothing is written when ``out`` is a file.

    Run sheets of an earlier plan would send crews to places that are no longer planned: they are moved to
    ``out/earlier``, and that is told.
    """
    if out.exists() and not out.is_dir():
        raise refuse("E1033", f"{out} is a file, not a folder", "name a folder with --out")
    for name, content in sorted(files.items()):
        write_whole(out / name, content)
    moved = _set_aside(out, files)
    if moved:
        typer.echo(f"{moved} run sheets of an earlier plan were moved to {out / EARLIER}", err=True)


def _set_aside(out: Path, files: Collection[str]) -> int:
    """Move papers below ``out`` that are not among ``files``; how many."""
    kept = {out / PurePosixPath(name) for name in files}
    stale = [path for path in sorted((out / PAPERS).rglob("*")) if path.is_file() and path not in kept]
    for path in stale:
        target = out / EARLIER / path.relative_to(out)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
        except OSError as error:
            cause = f"{path} is of an earlier plan and cannot be moved: {error.strerror}"
            raise refuse("E1031", cause, "move it away by hand, or choose a new folder") from error
    return len(stale)
