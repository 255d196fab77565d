"""Rows without a stated order come in any order: the tests see to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler


@contextmanager
def shuffle_unordered_queries() -> Iterator[None]:
    """Add a random order to every outermost SELECT of rows that states none.

    Left alone: what has one row or no order of its own (aggregates, DISTINCT, unions, subqueries).
    """
    stated = SQLCompiler._order_by_pairs

    def with_random_order(compiler: SQLCompiler) -> Iterator[tuple[Any, bool]]:
        pairs = list(stated(compiler))
        query = compiler.query
        alone = query.subquery or query.combinator or query.distinct or query.group_by is not None
        if not pairs and not alone and type(compiler) is SQLCompiler:
            pairs = [(OrderBy(Random()), False)]
        yield from pairs

    with patch.object(SQLCompiler, "_order_by_pairs", with_random_order):
        yield
