"""Rules across the cells of a coded study; data/reference/tables.toml has the rules for each cell."""

from typing import Any

from pydantic import model_validator

from signals.vocabulary.table_file import Row

NOT_CODED = "not coded"
"""The direction of a row that waits for its coder; it can never be weighed."""
QUESTIONS = {"other": ("neither",), **dict.fromkeys(("toxic", "culture", "genetic", "repeat-dose"), ("harm",))}
"""The questions that a study in a model family can ask; in any other family a disease is induced, and it asks either.

The question is coded study by study: one that left the induced disease alone and looked for harm asks about harm.
"""
EITHER = ("efficacy", "harm")


class CodedStudy(Row):
    """A row of preclinical_studies.csv: a compound in a model of the disease."""

    @model_validator(mode="after")
    def _cells_fit_together(self: Any) -> Any:
        is_culture, is_in_vitro = self.model_family == "culture", self.regimen_kind == "in vitro"
        rules = {
            "question does not fit model_family (toxic, culture, genetic and repeat-dose: harm; other: neither; else "
            "efficacy or harm)": self.question in QUESTIONS.get(self.model_family, EITHER),
            "healthy animals have no disease to treat, so that question cannot be efficacy": (
                self.regimen_kind != "healthy animals" or self.question != "efficacy"
            ),
            "a row that is not weighed needs a not_weighed_reason, and a weighed one has none": self.is_weighed
            == (self.not_weighed_reason is None),
        }
        rules_of_weighed = {
            "needs a model of the disease (model_family other answers no question)": self.question != "neither",
            "needs a direction": self.direction != NOT_CODED,
            "rests on something that was read (seen_level)": self.seen_level != "not read",
            "is of one compound, for what a combination (+) does is not what the drug does": "+" not in self.compound,
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
