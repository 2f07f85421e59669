"""Words of one topic stand in its watchlist and its evidence file, not in general code, queries or templates."""

import re
from pathlib import Path

from signals.settings import CHECKOUT
from signals.vocabulary.evidence import read_evidence

WORDS = re.compile(
    r"\b(MS|EAE|CNS|TKIs?|demyelinat\w*|multiple sclerosis|myelin|kinase inhibitors?|tyrosine kinase|oligodendro\w*)\b"
)
"""Names that begin with kinase_ are a contract: the match rule `kinase`, meta.kinase_spelling, reference.kinase_inhibitor."""

PLACES = {"signals": ("py", "toml", "html", "txt", "css", "js"), "sql": ("sql",), "flows": ("py",)}
ABOUT_THE_TOPIC = "signals/demo"
"""The SYNTHETIC world is one of the first topic."""
ALLOWED = {
    # The reference table of kinase inhibitors, whose names are read before any other drug's.
    "signals/answers/name_lookup.py": "kinase inhibitor",
    "signals/vocabulary/reference.py": "kinase inhibitor",
    "signals/vocabulary/watchlist.py": "kinase inhibitor",
    "signals/vocabulary/watchlist_sections.py": "kinase inhibitor",
    "sql/names/drug_ingredient.sql": "kinase inhibitor",
    "sql/names/kinase_mention.sql": "kinase inhibitor",
    "sql/names/kinase_spelling.sql": "kinase inhibitor",
    "sql/names/named_ingredient.sql": "kinase inhibitor",
    "sql/meta/kinase_spelling.sql": "kinase inhibitor",
}


def _files() -> list[Path]:
    return [
        path
        for folder, kinds in PLACES.items()
        for kind in kinds
        for path in sorted((CHECKOUT / folder).rglob(f"*.{kind}"))
        if not str(path.relative_to(CHECKOUT)).startswith(ABOUT_THE_TOPIC)
    ]


def test_general_code_and_queries_hold_no_word_of_a_topic() -> None:
    found = []
    for path in _files():
        name = str(path.relative_to(CHECKOUT))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            found += [
                f"{name}:{number}: {word}"
                for word in WORDS.findall(line)
                if not re.search(ALLOWED.get(name, "$."), word, re.IGNORECASE)
            ]
    assert found == []


def test_every_allowance_is_needed() -> None:
    for name, allowed in ALLOWED.items():
        words = WORDS.findall((CHECKOUT / name).read_text(encoding="utf-8"))
        assert any(re.search(allowed, word, re.IGNORECASE) for word in words), name


def test_an_evidence_file_says_what_its_topic_is_about() -> None:
    evidence = read_evidence("demyelination")
    assert evidence.words.disease == "demyelinating disease"
    assert "cuprizone[tiab]" in evidence.pubmed.models
