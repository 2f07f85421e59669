"""FDA's column names by table and era, and the lake's names for them.

The headers are those of FDA's own files (2004Q1, 2012Q4, 2014Q3, 2024Q1, 2026Q1, 2026Q2 were compared) and
the readme of 2014Q3. A header that is none of them refuses the quarter: a column that is added, gone or
renamed must be understood before its values are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import pyarrow as pa

from signals.errors import OutsideError

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_LAKE_COLUMNS = {
    "DEMO": "primaryid caseid caseversion i_f_code image event_dt mfr_dt init_fda_dt fda_dt rept_cod"
    " auth_num mfr_num mfr_sndr lit_ref age age_cod age_grp sex e_sub wt wt_cod rept_dt occp_cod death_dt"
    " to_mfr confid reporter_country occr_country",
    "DRUG": "primaryid caseid drug_seq role_cod drugname prod_ai val_vbm route dose_vbm cum_dose_chr"
    " cum_dose_unit dechal rechal lot_num exp_dt nda_num dose_amt dose_unit dose_form dose_freq",
    "REAC": "primaryid caseid pt drug_rec_act",
    "OUTC": "primaryid caseid outc_cod",
    "RPSR": "primaryid caseid rpsr_cod",
    "THER": "primaryid caseid dsg_drug_seq start_dt end_dt dur dur_cod",
    "INDI": "primaryid caseid indi_drug_seq indi_pt",
    "DELETED": "caseid",
}
LAKE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    table: tuple(columns.split()) for table, columns in _LAKE_COLUMNS.items()
}
"""The columns of each table in the lake, whatever the era; a last column `quarter` follows them."""
FOLDERS: Mapping[str, str] = {
    table: "deleted_case" if table == "DELETED" else table.casefold() for table in LAKE_COLUMNS
}
"""FDA's name of a table to its folder in the lake."""


class Era(Enum):
    """Which of FDA's two systems wrote a file; a header tells by the name of its key."""

    AERS = "isr"
    FAERS = "primaryid"


@dataclass(frozen=True)
class Header:
    """A file's header, understood: the lake's name for each column, in the file's order."""

    table: str
    era: Era
    columns: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.columns)


# Columns every file of the era has; those added later, with their first quarter; and other names for the same
# column: the faults of 2012Q4 (lot_nbr, outc_code) and GNDR_COD, which became sex in 2014Q3.
_COLUMNS: Mapping[Era, Mapping[str, str]] = {
    Era.AERS: {
        "DEMO": "isr case i_f_cod foll_seq image event_dt mfr_dt fda_dt rept_cod mfr_num mfr_sndr age age_cod"
        " gndr_cod e_sub wt wt_cod rept_dt occp_cod death_dt to_mfr confid",
        "DRUG": "isr drug_seq role_cod drugname val_vbm route dose_vbm dechal rechal lot_num exp_dt nda_num",
        "REAC": "isr pt",
        "OUTC": "isr outc_cod",
        "RPSR": "isr rpsr_cod",
        "THER": "isr drug_seq start_dt end_dt dur dur_cod",
        "INDI": "isr drug_seq indi_pt",
    },
    Era.FAERS: {
        "DEMO": "primaryid caseid caseversion i_f_code event_dt mfr_dt init_fda_dt fda_dt rept_cod mfr_num"
        " mfr_sndr age age_cod sex e_sub wt wt_cod rept_dt to_mfr occp_cod reporter_country occr_country",
        "DRUG": "primaryid caseid drug_seq role_cod drugname val_vbm route dose_vbm cum_dose_chr"
        " cum_dose_unit dechal rechal lot_num exp_dt nda_num dose_amt dose_unit dose_form dose_freq",
        "REAC": "primaryid caseid pt",
        "OUTC": "primaryid caseid outc_cod",
        "RPSR": "primaryid caseid rpsr_cod",
        "THER": "primaryid caseid dsg_drug_seq start_dt end_dt dur dur_cod",
        "INDI": "primaryid caseid indi_drug_seq indi_pt",
    },
}
_ADDITIONS: Mapping[Era, Mapping[str, tuple[str, str]]] = {
    Era.AERS: {"DEMO": ("2005Q3", "reporter_country")},
    Era.FAERS: {
        "DEMO": ("2014Q3", "auth_num lit_ref age_grp"),
        "DRUG": ("2014Q3", "prod_ai"),
        "REAC": ("2014Q3", "drug_rec_act"),
    },
}
_OTHER_NAMES: Mapping[Era, Mapping[str, str]] = {
    Era.AERS: {},
    Era.FAERS: {"gndr_cod": "sex", "lot_nbr": "lot_num", "outc_code": "outc_cod"},
}
_LAKE_NAMES: Mapping[Era, Mapping[str, str]] = {
    Era.AERS: {
        "isr": "primaryid",
        "case": "caseid",
        "foll_seq": "caseversion",
        "i_f_cod": "i_f_code",
        "gndr_cod": "sex",
    },
    Era.FAERS: {},
}
_DRUG_SEQ = {"THER": "dsg_drug_seq", "INDI": "indi_drug_seq"}


