"""Quarters that hold FDA's known faults, byte for byte like the real ones, each at a report of its own.

What each fault is and who saw it: signals/sources/faers/layout.py and line_repair.py; docs/architecture.md, Counting.
"""

from collections.abc import Mapping
from pathlib import Path

from tests.sources.faers.zips import AERS, FAERS, FAERS_2012, member_name, text_of, write_zip

Files = dict[str, bytes]
WITH_COUNTRY = {**AERS, "DEMO": AERS["DEMO"] + b"$REPORTER_COUNTRY"}
"""AERS from 2005Q3 on."""


def row(header: bytes, ending: bytes = b"", /, **values: str | bytes) -> bytes:
    """A line of a file, by the names of its header; what is not given is empty."""
    names = [name.strip().lower() for name in header.removeprefix(b"\xef\xbb\xbf").decode().split("$")]
    if unknown := set(values) - set(names):
        raise ValueError(f"the header has no {unknown}")
    fields = (values.get(name, "") for name in names)
    return b"$".join(field if isinstance(field, bytes) else field.encode() for field in fields) + ending


class Era:
    """Makes whole reports in the layout of one of FDA's headers."""

    def __init__(self, headers: Mapping[str, bytes], quarter: str, ending: bytes = b"\r\n") -> None:
        self.headers, self.quarter, self.ending = headers, quarter, ending
        self.is_aers = b"ISR" in headers["DEMO"]
        self.lines: dict[str, list[bytes]] = {table: [] for table in headers}

    def add(self, table: str, **values: str | bytes) -> bytes:
        """A row of one table, as FDA ends it; it is returned to be broken."""
        line = row(self.headers[table], b"$" if self.is_aers else b"", **values)
        self.lines[table].append(line)
        return line

    def report(
        self, key: int, case: int | str, *, drug: str | bytes = "GLEEVEC", term: str = "", **demo: str | bytes
    ) -> None:
        """A report with one suspect drug and one reaction: in AERS key is the ISR, in FAERS case and version."""
        if self.is_aers:
            self.add("DEMO", isr=str(key), case=str(case), fda_dt=demo.pop("fda_dt", "20040115"), **demo)
            self.add("DRUG", isr=str(key), drug_seq=f"10{key}", role_cod="PS", drugname=drug)
            self.add("REAC", isr=str(key), pt=term or "NAUSEA")
            return
        both = {"primaryid": str(key), "caseid": str(case)}
        version = str(key).removeprefix(str(case)) or "1"
        self.add("DEMO", **({"caseversion": version, "fda_dt": f"{self.quarter[:4]}0115"} | both | demo))
        self.add("DRUG", **both, drug_seq="1", role_cod="PS", drugname=drug)
        self.add("REAC", **both, pt=term or "Nausea")

    def files(self) -> Files:
        return {
            member_name(table, self.quarter): text_of(self.headers[table], *lines, ending=self.ending)
            for table, lines in self.lines.items()
        }


def aers_2004q1() -> Files:
    """Lower-case folder, capitals inside; INDI alone has no `$` at the end of its rows."""
    era = Era(AERS, "2004Q1")
    era.report(4200001, 5000001, term="ABDOMINAL PAIN")  # blank FOLL_SEQ, a first report
    era.report(4200002, 5000001, foll_seq="1", fda_dt="20040220", term="VOMITING")
    era.report(4200003, "", term="DEMYELINATION")  # no CASE
    era.report(4200004, 5000004, term="OPTIC NEURITIS")  # carried into FAERS
    era.report(4200005, 5000005, event_dt="20030101", age="2", age_cod="DEC", wt="150", wt_cod="LBS")
    era.report(4200006, 5000006, event_dt="20030901", age="36", age_cod="MON", wt="3500", wt_cod="GMS")
    era.report(4200007, 5000007, event_dt="20030915", age="26", age_cod="WK", wt="70", wt_cod="KG")
    era.report(4200008, 5000008, event_dt="200309", age="90", age_cod="DY")
    era.report(4200009, 5000009, event_dt="2003", age="12", age_cod="HR")
    era.report(4200010, 5000010, event_dt="10120101", age="450", age_cod="YR", wt="9000", wt_cod="KG")
    era.report(4200011, 5000011, event_dt="20040401", age="-3", age_cod="YR", wt="0", wt_cod="KG")
    era.report(4200012, 5000012, event_dt="20040230", age="40", age_cod="")
    files = {name.replace("ASCII/", "ascii/").replace(".txt", ".TXT"): data for name, data in era.files().items()}
    indi = text_of(AERS["INDI"], b"4200001$104200001$CROHN^S DISEASE", b"4200003$104200003$LEUKAEMIA")
    return files | {"ascii/INDI04Q1.TXT": indi}


def aers_2011q2() -> Files:
    """Two DRUG records on one line (2011Q2 line 322967); AERS ends the first of them with its own `$`."""
    era = Era(WITH_COUNTRY, "2011Q2")
    era.report(7500001, 8000001, drug="TASIGNA")
    era.report(7500002, 8000002, drug="SPRYCEL")
    era.report(7500003, 8000003, drug="TARCEVA")
    files = era.files()
    name = member_name("DRUG", "2011Q2")
    return files | {name: files[name].replace(b"$\r\n7500002$", b"$7500002$")}


def aers_2012q1() -> Files:
    """A literal `$` inside MFR_NUM (2012Q1 DEMO line 105917)."""
    era = Era(WITH_COUNTRY, "2012Q1")
    era.report(8300001, 8400001, mfr_num="US-ABBOTT-12P-163-0$906001-00", mfr_sndr="ABBOTT", age="61", age_cod="YR",
               reporter_country="UNITED STATES")  # fmt: skip
    era.report(8300002, 8400002, mfr_num="US-ABBOTT-12P-163-0906002-00", mfr_sndr="ABBOTT")
    return era.files()


