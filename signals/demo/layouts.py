"""FDA's file layouts by quarter: names, header lines, line ends (the headers FDA published).

Headers are verbatim for 2004Q1, 2012Q4, 2014Q3 and 2024Q1; where a column came or went between them
follows FDA's readme and the projects that read all quarters.
"""

from dataclasses import dataclass

from signals.quarter import Quarter
from signals.sources.faers.zip_name import FIRST_FAERS_QUARTER

TABLES = ("DEMO", "DRUG", "REAC", "OUTC", "RPSR", "THER", "INDI")

_AERS = {
    "DEMO": "ISR$CASE$I_F_COD$FOLL_SEQ$IMAGE$EVENT_DT$MFR_DT$FDA_DT$REPT_COD$MFR_NUM$MFR_SNDR$AGE$AGE_COD"
    "$GNDR_COD$E_SUB$WT$WT_COD$REPT_DT$OCCP_COD$DEATH_DT$TO_MFR$CONFID",
    "DRUG": "ISR$DRUG_SEQ$ROLE_COD$DRUGNAME$VAL_VBM$ROUTE$DOSE_VBM$DECHAL$RECHAL$LOT_NUM$EXP_DT$NDA_NUM",
    "REAC": "ISR$PT",
    "OUTC": "ISR$OUTC_COD",
    "RPSR": "ISR$RPSR_COD",
    "THER": "ISR$DRUG_SEQ$START_DT$END_DT$DUR$DUR_COD",
    "INDI": "ISR$DRUG_SEQ$INDI_PT",
}
_FAERS_2012 = {
    "DEMO": "primaryid$caseid$caseversion$i_f_code$event_dt$mfr_dt$init_fda_dt$fda_dt$rept_cod$mfr_num"
    "$mfr_sndr$age$age_cod$gndr_cod$e_sub$wt$wt_cod$rept_dt$to_mfr$occp_cod$reporter_country$occr_country",
    "DRUG": "primaryid$caseid$drug_seq$role_cod$drugname$val_vbm$route$dose_vbm$cum_dose_chr$cum_dose_unit"
    "$dechal$rechal$lot_num$exp_dt$nda_num$dose_amt$dose_unit$dose_form$dose_freq",
    "REAC": "primaryid$caseid$pt",
    "OUTC": "primaryid$caseid$outc_cod",
    "RPSR": "primaryid$caseid$rpsr_cod",
    "THER": "primaryid$caseid$dsg_drug_seq$start_dt$end_dt$dur$dur_cod",
    "INDI": "primaryid$caseid$indi_drug_seq$indi_pt",
}
_FAERS_2014 = _FAERS_2012 | {
    "DEMO": "primaryid$caseid$caseversion$i_f_code$event_dt$mfr_dt$init_fda_dt$fda_dt$rept_cod$auth_num"
    "$mfr_num$mfr_sndr$lit_ref$age$age_cod$age_grp$sex$e_sub$wt$wt_cod$rept_dt$to_mfr$occp_cod$reporter_country"
    "$occr_country",
    "DRUG": "primaryid$caseid$drug_seq$role_cod$drugname$prod_ai$val_vbm$route$dose_vbm$cum_dose_chr"
    "$cum_dose_unit$dechal$rechal$lot_num$exp_dt$nda_num$dose_amt$dose_unit$dose_form$dose_freq",
    "REAC": "primaryid$caseid$pt$drug_rec_act",
}
# The three headings that FDA misspelled in 2012Q4.
_SLIPS_OF_2012Q4 = (("$rept_dt", "$ rept_dt"), ("$lot_num", "$lot_nbr"), ("$outc_cod", "$outc_code"))

_CANONICAL = {
    "isr": "primaryid",
    "case": "caseid",
    "foll_seq": "caseversion",
    "i_f_cod": "i_f_code",
    "gndr_cod": "sex",
    " rept_dt": "rept_dt",
    "lot_nbr": "lot_num",
    "outc_code": "outc_cod",
}
_DRUG_SEQ = {"THER": "dsg_drug_seq", "INDI": "indi_drug_seq"}


@dataclass(frozen=True)
class FileLayout:
    """One file of one quarter as FDA writes it."""

    table: str
    member: str
    header: str
    byte_order_mark: bool
    line_end: str
    """What ends a data row: AERS writes one `$` more than the header has."""
    header_end: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The header's columns under the names they have in the newest quarters."""
        names = self.header.lower().split("$")
        if self.table in _DRUG_SEQ and names[0] == "isr":
            names[1] = _DRUG_SEQ[self.table]
        return tuple(_CANONICAL.get(name, name) for name in names)


def is_aers(quarter: Quarter) -> bool:
    """AERS until 2012Q3, FAERS after."""
    return quarter < FIRST_FAERS_QUARTER


def quarters_since_2004(quarter: Quarter) -> int:
    """Quarters since 2004Q1."""
    return (quarter.year - 2004) * 4 + quarter.number - 1


def has_partial_dates(quarter: Quarter) -> bool:
    """Whether dates of 4 and 6 digits are written; other quarters write the 1st instead."""
    return FIRST_FAERS_QUARTER <= quarter < Quarter(2021, 4)


def deleted_list(quarter: Quarter) -> str | None:
    """The member that lists deleted cases; there is none before 2019Q1."""
    short = _short(quarter)
    if quarter < Quarter(2019, 1):
        return None
    if quarter < Quarter(2020, 1):
        return f"deleted/ADR{short}DeletedCases.txt"
    if quarter < Quarter(2020, 4):
        return f"Deleted/ADR{short}DeletedCases.txt"
    if quarter < Quarter(2021, 4):
        return f"Deleted/{short}DeletedCases.txt"
    return f"Deleted/DELETE{short}.txt"


def _short(quarter: Quarter) -> str:
    """As inside FDA's file names: 23Q1."""
    return f"{quarter.year % 100:02d}Q{quarter.number}"


def file_layouts(quarter: Quarter) -> dict[str, FileLayout]:
    """The seven files of a quarter, by table."""
    return {table: _file_layout(quarter, table) for table in TABLES}


def _file_layout(quarter: Quarter, table: str) -> FileLayout:
    newline = "\n" if quarter == Quarter(2017, 4) else "\r\n"
    extra = "$" if is_aers(quarter) and table != "INDI" else ""
    return FileLayout(
        table=table,
        member=f"{'ascii' if quarter < Quarter(2020, 1) else 'ASCII'}/{_file_name(quarter, table)}",
        header=_header(quarter, table),
        byte_order_mark=quarter == Quarter(2012, 4) and table == "DRUG",
        line_end=extra + newline,
        header_end=newline,
    )


def _file_name(quarter: Quarter, table: str) -> str:
    if is_aers(quarter):
        return f"{table}{_short(quarter)}.TXT"
    if quarter == Quarter(2012, 4):
        return f"{table}{_short(quarter)}.txt".lower()
    if quarter == Quarter(2018, 1) and table == "DEMO":
        return f"{table}{_short(quarter)}_new.txt"
    return f"{table}{_short(quarter)}.txt"


def _header(quarter: Quarter, table: str) -> str:
    if is_aers(quarter):
        country = "$REPORTER_COUNTRY" if table == "DEMO" and quarter >= Quarter(2005, 3) else ""
        return _AERS[table] + country
    if quarter >= Quarter(2014, 3):
        return _FAERS_2014[table]
    header = _FAERS_2012[table]
    if quarter == Quarter(2012, 4):
        for right, slip in _SLIPS_OF_2012Q4:
            header = header.replace(right, slip)
    return header
