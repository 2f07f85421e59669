"""What each publication's title and abstract suggest to its coder."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from signals.build.table import table
from signals.literature.compounds import words_pattern
from signals.literature.suggestions import Rule, Suggestion, read_rules, suggest

_TEXTS = pa.list_(pa.string())
_SUGGESTION = pa.schema([
    ("publication", pa.string()), ("compounds", _TEXTS), ("sentences", _TEXTS), ("names_together", pa.bool_()),
    ("is_in_title", pa.bool_()), ("suggested_model", pa.string()), ("model_words", _TEXTS), ("other_models", _TEXTS),
    ("suggested_regimen", pa.string()), ("regimen_words", _TEXTS), ("suggested_direction", pa.string()),
    ("direction_words", _TEXTS),
])  # fmt: skip


@table(
    "evidence.paper_suggestion",
    rules="SELECT aspect, suggestion, words FROM reference.suggestion_rule",
    compounds="SELECT compound, names FROM literature.compound WHERE len(names) > 0",
)
def suggest_for_papers(rules: pa.Table, compounds: pa.Table, papers: pa.Table) -> pa.Table:
    """A row a publication, coded ones included, so that the rules can be measured.

    Parameters
    ----------
    rules
        The rows of data/reference/suggestion_rules.csv.
    compounds
        Each compound with the names that find it in a text.
    papers
        A row a publication: title, abstract, and the compounds that it was found by or is coded with.

    Returns
    -------
    The columns of ``_SUGGESTION``: what is suggested, and the words that it rests on.
    """
    read = read_rules(rules.to_pylist())
    names = {row["compound"]: words_pattern(row["names"]) for row in compounds.to_pylist()}
    suggested = [_suggest(paper, names, read) for paper in papers.to_pylist()]
    return pa.Table.from_pylist(suggested, schema=_SUGGESTION)


def _suggest(
    paper: Mapping[str, Any], names: Mapping[str, re.Pattern[str]], rules: Sequence[Rule]
) -> dict[str, object]:
    """One paper's row; ``compounds`` are those that title or abstract name, of those that it was found by."""
    text = f"{paper['title'] or ''}\n{paper['abstract'] or ''}"
    sought = {compound: names[compound] for compound in paper["compounds"] if compound in names}
    named = [compound for compound, pattern in sought.items() if pattern.search(text)]
    pattern = re.compile("|".join(sought[compound].pattern for compound in named), re.IGNORECASE) if named else None
    suggestion: Suggestion = suggest(paper["title"], paper["abstract"], pattern, rules)
    return {
        "publication": paper["publication"],
        "compounds": named,
        "sentences": list(suggestion.sentences),
        "names_together": suggestion.names_together,
        "is_in_title": bool(pattern and pattern.search(paper["title"] or "")),
        "suggested_model": suggestion.model.value,
        "model_words": list(suggestion.model.words),
        "other_models": list(suggestion.other_models),
        "suggested_regimen": suggestion.regimen.value,
        "regimen_words": list(suggestion.regimen.words),
        "suggested_direction": suggestion.direction.value,
        "direction_words": list(suggestion.direction.words),
    }
