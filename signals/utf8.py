"""Whether text from a command line or standard input was UTF-8: Python passes other bytes on as surrogates."""


def is_utf8(text: str) -> bool:
    """Whether the text can be written as UTF-8."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
