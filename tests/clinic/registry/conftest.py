"""A data directory of its own for each test."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def place(settings, tmp_path) -> Path:
    """Where the registry comes to lie."""
    settings.DATA = tmp_path
    return tmp_path / "registry"
