"""What is searched for in the sources, and the words by which they say something: terms.toml."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TERMS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
