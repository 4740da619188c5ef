"""What is chosen is named by what it is, never by its place in a list that others change."""

import ast
from pathlib import Path

import pytest

import taiodo.ui

MODULES = sorted(Path(taiodo.ui.__path__[0]).rglob("*.py"))
CHOICES = {"selectbox", "radio", "multiselect", "pills", "segmented_control", "select_slider"}


def choices(module):
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if named and node.func.attr in CHOICES:
            yield node


def test_there_is_something_to_look_at():
    assert sum(len(list(choices(m))) for m in MODULES) > 20


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.stem)
def test_no_choice_is_a_position(module):
    for call in choices(module):
        names = {
            n.func.id
            for n in ast.walk(call)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        }
        assert not {"range", "enumerate"} & names, (
            f"{module.name}:{call.lineno}: ids, not positions"
        )
