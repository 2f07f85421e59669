"""Rules across the cells of a coded study, beside the rules for each cell in data/reference/tables.toml."""

from typing import Any

from pydantic import model_validator

from signals.vocabulary.table_file import Row

NOT_CODED = "not coded"
"""The direction of a row that waits for its coder; it can never be weighed."""
QUESTIONS_OF_FAMILY = {"EAE": ("efficacy", "myelin harm"), "viral": ("efficacy", "myelin harm"), "other": ("neither",)}
"""The questions that a study in a model family can ask, the usual one first; any other family asks about myelin harm.

The question is coded study by study: one that left the induced disease alone and looked at myelin asks about harm.
"""
ONLY_QUESTION = ("myelin harm",)


class CodedStudy(Row):
    """A row of preclinical_studies.csv: a compound in a model of demyelination."""

    @model_validator(mode="after")
    def _cells_fit_together(self: Any) -> Any:
        is_culture, is_in_vitro = self.model_family == "culture", self.regimen_kind == "in vitro"
        rules = {
            "question does not fit model_family (EAE and viral: efficacy or myelin harm; toxic, culture, genetic and "
            "repeat-dose: myelin harm; other: neither)": self.question
            in QUESTIONS_OF_FAMILY.get(self.model_family, ONLY_QUESTION),
            "healthy animals have no disease to treat, so that question cannot be efficacy": (
                self.regimen_kind != "healthy animals" or self.question != "efficacy"
            ),
            "a row that is not weighed needs a not_weighed_reason, and a weighed one has none": self.is_weighed
            == (self.not_weighed_reason is None),
        }
        rules_of_weighed = {
            "needs a model of demyelination (model_family other answers no question)": self.question != "neither",
            "needs a direction": self.direction != NOT_CODED,
            "rests on something that was read (seen_level)": self.seen_level != "not read",
            "needs an ingredient or a target_class to count through": self.ingredient or self.target_class,
        }
        rules |= {f"a weighed row {rule}": holds or not self.is_weighed for rule, holds in rules_of_weighed.items()}
        rules["regimen_kind is in vitro where, and only where, model_family is culture"] = (
            is_culture == is_in_vitro or not self.is_weighed
        )
        rules["a direction known only from memory cannot be weighed"] = (
            "from memory" not in (self.direction_remark or "") or not self.is_weighed
        )
        if broken := [rule for rule, holds in rules.items() if not holds]:
            raise ValueError(broken[0])
        return self
