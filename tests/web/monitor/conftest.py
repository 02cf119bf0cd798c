"""The office of operations, for who watches social media."""

from tests.web.operations.conftest import office

__all__ = ["office"]
