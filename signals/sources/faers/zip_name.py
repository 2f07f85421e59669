"""The names FDA gives the zip of a quarter."""

import re
from itertools import chain, islice
from pathlib import Path, PurePath

from signals.quarter import Quarter

FIRST_QUARTER = Quarter(2004, 1)
"""FDA's quarterly files begin here."""
FIRST_FAERS_QUARTER = Quarter(2012, 4)
"""FDA changed database, layout and file names: AERS through 2012Q3, FAERS from here on."""
ZIP_PATTERN = "aers_ascii_YYYYqN.zip or faers_ascii_YYYYqN.zip"
_ZIP_NAME = re.compile(r"f?aers_ascii_([0-9]{4}q[1-4])\.zip", re.IGNORECASE)

_LOOKS_LIKE = re.compile(r"(?<!\d)(20)?\d\dq[1-4](?!\d)", re.IGNORECASE)
_LOOKED_INTO = 1000


def zip_names(quarter: Quarter) -> tuple[str, str]:
    """The names FDA may give a quarter's zip, the commoner first: it writes q, and now and then Q."""
    prefix = f"{'faers' if quarter >= FIRST_FAERS_QUARTER else 'aers'}_ascii_{quarter.year:04d}"
    return f"{prefix}q{quarter.number}.zip", f"{prefix}Q{quarter.number}.zip"


def zip_name(quarter: Quarter) -> str:
    """The one name a quarter's zip has on our disk, whatever the server called it."""
    return zip_names(quarter)[0]


def quarter_of_zip(name: str) -> Quarter | None:
    """The quarter that a zip's name says, in any letter case; None where it is not a name of FDA's.

    Either prefix is taken for any quarter: the name still says which quarter it is, and the layout is read
    from the headers inside. Refusing `faers_ascii_2004q1.zip` would leave a quarter out in silence.
    """
    match = _ZIP_NAME.fullmatch(PurePath(name).name)
    if not match or int(match[1][:4]) < FIRST_QUARTER.year:
        return None
    return Quarter.parse(match[1])


def looks_like_quarter(path: Path) -> bool:
    """Whether a file or folder without FDA's name of a zip may hold a quarter, such as a browser's copy or its text.

    Folders are searched two levels deep.
    """
    if _LOOKS_LIKE.search(path.name):
        return True
    inside = islice(chain(path.glob("*"), path.glob("*/*")), _LOOKED_INTO) if path.is_dir() else ()
    return any(_LOOKS_LIKE.search(each.name) for each in inside)
