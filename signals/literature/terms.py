"""Words that sources use in their answers, whatever the topic, from terms.toml."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TERMS: Mapping[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