def faers_2012q4() -> Files:
    """` rept_dt`, lot_nbr, outc_code, GNDR_COD, a byte order mark, unescaped quotes, lower-case names."""
    era = Era(FAERS_2012, "2012Q4")
    era.report(50000042, 5000004, gndr_cod="F", rept_dt="20121128", term="Optic neuritis")
    era.report(90000011, 9000001, drug='HUMIRA 40 MG/0.8 ML "PEN')
    era.add(
        "DRUG", primaryid="90000011", caseid="9000001", drug_seq="2", role_cod="C", drugname='"ASPIRIN', lot_nbr="LOT9"
    )
    era.add("OUTC", primaryid="90000011", caseid="9000001", outc_code="DE")
    era.report(90000021, 9000002, fda_dt="20121128", mfr_sndr="THE EARLIER")  # again in 2013Q1
    era.report(90000031, 9000003, event_dt="20120101")
    return {name.replace("ASCII/", "ascii/").lower(): data for name, data in era.files().items()}


def faers_2013q1() -> Files:
    era = Era(FAERS_2012, "2013Q1")
    era.report(90000021, 9000002, fda_dt="20121128", mfr_sndr="THE LATER", term="Headache")
    era.report(90000991, "N/A", caseversion="1")  # a case number that is none
    return era.files()


def faers_2017q4() -> Files:
    """Line feeds alone; a line feed and a carriage return inside fields."""
    era = Era(FAERS, "2017Q4", ending=b"\n")
    era.report(140000011, 14000001, drug=b"IMATINIB\nMESILATE")
    era.report(140000021, 14000002, drug=b"SUTENT\rCAPSULES")
    era.report(140000031, 14000003, drug="VOTRIENT")
    return era.files()


def faers_2018q1() -> Files:
    """DEMO18Q1_new.txt corrects DEMO18Q1.txt."""
    wrong, right = Era(FAERS, "2018Q1"), Era(FAERS, "2018Q1")
    wrong.report(145000011, 14500001, sex="M")
    right.report(145000011, 14500001, sex="F")
    corrected = right.files()[member_name("DEMO", "2018Q1")]
    return wrong.files() | {"ASCII/DEMO18Q1_new.txt": corrected}


def faers_2019q1() -> Files:
    """The first lists of deleted cases, one with all earlier deletions."""
    era = Era(FAERS, "2019Q1")
    for number in range(1, 9):
        case = 15_000_000 + number
        era.report(case * 10 + 1, case, drug="INLYTA")
    return era.files() | {
        "deleted/ADR19Q1DeletedCases.txt": b" \r\n15000001\r\n15000001\r\n",
        "deleted/AllDeletedCases.txt": b"15000002\r\n9999999\r\n",
    }


def faers_2019q3() -> Files:
    """Bytes that are not UTF-8 in DRUG, beside one that is."""
    era = Era(FAERS, "2019Q3")
    era.report(160000011, 16000001, drug="CAFÉINE".encode("latin-1"))
    era.report(160000021, 16000002, drug="CAFÉINE")
    return era.files() | {"Deleted/ADR20Q3DeletedCases.txt": b"15000003\n"}


def faers_2021q4() -> Files:
    """Dates known to the month or the year padded with the 1st; the name of the list once more another."""
    era = Era(FAERS, "2021Q4")
    era.report(190000011, 19000001, event_dt="20210101")
    era.report(190000021, 19000002, event_dt="20210301")
    era.report(190000031, 19000003, event_dt="20210317")
    return era.files() | {
        "Deleted/20Q4DeletedCases.txt": b"15000004\r\n",
        "Deleted/DELETE21Q4.txt": b"15000005",
        "DELETED/21Q3DELETEDCASES.TXT": b"\xef\xbb\xbf15000006\r\n",
    }


def faers_2024q4() -> Files:
    """Some drugs a row a dose, under one drug_seq; the role DN, a drug that was not given."""
    era = Era(FAERS, "2024Q4")
    both = {"primaryid": "240000011", "caseid": "24000001"}
    era.report(240000011, 24000001, drug="BOSULIF")
    era.add("DRUG", **both, drug_seq="1", role_cod="PS", drugname="BOSULIF", dose_vbm="200 MG")
    era.add("DRUG", **both, drug_seq="2", role_cod="DN", drugname="ICLUSIG", prod_ai="PONATINIB HYDROCHLORIDE")
    era.report(240000021, 24000002, drug="'); DROP TABLE faers.cases; --", term='Nausea"; DROP TABLE x')
    era.report(240000031, 24000003, drug="AVASTYN")
    return era.files()


QUARTERS = {
    "2004Q1": aers_2004q1,
    "2011Q2": aers_2011q2,
    "2012Q1": aers_2012q1,
    "2012Q4": faers_2012q4,
    "2013Q1": faers_2013q1,
    "2017Q4": faers_2017q4,
    "2018Q1": faers_2018q1,
    "2019Q1": faers_2019q1,
    "2019Q3": faers_2019q3,
    "2021Q4": faers_2021q4,
    "2024Q4": faers_2024q4,
}


def write_fault_world(folder: Path) -> Path:
    """Write the zips under the names FDA gives them."""
    folder.mkdir()
    for quarter, files in QUARTERS.items():
        era = "aers" if quarter < "2012Q4" else "faers"
        write_zip(folder / f"{era}_ascii_{quarter.lower()}.zip", files())
    return folder
