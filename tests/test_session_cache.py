"""What the tests share is made by one of those who ask, and never left half made."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.session_cache import made_once


def test_of_many_who_ask_at_once_one_makes_it_and_all_get_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    makers: list[int] = []

    def make(asker: int, folder: Path) -> int:
        makers.append(asker)
        time.sleep(0.05)
        (folder / "made").write_text("whole")
        return asker

    with ThreadPoolExecutor(8) as pool:
        got = list(
            pool.map(lambda asker: made_once(tmp_path_factory, "asked", lambda folder: make(asker, folder)), range(8))
        )
    assert len(makers) == 1
    assert got == makers * 8


def test_what_failed_half_made_is_made_anew_by_the_next_who_asks(tmp_path_factory: pytest.TempPathFactory) -> None:
    def fail(folder: Path) -> list[str]:
        (folder / "half").touch()
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        made_once(tmp_path_factory, "failing", fail)
    assert made_once(tmp_path_factory, "failing", lambda folder: [str(path) for path in folder.iterdir()]) == []
