"""Text of a PDF that is broken into lines once for each width."""

from __future__ import annotations

from reportlab.platypus import Paragraph


class Text(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph for tables, which ask how high it is when they measure and again when they draw.

    Breaking it anew for each question was a tenth of a run sheet's time.
    """

    _asked: float | None = None
    _size: tuple[float, float] = (0.0, 0.0)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Width and height in points when it is broken for ``width``."""
        if self._asked != width:
            self._size, self._asked = super().wrap(width, height), width
        return self._size