def table_schema(table: str) -> pa.Schema:
    """The columns of one of FDA's tables in the lake: text, verbatim, with the quarter last."""
    return pa.schema([(column, pa.string()) for column in (*LAKE_COLUMNS[table], "quarter")])


def understand_header(line: bytes, *, table: str, quarter: str, member: str) -> Header:
    """Which column is which, from a file's first line.

    Case, spaces around names, a byte order mark and the faults of 2012Q4 do not matter. The era is the
    header's own; a column that came later than the quarter is welcome, one that should be there is not
    done without.

    Raises OutsideError naming the file, the columns and what was expected.
    """
    names = _names(line)
    era = _era(names, table, member)
    names = [_OTHER_NAMES[era].get(name, name) for name in names]
    required = _COLUMNS[era][table].split()
    since, added = _ADDITIONS[era].get(table, ("", ""))
    known = required + added.split()
    if quarter >= since:
        required = known
    unknown = [name for name in names if name not in known]
    missing = [name for name in required if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    if unknown or missing or twice:
        raise _unknown_header(member, known, unknown=unknown, missing=missing, twice=twice)
    return Header(table, era, tuple(_lake_name(name, table, era) for name in names))


def _names(line: bytes) -> list[str]:
    text = line.removeprefix(BYTE_ORDER_MARK).decode("latin-1").rstrip("\r\n")
    return [name.strip().casefold() for name in text.split("$")]


def _era(names: Sequence[str], table: str, member: str) -> Era:
    for era in Era:
        if era.value in names:
            return era
    raise OutsideError(
        f"{member}: the header of {table} has no key column (expected primaryid, or ISR before 2012Q4;"
        f" found {_shown(names)}), so the quarter is refused; fetch it again, or have the new layout added to"
        " nibwatch if it is FDA's."
    )


def _lake_name(name: str, table: str, era: Era) -> str:
    if era is Era.AERS and name == "drug_seq":
        return _DRUG_SEQ.get(table, name)
    return _LAKE_NAMES[era].get(name, name)


def _unknown_header(
    member: str, known: Sequence[str], *, unknown: Sequence[str], missing: Sequence[str], twice: Sequence[str]
) -> OutsideError:
    faults = [
        f"{what} {_shown(names)}"
        for what, names in (("unknown", unknown), ("missing", missing), ("named twice", twice))
        if names
    ]
    return OutsideError(
        f"{member}: the header is not one FDA has used before ({'; '.join(faults)}; expected"
        f" {_shown(known)}), so the quarter is refused; look at the file, and have the new layout added to"
        " nibwatch if it is FDA's."
    )


def _shown(names: Sequence[str]) -> str:
    text = ", ".join(repr(name) if not name.isidentifier() else name for name in names)
    return text if len(text) <= 400 else text[:400] + "..."
