"""data/reference/ingredient_codes.csv: the UNII, RxCUI and ATC code of ingredients, from lists of authorities.

    .venv/bin/python data/reference/ingredient_codes.py UNII_Names.txt CONCEPT.csv medicines.csv ingred.txt ther.txt

writes it anew; README.md beside it says where the five files come from and what may be taken from them.
"""

import argparse
import csv
from pathlib import Path

import duckdb

FOLDER = Path(__file__).parent
FILES = {
    "unii_names": "FDA's list of UNII names, tab-delimited (Name, TYPE, UNII, Display Name)",
    "concepts": "OHDSI's concepts, tab-delimited; only those of RxNorm itself are read",
    "european_medicines": "EMA's table of medicines, from its header line on, as CSV",
    "canadian_ingredients": "ingred.txt of Health Canada's Drug Product Database, marketed products",
    "canadian_classes": "ther.txt of the same",
}


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    for name, meaning in FILES.items():
        parser.add_argument(name, help=meaning)
    files = vars(parser.parse_args())
    files |= {name: str(FOLDER / f"{name}.csv") for name in ("kinase_inhibitors", "drug_products", "salts")}
    sql = (FOLDER / "ingredient_codes.sql").read_text(encoding="utf-8")
    found = duckdb.execute(sql, files)
    with (FOLDER / "ingredient_codes.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow([column[0] for column in found.description or []])
        rows.writerows(found.fetchall())


if __name__ == "__main__":
    main()
