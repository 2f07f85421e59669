"""The words of a drug's name, by which names are compared."""

import re
import unicodedata


def name_words(name: str) -> tuple[str, ...]:
    """The words of a drug name: runs of letters and runs of digits, in capitals and without accents.

    >>> name_words("STI-571") == name_words("sti 571") == ("STI", "571")
    True
    """
    plain = name.upper()
    if not plain.isascii():
        plain = "".join(letter for letter in unicodedata.normalize("NFD", plain) if not unicodedata.combining(letter))
    return tuple(re.findall(r"[^\W\d_]+|[0-9]+", plain))
