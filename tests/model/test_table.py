"""A table of whole numbers is to its readers what tuples of tuples are, at a ninth of the memory."""

from __future__ import annotations

import copy
import pickle  # noqa: TID251 - what a cluster of workers sends
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from planner.model.table import IntTable
from planner.model.travel import TravelMatrix

WHOLE = st.integers(-1, 2**31 - 1)
SQUARES = st.integers(0, 5).flatmap(
    lambda n: st.tuples(*[st.tuples(*[WHOLE] * n)] * n),
)


@given(SQUARES)
def test_a_table_reads_like_tuples_of_tuples(rows):
    """Rows, values, slices, iteration, equality, hash, copies and arrays are those of the tuples it was made from."""
    table = IntTable(rows)
    assert table == rows
    assert hash(table) == hash(rows)
    assert tuple(table) == rows == table[:]
    assert len(table) == len(rows)
    assert [table[i] for i in range(len(rows))] == list(rows)
    assert all(type(value) is int for row in table for value in row)
    assert np.array(table, np.int64).tolist() == [list(row) for row in rows]
    assert pickle.loads(pickle.dumps(table)) == copy.deepcopy(table) == table
    chosen = list(range(len(rows)))[::-1]
    if chosen:
        assert table.only(chosen) == tuple(tuple(rows[i][j] for j in chosen) for i in chosen)


@given(SQUARES)
def test_a_matrix_in_a_file_is_lists_of_numbers(rows):
    """Written and read again a matrix is the same, and its JSON is what plain tuples would give."""
    ids = tuple(map(str, range(len(rows))))
    matrix = TravelMatrix(ids, rows, rows, "made up")
    kind = TypeAdapter(TravelMatrix)
    tree = kind.dump_python(matrix, mode="json")
    assert tree["duration_s"] == [list(row) for row in rows]
    assert kind.validate_json(kind.dump_json(matrix)) == matrix == kind.validate_python(tree)


@pytest.mark.parametrize("rows", [((1, 2), (3,)), ((1.5,),), (("a",),), ((2**31,),), ((True,),), ((10**30,),)])
def test_what_is_no_table_of_whole_numbers_is_refused(rows):
    """Ragged rows, fractions, words, truths and numbers beyond 32 bits never become a travel time."""
    with pytest.raises(ValueError, match=r"whole numbers|inhomogeneous"):
        IntTable(rows)


def test_a_file_with_a_ragged_or_endless_table_is_refused():
    """What a plan file may hold wrongly is a validation error, not a crash."""
    kind = TypeAdapter(TravelMatrix)
    good = {"location_ids": ["a", "b"], "distance_m": [[0, 1], [1, 0]], "source": "x"}
    for bad in ([[0, 1], [1]], [[0, 10**12], [1, 0]], [[0, 0.5], [1, 0]], [[0]], "no", [[0, None], [1, 0]]):
        with pytest.raises(ValidationError):
            kind.validate_python({**good, "duration_s": bad})


def test_nobody_can_write_into_a_table():
    """Neither the maker's array nor the table's own lets a value change afterwards."""
    mine = np.zeros((2, 2), dtype=np.int32)
    table = IntTable(mine)
    mine[0, 0] = 7
    assert table[0][0] == 0
    with pytest.raises(ValueError, match="read-only"):
        table.array[0, 0] = 7


def test_a_large_table_takes_four_bytes_a_value():
    """A table of 1,000 by 1,000 takes 4 MB, where the same integers in tuples take more than 30."""
    values = np.arange(10**6).reshape(1000, 1000)

    def megabytes(make) -> float:
        tracemalloc.start()
        kept = make()
        used = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert len(kept) == 1000
        return used / 1e6

    assert megabytes(lambda: IntTable(values)) < 4.1
    assert megabytes(lambda: tuple(map(tuple, values.tolist()))) > 30
