"""What a row of data/reference/preclinical_studies.csv holds: a coded study, across its columns too."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from signals.validation import expecting
from signals.vocabulary.reference_rows import Ingredient
from signals.vocabulary.table_file import Count, Date, Flag, Row, Text

ModelFamily = Literal["EAE", "toxic", "viral", "culture", "genetic", "repeat-dose", "other"]
Direction = Literal["protective", "harmful", "no effect", "mixed"]
RegimenKind = Literal["prophylactic", "therapeutic", "both", "in vitro", "genetic", "not stated"]
Stated = Literal["yes", "no", "not stated"]
SeenLevel = Literal[
    "full text", "abstract", "part of the abstract", "secondary source", "citation only", "title only", "not read",
]  # fmt: skip
NOT_CODED = "not coded"
"""The direction of a row that waits for its coder; it can never be weighed."""
QUESTION_OF_FAMILY = {
    "EAE": "efficacy",
    "viral": "efficacy",
    "toxic": "myelin harm",
    "culture": "myelin harm",
    "genetic": "myelin harm",
    "repeat-dose": "myelin harm",
    "other": "neither",
}
Year = Annotated[Count, Field(ge=1900, le=2100), expecting("a year from 1900 to 2100")]
StudyNumber = Annotated[str, StringConstraints(pattern=r"^S\d{3,}$"), expecting("S and three digits or more")]
PubMedNumber = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,7}$"), expecting("a PubMed number")]
Doi = Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$"), expecting("a DOI (10.NNNN/...)")]


class PreclinicalStudy(Row):
    """A coded study of a compound in a model of demyelination."""

    table, file, key = "preclinical_study", "preclinical_studies.csv", ("study_id",)
    study_id: StudyNumber
    compound: Text
    ingredient: Ingredient | None
    target_class: Text | None
    kinase_targets: Text | None
    model: Text
    model_family: ModelFamily
    question: Literal["efficacy", "myelin harm", "neither"]
    species: Text | None
    regimen: Text | None
    regimen_kind: RegimenKind
    direction: Literal[Direction, "not coded"]
    direction_remark: Text | None
    main_outcome: Text | None
    randomised: Stated
    blinded: Stated
    cns_penetrant: Text | None
    brain_penetrant: Literal["yes", "limited", "no", "not stated", "not applicable"]
    is_weighed: Flag
    not_weighed_reason: Text | None
    pmid: PubMedNumber | None
    doi: Doi | None
    first_author: Text | None
    independent_group: Text
    year: Year | None
    journal: Text | None
    title: Text | None
    source: Text
    seen_level: SeenLevel
    remark: Text | None
    retraction: Literal["corrected", "expression of concern", "retracted"] | None
    checked_by: Text
    checked_date: Date

    @model_validator(mode="after")
    def _cells_fit_together(self) -> Self:
        if self.question != QUESTION_OF_FAMILY[self.model_family]:
            raise ValueError(
                "question does not fit model_family (EAE and viral: efficacy; toxic, culture, genetic and "
                "repeat-dose: myelin harm; other: neither)"
            )
        if self.is_weighed != (self.not_weighed_reason is None):
            raise ValueError("a row that is not weighed needs a not_weighed_reason, and a weighed one has none")
        return self

    @model_validator(mode="after")
    def _weighed_row_can_be_weighed(self) -> Self:
        if not self.is_weighed:
            return self
        if self.question == "neither":
            raise ValueError("a weighed row needs a model of demyelination (model_family other answers no question)")
        if self.direction == NOT_CODED:
            raise ValueError("a weighed row needs a direction")
        if self.seen_level == "not read":
            raise ValueError("a weighed row rests on something that was read (seen_level)")
        if self.ingredient is None and self.target_class is None:
            raise ValueError("a weighed row needs an ingredient or a target_class to count through")
        if (self.model_family == "culture") != (self.regimen_kind == "in vitro"):
            raise ValueError("regimen_kind is in vitro where, and only where, model_family is culture")
        if "from memory" in (self.direction_remark or ""):
            raise ValueError("a direction known only from memory cannot be weighed")
        return self
