"""Zips like FDA's, made for a test: FDA's own header lines (2004Q1, 2012Q4, 2024Q1), one row a table."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

AERS = {
    "DEMO": b"ISR$CASE$I_F_COD$FOLL_SEQ$IMAGE$EVENT_DT$MFR_DT$FDA_DT$REPT_COD$MFR_NUM$MFR_SNDR$AGE$AGE_COD$GNDR_COD"
    b"$E_SUB$WT$WT_COD$REPT_DT$OCCP_COD$DEATH_DT$TO_MFR$CONFID",
    "DRUG": b"ISR$DRUG_SEQ$ROLE_COD$DRUGNAME$VAL_VBM$ROUTE$DOSE_VBM$DECHAL$RECHAL$LOT_NUM$EXP_DT$NDA_NUM",
    "REAC": b"ISR$PT",
    "OUTC": b"ISR$OUTC_COD",
    "RPSR": b"ISR$RPSR_COD",
    "THER": b"ISR$DRUG_SEQ$START_DT$END_DT$DUR$DUR_COD",
    "INDI": b"ISR$DRUG_SEQ$INDI_PT",
}
AERS_ROWS = {
    "DEMO": b"4204616$5657190$I$$4204616-7$20030815$20030918$20031006$EXP$DL2003174$DANCO LABORATORIES, LLC$21$YR$F$N"
    b"$$$20031002$MD$$$$",
    "DRUG": b"4204616$1004278786$PS$MIFEPRISTONE TABLETS, 200 MG (DANCO LABS)$2$ORAL$200 MG, ORAL$D$D$20002$20020331"
    b"$20687$",
    "REAC": b"4204616$ABDOMINAL PAIN$",
    "OUTC": b"4204616$HO$",
    "RPSR": b"4204616$HP$",
    "THER": b"4204616$1004278786$20030812$$$$",
    "INDI": b"4204616$1004278786$ABORTION INDUCED",
}
FAERS_2012 = {
    "DEMO": b"primaryid$caseid$caseversion$i_f_code$event_dt$mfr_dt$init_fda_dt$fda_dt$rept_cod$mfr_num$mfr_sndr$age"
    b"$age_cod$gndr_cod$e_sub$wt$wt_cod$ rept_dt$to_mfr$occp_cod$reporter_country$occr_country",
    "DRUG": b"\xef\xbb\xbfprimaryid$caseid$drug_seq$role_cod$drugname$val_vbm$route$dose_vbm$cum_dose_chr"
    b"$cum_dose_unit$dechal$rechal$lot_nbr$exp_dt$nda_num$dose_amt$dose_unit$dose_form$dose_freq",
    "REAC": b"primaryid$caseid$pt",
    "OUTC": b"primaryid$caseid$outc_code",
    "RPSR": b"primaryid$caseid$rpsr_cod",
    "THER": b"primaryid$caseid$dsg_drug_seq$start_dt$end_dt$dur$dur_cod",
    "INDI": b"primaryid$caseid$indi_drug_seq$indi_pt",
}
FAERS_2012_ROWS = {
    "DEMO": b"34483284$3448328$4$F$$20121116$20000321$20121128$EXP$2000SUS0218$BRISTOL MYERS SQUIBB$$$F$Y$2$KG"
    b"$20121128$$CN$US$US",
    "DRUG": b"34483284$3448328$1$PS$SUSTIVA$1$TRANSPLACENTAL$UNK UNK$$$$U$LOT9$$020972$$$$",
    "REAC": b"34483284$3448328$Laryngomalacia",
    "OUTC": b"34483284$3448328$OT",
    "RPSR": b"37883263$3788326$CSM",
    "THER": b"35676563$3567656$1$20001005$$$",
    "INDI": b"36059074$3605907$1$Dementia Alzheimer's type",
}
FAERS = {
    "DEMO": b"primaryid$caseid$caseversion$i_f_code$event_dt$mfr_dt$init_fda_dt$fda_dt$rept_cod$auth_num$mfr_num"
    b"$mfr_sndr$lit_ref$age$age_cod$age_grp$sex$e_sub$wt$wt_cod$rept_dt$to_mfr$occp_cod$reporter_country$occr_country",
    "DRUG": b"primaryid$caseid$drug_seq$role_cod$drugname$prod_ai$val_vbm$route$dose_vbm$cum_dose_chr$cum_dose_unit"
    b"$dechal$rechal$lot_num$exp_dt$nda_num$dose_amt$dose_unit$dose_form$dose_freq",
    "REAC": b"primaryid$caseid$pt$drug_rec_act",
    "OUTC": b"primaryid$caseid$outc_cod",
    "RPSR": b"primaryid$caseid$rpsr_cod",
    "THER": b"primaryid$caseid$dsg_drug_seq$start_dt$end_dt$dur$dur_cod",
    "INDI": b"primaryid$caseid$indi_drug_seq$indi_pt",
}
FAERS_ROWS = {
    "DEMO": b"1001678125$10016781$25$F$20120330$20240125$20140318$20240129$EXP$$PHHY2012CA028320$NOVARTIS$$56$YR$$F$Y"
    b"$$$20240129$$HP$CA$CA",
    "DRUG": b"1001678125$10016781$1$PS$SANDOSTATIN$OCTREOTIDE ACETATE$1$Subcutaneous"
    b"$UNK, TID (cont 02 weeks post 01st LAR)$$$Y$U$$$19667$$$$TID",
    "REAC": b"1001678125$10016781$Eye pruritus$",
    "OUTC": b"1001678125$10016781$OT",
    "RPSR": b"233577761$23357776$CSM",
    "THER": b"1001678125$10016781$1$201201$201204$$",
    "INDI": b"1001678125$10016781$1$Neuroendocrine tumour",
}


def member_name(table: str, quarter: str) -> str:
    """ASCII/DEMO24Q1.txt"""
    return f"ASCII/{table}{quarter[2:]}.txt"


def text_of(header: bytes, *lines: bytes, ending: bytes = b"\r\n") -> bytes:
    """A file's bytes: the header and its lines, each ended."""
    return b"".join(line + ending for line in (header, *lines))


def members(quarter: str, headers: Mapping[str, bytes], rows: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members of a whole zip, one row a table."""
    return {member_name(table, quarter): text_of(headers[table], rows[table]) for table in headers}


def faers_members(quarter: str = "2024Q1", **files: bytes) -> dict[str, bytes]:
    """The members of a FAERS zip, with the given tables' bytes in place of the ordinary ones."""
    ordinary = members(quarter, FAERS, FAERS_ROWS)
    return ordinary | {member_name(table, quarter): data for table, data in files.items()}


def aers_members(quarter: str = "2004Q1", **files: bytes) -> dict[str, bytes]:
    """The members of an AERS zip, with the given tables' bytes in place of the ordinary ones."""
    ordinary = members(quarter, AERS, AERS_ROWS)
    return ordinary | {member_name(table, quarter): data for table, data in files.items()}


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a zip with these members, all of one time, so that equal files make equal zips."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path
