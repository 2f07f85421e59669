"""Lines of DRUG as FDA's files have them."""

from tests.sources.faers.conftest import Lake
from tests.sources.faers.zips import AERS, AERS_ROWS, FAERS, FAERS_ROWS, faers_members, text_of

DRUG_AERS_2 = b"4204617$1004278787$SS$PREDNISONE$1$ORAL$5 MG$U$U$$$11153$"


DRUG_NO_NDA = b"7475790$1016572490$C$DEXAMETHASONE$1$$$$$$$$"


DRUG_NEXT = b"7475791$1016572491$PS$REVLIMID$1$ORAL$25 MG$U$U$$$21880$"


def drug(name: bytes, seq: bytes = b"1", role: bytes = b"PS") -> bytes:
    """A FAERS DRUG line with this drug name."""
    fields = FAERS_ROWS["DRUG"].split(b"$")
    fields[2], fields[3], fields[4] = seq, role, name
    return b"$".join(fields)


def load_drugs(lake: Lake, *lines: bytes, ending: bytes = b"\r\n") -> None:
    lake.load(faers_members(DRUG=text_of(FAERS["DRUG"], *lines, ending=ending)))


def with_value(column: bytes, value: bytes, era: str = "FAERS") -> tuple[bytes, bytes]:
    """DEMO's header and its row with this value."""
    header, row = (FAERS["DEMO"], FAERS_ROWS["DEMO"]) if era == "FAERS" else (AERS["DEMO"], AERS_ROWS["DEMO"])
    fields = row.split(b"$")
    fields[header.split(b"$").index(column)] = value
    return header, b"$".join(fields)
