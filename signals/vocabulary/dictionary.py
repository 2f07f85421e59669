"""The user's own DiAna dictionary: what the drug texts that no rule could match stand for.

DiAna (Fusaroli, Giunchi and others, Drug Safety 2024; doi 10.17605/OSF.IO/ZQU89; CC BY 4.0) is a CSV of
drug names in lower case with the substances they mean: separated by semicolons, quoted, with at least the
columns ``drugname`` and ``Substance``. Several substances of one name are joined by a semicolon; NA means not
known yet; ", trial" marks a trial's drug. It is the user's own download and no part of this project.
"""

import csv
from pathlib import Path

import duckdb
import pyarrow as pa

from signals.errors import RequestError
from signals.files import sha256

_COLUMNS = ("drugname", "Substance")
_NOT_KNOWN = {"", "na", "unspecified", "unknown"}
_LONGEST_FIELD = 1_000_000


def read_dictionary(path: Path) -> pa.Table:
    """The dictionary's names and ingredients.

    Names without a known substance are left out.

    Returns
    -------
    A row a pair: ``drugname``, ``ingredient``, both in lower case.

    Raises
    ------
    RequestError
        The file cannot be read, lacks a column, or holds no usable row.
    """
    pairs: dict[tuple[str, str], None] = {}
    try:
        csv.field_size_limit(_LONGEST_FIELD)
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, delimiter=";")
            header = reader.fieldnames or []
            if missing := [name for name in _COLUMNS if name not in header]:
                raise RequestError(
                    f"{path} is not a DiAna dictionary: expected a CSV separated by semicolons with the "
                    f"columns drugname and Substance, found {', '.join(header) or 'nothing'} "
                    f"(no {', '.join(missing)}); give NIBWATCH_DRUG_DICTIONARY the file "
                    "DiAna_dictionary.csv, or unset it."
                )
            for row in reader:
                if row["Substance"] is None:
                    raise RequestError(
                        f"{path}, line {reader.line_num}: expected {len(header)} fields separated by "
                        "semicolons, found fewer; fetch the dictionary again."
                    )
                pairs.update(dict.fromkeys(_pairs(row["drugname"], row["Substance"])))
    except OSError as error:
        raise _unreadable(path, error) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise RequestError(
            f"The drug dictionary {path} is not a CSV file in UTF-8 ({error}); fetch it again."
        ) from error
    if not pairs:
        raise RequestError(f"The drug dictionary {path} names no substance in any row; fetch it again.")
    return pa.table({"drugname": [name for name, _ in pairs], "ingredient": [ingredient for _, ingredient in pairs]})


def dictionary_hash(path: Path) -> str:
    """The SHA-256 of the file in hex.

    Raises
    ------
    RequestError
        It cannot be read.
    """
    try:
        return sha256(path)
    except OSError as error:
        raise _unreadable(path, error) from error


def register_dictionary(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Fill reference.drug_dictionary from the file: by cleaned-up drug text, as the build compares texts.

    Dictionary names that clean up to the same text but mean different substances are left out: they decide
    nothing.
    """
    connection.register("dictionary_rows", read_dictionary(path))
    connection.execute(
        """
        CREATE OR REPLACE TABLE reference.drug_dictionary AS
        WITH meaning AS (
            SELECT clean_drug_text(drugname) AS drug_text
                , list(ingredient ORDER BY ingredient) AS ingredients
            FROM dictionary_rows
            GROUP BY drugname
        )
        SELECT drug_text
            , unnest(any_value(ingredients)) AS ingredient
        FROM meaning
        WHERE drug_text IS NOT NULL
        GROUP BY drug_text
        HAVING count(DISTINCT ingredients) = 1
        """
    )
    connection.unregister("dictionary_rows")


def _unreadable(path: Path, error: OSError) -> RequestError:
    return RequestError(
        f"The drug dictionary {path} cannot be read ({error.strerror}); correct NIBWATCH_DRUG_DICTIONARY or unset it."
    )


def _pairs(drugname: str, substances: str) -> list[tuple[str, str]]:
    name = drugname.strip().lower()
    parts = (part.strip().lower().removesuffix(", trial").strip() for part in substances.split(";"))
    return [(name, part) for part in parts if name and part not in _NOT_KNOWN]
