"""Rows without a stated order come in any order: the tests see to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLDeleteCompiler,
    SQLInsertCompiler,
    SQLUpdateCompiler,
)

# Compilers of everything but a SELECT of rows.
NO_ROWS = (SQLAggregateCompiler, SQLDeleteCompiler, SQLInsertCompiler, SQLUpdateCompiler)


@contextmanager
def shuffle_unordered_queries() -> Iterator[None]:
    """Add a random order to every outermost SELECT of rows that states none.

    Left alone: what has one row or no order of its own (aggregates, DISTINCT, unions, subqueries).
    """
    stated = SQLCompiler._order_by_pairs
    combine = SQLCompiler.get_combinator_sql
    parts_of_a_union = 0

    def parts_have_no_order(compiler: SQLCompiler, *args: Any) -> Any:
        nonlocal parts_of_a_union
        parts_of_a_union += 1
        try:
            return combine(compiler, *args)
        finally:
            parts_of_a_union -= 1

    def with_random_order(compiler: SQLCompiler) -> Iterator[tuple[Any, bool]]:
        pairs = list(stated(compiler))
        query = compiler.query
        alone = query.subquery or query.combinator or query.distinct or query.group_by is not None
        alone = alone or parts_of_a_union > 0
        if not pairs and not alone and not isinstance(compiler, NO_ROWS):
            pairs = [(OrderBy(Random()), False)]
        yield from pairs

    with (
        patch.object(SQLCompiler, "_order_by_pairs", with_random_order),
        patch.object(SQLCompiler, "get_combinator_sql", parts_have_no_order),
    ):
        yield
