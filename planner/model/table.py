"""A table of whole numbers held as one array: what a travel matrix of thousands of places can afford."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

Rows = tuple[tuple[int, ...], ...]
_LIMIT = np.iinfo(np.int32)


class IntTable(Sequence[tuple[int, ...]]):
    """Rows of Python integers to its readers, 4 bytes a value in memory; never changed once made.

    ``table[i][j]`` is an ``int``; a row becomes a tuple when it is first asked for. Equal to tuples of tuples of the
    same values. ``numpy.asarray(table)`` gives the values without making any row. Raises ValueError for rows of
    different lengths, for anything but whole numbers, and for values beyond 32 bits.
    """

    __slots__ = ("_rows", "array")

    def __init__(self, values: ArrayLike | IntTable) -> None:
        self.array: NDArray[np.int32] = values.array if isinstance(values, IntTable) else _whole(values)
        self._rows: dict[int, tuple[int, ...]] = {}

    @overload
    def __getitem__(self, row: int) -> tuple[int, ...]: ...

    @overload
    def __getitem__(self, row: slice) -> Rows: ...

    def __getitem__(self, row: int | slice) -> tuple[int, ...] | Rows:
        if isinstance(row, slice):
            return tuple(map(tuple, self.array[row].tolist()))
        found = self._rows.get(row)
        if found is None:
            found = self._rows[row] = tuple(self.array[row].tolist())
        return found

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return (tuple(row.tolist()) for row in self.array)  # a reader of all rows once does not fill the memory

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.array, dtype=dtype) if copy else np.asarray(self.array, dtype=dtype)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, IntTable):
            return bool(np.array_equal(self.array, other.array))
        return tuple(self) == other

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"IntTable({'x'.join(map(str, self.array.shape))})" if len(self) > 8 else f"IntTable({tuple(self)})"

    def __reduce__(self) -> tuple[type[IntTable], tuple[NDArray[np.int32]]]:
        return IntTable, (self.array,)

    def only(self, chosen: Sequence[int]) -> IntTable:
        """The rows and columns ``chosen``, in that order."""
        return IntTable(self.array[np.ix_(chosen, chosen)])

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """In files the table is what it always was: lists of whole numbers."""
        from pydantic_core import core_schema  # noqa: PLC0415 - only who reads or writes files needs it

        return core_schema.no_info_after_validator_function(
            cls,
            handler.generate_schema(Rows),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda table: table.array.tolist()),
        )


def _whole(values: ArrayLike) -> NDArray[np.int32]:
    """The values as an array that cannot be written to."""
    given = np.asarray(values)
    if given.size and given.dtype.kind not in "iu":
        raise ValueError("a table holds whole numbers, in rows of one length")
    if given.size and (given.min() < _LIMIT.min or given.max() > _LIMIT.max):
        raise ValueError("a table holds whole numbers of at most 32 bits")
    array = given.astype(np.int32)  # a copy: nobody else can write to it
    array.setflags(write=False)
    return array
