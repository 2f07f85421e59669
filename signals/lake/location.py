"""The location of the lake: a folder, or the URL of an object store that contains no secret."""

import tomllib
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from signals.validation import SECRET_SIGNS, may_hold_a_secret

_KNOWN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_IN_THE_ENVIRONMENT = (
    "the place is a folder or the URL of an object store without key, password or token in it: those stay in the "
    "environment (AWS_ACCESS_KEY_ID, GOOGLE_APPLICATION_CREDENTIALS, AZURE_CLIENT_ID and the like)"
)


def lake_location(text: str) -> str:
    """The location in one form: a folder's absolute path, or a URL without a slash at its end.

    Raises
    ------
    ValueError
        The text is neither, or may hold a secret; the sentence never repeats it.
    """
    if "://" not in text:
        if may_hold_a_secret(text):
            raise ValueError(_IN_THE_ENVIRONMENT)
        return str(Path(text).expanduser().absolute())
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError as error:
        raise ValueError("the URL cannot be read: its host or port is none") from error
    if url.scheme not in _KNOWN["schemes"]:
        schemes = ", ".join(f"{scheme}://" for scheme in _KNOWN["schemes"])
        raise ValueError(f"the place is a folder or a URL that begins with {schemes}")
    if url.scheme == "file":
        if url.netloc not in ("", "localhost") or url.query or not url.path.startswith("/"):
            raise ValueError("the URL of a folder is written file:///folder")
        return url.path
    options = parse_qsl(url.query, keep_blank_values=True)
    if (
        _is_secret(url.username, url.password, url.scheme)
        or SECRET_SIGNS.search(f"{url.path}#{url.fragment}".removesuffix("#"))
        or any("@" in value for _, value in options)
        or not set(_KNOWN["public_options"]).issuperset(name for name, _ in options)
    ):
        raise ValueError(_IN_THE_ENVIRONMENT)
    if not url.hostname and url.scheme not in ("hdfs", "viewfs"):
        raise ValueError(f"the URL names no bucket: it is written {url.scheme}://bucket/folder")
    return text


def _is_secret(user: str | None, password: str | None, scheme: str) -> bool:
    """Whether a URL holds a secret: Azure's user is a container, `anonymous` is nobody, any other is part of a key."""
    return password is not None or (
        user not in (None, "", "anonymous") and not scheme.startswith("abfs") and scheme != "hdfs"
    )
