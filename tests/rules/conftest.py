import pytest

from router.testing import klaverdam


@pytest.fixture
def book():
    return klaverdam()
