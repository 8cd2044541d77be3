"""Adapters for tests that have no dotted path of their own."""

import sys
from itertools import count
from types import ModuleType
from typing import Any

_numbers = count(1)
_module = ModuleType("dovetail_test_adapters")
sys.modules[_module.__name__] = _module


def path_to(adapter: Any) -> str:
    """The dotted path of an adapter class or factory; a path is its own."""
    if isinstance(adapter, str):
        return adapter
    name = f"Adapter{next(_numbers)}"
    setattr(_module, name, adapter)
    return f"{_module.__name__}.{name}"
