"""Turns numbers into the columns of FDA's files: one Arrow table a file, with the newest quarters' column names."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from signals.demo import codes
from signals.demo.layouts import FileLayout, has_partial_dates, is_aers, quarters_since_2004
from signals.demo.lexicon import lexicon
from signals.demo.quarter_reports import QuarterReports
from signals.demo.reports import Column, Columns
from signals.quarter import Quarter

ArrowColumns = dict[str, pa.Array | pa.ChunkedArray]


class FdaTables:
    """The seven tables of one quarter's files."""

    def __init__(self, content: QuarterReports) -> None:
        self.quarter = content.quarter
        self.reports = content.reports
        case, version = self.reports.columns["case"], self.reports.columns["version"]
        if is_aers(self.quarter):
            self.primaryid = 1_000_000 + quarters_since_2004(self.quarter) * 1_000_000 + np.arange(len(case))
        else:
            self.primaryid = case * np.where(version >= 10, 100, 10) + version

    def table(self, layout: FileLayout) -> pa.Table:
        """The file's rows as text and numbers, in the order of its header."""
        makers: dict[str, Callable[[], ArrowColumns]] = {
            "DEMO": self._demo,
            "DRUG": self._drug,
            "REAC": self._reac,
            "OUTC": lambda: self._coded_child("outcome", "outc_cod", codes.CODES["outcomes"]),
            "RPSR": lambda: self._coded_child("source", "rpsr_cod", codes.CODES["sources"]),
            "THER": self._ther,
            "INDI": self._indi,
        }
        columns = makers[layout.table]()
        rows = len(columns["primaryid"])
        blank = pa.nulls(rows, pa.string())
        return pa.table([columns.get(name, blank) for name in layout.columns], names=list(layout.columns))

    def truth(self) -> pa.Table:
        """The true ingredient of each drug record, and whether lists of names contain its spelling."""
        drug = self.reports.children["drug"]
        ingredient = drug["ingredient"]
        return pa.table(
            {
                "quarter": pa.array([str(self.quarter)], pa.string()).take(pa.array(np.zeros(len(ingredient), int))),
                "primaryid": self.primaryid[drug["row"]],
                "drug_seq": self._drug_seq(),
                "drugname": _encode(drug["spelling"], lexicon().spellings).cast(pa.string()),
                "ingredient": _encode(ingredient, lexicon().ingredients).cast(pa.string()),
                "is_kinase_inhibitor": lexicon().kinase[ingredient],
                "is_known_spelling": lexicon().spelling_is_known[drug["spelling"]],
            }
        )

    def stories(self) -> pa.Table:
        """The original of each report, by its number: reports of one original are duplicates of each other."""
        reports = self.reports.columns
        return pa.table({"primaryid": self.primaryid, "caseid": reports["case"], "story": reports["story"]})

    def _keys(self, row: Column) -> ArrowColumns:
        return {"primaryid": pa.array(self.primaryid[row]), "caseid": _number(self.reports.columns["case"][row])}

    def _dates(self, day: Column, precision: Column | int = codes.TO_THE_DAY) -> pa.Array:
        run = np.asarray(precision)
        if not has_partial_dates(self.quarter):
            run = np.where(run == codes.TO_THE_DAY, run, run + codes.PADDED)
        return _encode(np.where(day < 0, -1, day + run * codes.DAY_COUNT), codes.date_texts())

    def _demo(self) -> ArrowColumns:
        reports = self.reports.columns
        is_first = reports["version"] <= (0 if is_aers(self.quarter) else 1)
        is_company = reports["sender"] >= 0
        return (
            self._keys(np.arange(len(self.reports)))
            | {
                "caseversion": _number(np.where(reports["version"] == 0, -1, reports["version"])),
                "i_f_code": _encode(np.where(is_first, 0, 1), ("I", "F")),
                "image": _join(_text(self.primaryid), "-", _text(self.primaryid % 10)),
                "event_dt": self._dates(reports["event_day"], reports["event_precision"]),
                "mfr_dt": self._dates(np.where(is_company, reports["fda_day"] - 6, -1)),
                "init_fda_dt": self._dates(reports["init_day"]),
                "fda_dt": self._dates(reports["fda_day"]),
                "rept_dt": self._dates(reports["fda_day"] - 1),
                "mfr_num": self._manufacturer_number(is_company),
                "mfr_sndr": _encode(reports["sender"], lexicon().senders),
                "lit_ref": _encode(reports["article"], lexicon().articles),
                # AERS spells countries out; FAERS has their codes.
                "reporter_country": _encode(
                    reports["country"], codes.CODES["country_names" if is_aers(self.quarter) else "countries"]
                ),
                "to_mfr": _encode(np.where(is_company, -1, 0), ("N",)),
            }
            | self._patient()
            | self._fields("DEMO", reports)
        )

    def _patient(self) -> ArrowColumns:
        reports = self.reports.columns
        return {
            "age": _number(reports["age"]),
            "age_cod": _encode(np.where(reports["age"] < 0, -1, reports["age_unit"]), codes.CODES["age_units"]),
            "wt": _encode(reports["weight"], codes.WEIGHTS),
            "wt_cod": _encode(np.where(reports["weight"] < 0, -1, reports["weight_unit"]), codes.CODES["weight_units"]),
        }

    def _fields(self, table: str, columns: Columns) -> ArrowColumns:
        fields = codes.FIELDS[table].items()
        return {name: _encode(columns[column], codes.CODES[texts]) for name, (column, texts) in fields}

    def _manufacturer_number(self, is_company: Column) -> pa.Array:
        reports = self.reports.columns
        country = _encode(reports["maker_country"], codes.CODES["countries"])
        sender = _encode(reports["sender"], lexicon().senders)
        number = _join(country.cast(pa.string()), "-", sender.cast(pa.string()), "-", _text(reports["serial"]))
        return pc.if_else(pa.array(is_company), number, pa.scalar(None, pa.string()))

    def _drug_seq(self) -> Column:
        """AERS numbers drug records on through all reports; FAERS begins at 1 in each."""
        drug = self.reports.children["drug"]
        if not is_aers(self.quarter):
            return drug["seq"]
        return 1_000_000_000 + quarters_since_2004(self.quarter) * 20_000_000 + np.arange(len(drug["row"]))

    def _drug(self) -> ArrowColumns:
        drug = self.reports.children["drug"]
        prod_ai = np.where(drug["has_prod_ai"], drug["ingredient"], -1)
        # FDA's ingredients are in capitals; routes too in AERS.
        routes = (
            [route.upper() for route in codes.CODES["routes"]]
            if self.quarter < Quarter(2015, 1)
            else codes.CODES["routes"]
        )
        return (
            self._keys(drug["row"])
            | self._fields("DRUG", drug)
            | {
                "drug_seq": pa.array(self._drug_seq()),
                "drugname": _encode(drug["spelling"], lexicon().spellings),
                "prod_ai": _encode(prod_ai, lexicon().prod_ai),
                "val_vbm": _encode(np.where(drug["role"] < 2, 0, 1), ("1", "2")),
                "route": _encode(drug["route"], routes),
                "dose_vbm": _encode(drug["dose"], codes.dose_texts()),
                "cum_dose_unit": _encode(np.where(drug["cumulative"] < 0, -1, 0), ("MG",)),
                "lot_num": _encode(drug["lot"], [f"SYN{number:04d}" for number in range(5000)]),
                "nda_num": _number(drug["application"]),
                "dose_unit": _encode(np.where(drug["amount"] < 0, -1, 0), ("MG",)),
            }
        )

    def _reac(self) -> ArrowColumns:
        reaction = self.reports.children["reaction"]
        return self._keys(reaction["row"]) | {"pt": _encode(reaction["term"], self._as_written(lexicon().terms))}

    def _indi(self) -> ArrowColumns:
        drug = self.reports.children["drug"]
        with_indication = np.flatnonzero(drug["indication"] >= 0)
        return self._keys(drug["row"][with_indication]) | {
            "indi_drug_seq": pa.array(self._drug_seq()[with_indication]),
            "indi_pt": _encode(drug["indication"][with_indication], self._as_written(lexicon().indications)),
        }

    def _ther(self) -> ArrowColumns:
        drug = self.reports.children["drug"]
        dated = np.flatnonzero(drug["start_day"] >= 0)
        therapy: Columns = {name: values[dated] for name, values in drug.items()}
        return self._keys(therapy["row"]) | {
            "dsg_drug_seq": pa.array(self._drug_seq()[dated]),
            "start_dt": self._dates(therapy["start_day"], therapy["start_precision"]),
            "end_dt": self._dates(therapy["end_day"], therapy["start_precision"]),
            "dur": _number(therapy["duration"]),
            "dur_cod": _encode(np.where(therapy["duration"] < 0, -1, 0), codes.CODES["duration_units"]),
        }

    def _coded_child(self, child: str, column: str, texts: Sequence[str]) -> ArrowColumns:
        columns = self.reports.children[child]
        return self._keys(columns["row"]) | {column: _encode(columns["code"], texts)}

    def _as_written(self, terms: Sequence[str]) -> Sequence[str]:
        return [term.upper() for term in terms] if is_aers(self.quarter) else terms


def _encode(codes: Column, texts: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32), mask=codes < 0), pa.array(texts, pa.string())
    )


def _number(values: Column) -> pa.Array:
    return pa.array(values, mask=values < 0)


def _text(values: Column) -> pa.Array:
    return pa.array(values).cast(pa.string())


def _join(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")
