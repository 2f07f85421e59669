"""What a publication depends on, as one hash; an equal fingerprint means that there is nothing new to publish."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from signals.files import sha256
from signals.settings import CHECKOUT
from signals.vocabulary.watchlist_analyses import DEFAULTS_FILE

CODE_FOLDERS = ("signals", "flows", "sql")
CODE_SUFFIXES = {".py", ".sql", ".csv", ".j2", ".html", ".toml", ".txt", ".css", ".js"}


def fingerprint(parts: Mapping[str, object]) -> str:
    """The SHA-256 of named parts, whatever the order in which they are passed."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


@lru_cache(maxsize=1)
def code_version() -> str:
    """The version of the code that runs: the release, and a hash of the very files and of the watchlists' defaults."""
    files = [path for folder in CODE_FOLDERS for path in (CHECKOUT / folder).rglob("*") if path.suffix in CODE_SUFFIXES]
    files.append(DEFAULTS_FILE)
    return f"{version('nibwatch')}+{hash_files(files)[:12]}"


def reference_hash(folder: Path = CHECKOUT / "data" / "reference") -> str:
    """The hash of the committed reference tables and evidence files."""
    return hash_files([*folder.glob("*.csv"), *folder.glob("*.toml"), *folder.parent.glob("evidence/*.toml")])


def hash_files(files: Sequence[Path]) -> str:
    """One SHA-256 over names and contents, the same for the same files in any order."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.name.encode())
        digest.update(bytes.fromhex(sha256(path)))
    return digest.hexdigest()
