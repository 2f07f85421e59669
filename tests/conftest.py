"""What every room's tests share: the folder of real data, where there is one."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real FAERS data and golden numbers that lies beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("no folder 'shared' with real data and golden numbers beside this checkout")
    return SHARED
