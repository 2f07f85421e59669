"""FDA's faults, planted one of each: the bytes are as told, and nothing else changes."""

import zipfile
from pathlib import Path

import pytest

from signals.demo import World, make_world
from signals.demo.layouts import file_layouts
from signals.quarter import Quarter
from signals.sources.faers.zip_name import zip_name
from tests.demo.faults import PlantedFault, plant_faults


@pytest.fixture(scope="module")
def sound_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("sound"), quarters=["2012Q2", "2023Q1"], reports_per_quarter=300)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, tuple[PlantedFault, ...]]:
    folder = tmp_path_factory.mktemp("faulty")
    world = make_world(folder, quarters=["2012Q2", "2023Q1"], reports_per_quarter=300)
    return world, plant_faults(folder)


def content(world: World, fault: PlantedFault) -> bytes:
    quarter = Quarter.parse(fault.quarter)
    with zipfile.ZipFile(world.folder / zip_name(quarter)) as archive:
        return archive.read(file_layouts(quarter)[fault.table].member)


def fault_of(faults: tuple[PlantedFault, ...], kind: str) -> PlantedFault:
    (found,) = [fault for fault in faults if fault.kind == kind]
    return found


def test_every_fault_stands_at_the_line_it_names(faulty: tuple[World, tuple[PlantedFault, ...]]) -> None:
    world, faults = faulty
    assert len(faults) == 9
    assert fault_of(faults, "blank line").primaryid is None
    for fault in faults:
        line = content(world, fault).split(b"\n")[fault.line_number - 1]
        assert (fault.primaryid is None) == (line == b"\r")
        if fault.primaryid is not None:
            assert str(fault.primaryid).encode() in line
        if fault.value is not None:
            assert fault.value.split("\n")[0].encode("latin-1") in line


def test_faults_change_the_number_of_fields_as_fdas_do(faulty: tuple[World, tuple[PlantedFault, ...]]) -> None:
    world, faults = faulty

    def dollars(kind: str, after: int = 0) -> int:
        fault = fault_of(faults, kind)
        return content(world, fault).split(b"\n")[fault.line_number - 1 + after].count(b"$")

    # AERS DRUG has 12 columns and one `$` more a row, DEMO 23; FAERS DRUG 20 (FDA's headers).
    assert dollars("run-on records") == 24
    assert dollars("dollar in a value") == 24
    assert dollars("too few fields") < 19
    assert dollars("line feed in a field") + dollars("line feed in a field", after=1) == 19
    for kind in ("Latin-1 byte", "unbalanced quote", "SQL in a value", "carriage return in a field"):
        assert dollars(kind) == 19


def test_a_latin_1_byte_is_no_utf_8(faulty: tuple[World, tuple[PlantedFault, ...]]) -> None:
    world, faults = faulty
    with pytest.raises(UnicodeDecodeError):
        content(world, fault_of(faults, "Latin-1 byte")).decode("utf-8")


def test_other_members_and_lines_stay_as_they_were(
    sound_world: World, faulty: tuple[World, tuple[PlantedFault, ...]]
) -> None:
    world, faults = faulty
    hit = {file_layouts(Quarter.parse(fault.quarter))[fault.table].member for fault in faults}
    for before, after in zip(sound_world.zips, world.zips, strict=True):
        with zipfile.ZipFile(before) as old, zipfile.ZipFile(after) as new:
            assert old.namelist() == new.namelist()
            for member in old.namelist():
                if member in hit:
                    unchanged = set(old.read(member).split(b"\n")) & set(new.read(member).split(b"\n"))
                    assert len(unchanged) >= len(set(old.read(member).split(b"\n"))) - 6
                else:
                    assert old.read(member) == new.read(member)


def test_a_folder_without_both_eras_is_refused(tmp_path: Path) -> None:
    make_world(tmp_path, quarters=["2023Q1"], reports_per_quarter=200)
    with pytest.raises(ValueError, match="both eras"):
        plant_faults(tmp_path)
