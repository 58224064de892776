"""The language a command tells its results in."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Tongue(StrEnum):
    """Languages that results and reasons are told in."""

    EN = "en"
    MS = "ms"


InTongue = Annotated[Tongue, typer.Option("--language", help="Language to tell the result in: en or ms.")]
