"""Every channel folder, found by itself: there is no list to edit."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

import router.channels
from router.channels.base import Adapter


@cache
def adapters() -> Mapping[str, Adapter]:
    """By name."""
    found = {}
    for module in pkgutil.iter_modules(router.channels.__path__):
        if module.ispkg:
            adapter = getattr(importlib.import_module(f"router.channels.{module.name}"), "adapter", None)
            if isinstance(adapter, Adapter):
                found[adapter.name] = adapter
    return found
