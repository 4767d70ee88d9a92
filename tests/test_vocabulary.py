"""The word lists: codes of two lists are equal as texts, so a label must not be lost to another's."""

from __future__ import annotations

import ast
import inspect

from tocongnghe import vocabulary


def test_no_label_is_lost_to_an_equal_code_of_another_list():
    (table,) = [
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(vocabulary)))
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == "LABELS"
    ]
    assert isinstance(table, ast.Dict)
    written = [
        (str(eval(ast.unparse(key), vars(vocabulary))), ast.literal_eval(value))  # noqa: S307 - our own source
        for key, value in zip(table.keys, table.values, strict=True)
        if key is not None
    ]

    shown = {str(code): label for code, label in vocabulary.LABELS.items()}

    assert [pair for pair in written if shown[pair[0]] != pair[1]] == []
