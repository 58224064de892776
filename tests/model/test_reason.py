"""Reasons in a cell of a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.reason import Detail, cell_of, details_of, told

DETAILS = st.builds(
    Detail, st.text(min_size=1), st.lists(st.tuples(st.text(), st.text()), max_size=4).map(tuple)
)  # fmt: skip


@given(st.lists(DETAILS, max_size=4).map(tuple))
def test_a_cell_gives_back_what_was_put_in(details):
    """Whatever a name holds (quotes, semicolons, brackets), code and figures come out as they went in."""
    assert details_of(cell_of(details)) == details


def test_no_reason_is_an_empty_cell():
    """Nothing to say leaves a cell empty, and an empty cell says nothing."""
    assert cell_of(()) == ""
    assert details_of("") == ()


def test_a_figure_may_come_more_than_once():
    """Each value is kept, in order, as text."""
    detail = Detail("closed", (("rule", "a"), ("until", ""), ("rule", "b")))
    assert detail.all("rule") == ["a", "b"]
    assert detail.all("nothing") == []
    assert told("room", baskets=3).figures == (("baskets", "3"),)


def test_a_damaged_cell_is_not_read():
    """A cell that nobody wrote so is a fault, not half a reason."""
    with pytest.raises(ValueError, match="shorter"):
        details_of('[["code","figure without a value"]]')
