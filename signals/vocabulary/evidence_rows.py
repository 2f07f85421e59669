"""What a row of each file of data/reference about evidence holds: coded studies, their weights, what verdicts mean."""

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from signals.validation import expecting
from signals.vocabulary.reference_rows import Ingredient
from signals.vocabulary.table_file import Count, Date, Flag, Row, Share, Text

ModelFamily = Literal["EAE", "toxic", "viral", "culture", "genetic", "repeat-dose", "other"]
Direction = Literal["protective", "harmful", "no effect", "mixed"]
RegimenKind = Literal["prophylactic", "therapeutic", "both", "in vitro", "genetic", "not stated"]
Stated = Literal["yes", "no", "not stated"]
SeenLevel = Literal[
    "full text", "abstract", "part of the abstract", "secondary source", "citation only", "title only", "not read",
]  # fmt: skip
AnimalVerdict = Literal[
    "harmful", "mixed", "uninformative", "less protective than the base rate", "too few", "none found",
    "no relevant model",
]  # fmt: skip
HumanVerdict = Literal["disproportionate", "not disproportionate", "inconclusive", "too few reports", "not counted"]
ReviewPointName = Literal[
    "names together", "in the title", "asks about myelin", "telling direction", "reported in people", "hardly studied",
    "no abstract", "on people", "no study of its own", "withdrawn",
]  # fmt: skip
NOT_CODED = "not coded"
"""The direction of a row that waits for its coder; it can never be weighed."""
VALUES_OF_FACTOR = {
    "setting": ("in vivo", "culture"),
    "regimen": get_args(RegimenKind),
    "rigour": ("randomised and blinded", "randomised or blinded", "neither stated"),
    "retraction": ("none", "corrected", "expression of concern", "retracted"),
    "cap": ("one group",),
}
"""What a study is weighed by."""
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


class ResearchCompound(Row):
    """A name of a compound that is no medicine."""

    table, file, key = "research_compound", "research_compounds.csv", ("name",)
    compound: Text
    name: Text
    target_class: Text | None
    source: Text


class StudyWeight(Row):
    """How much a study counts for what it is and for how it was done."""

    table, file, key = "study_weight", "study_weights.csv", ("factor", "value")
    factor: Literal["setting", "regimen", "rigour", "retraction", "cap"]
    value: Text
    weight: Share
    reason: Text
    source: Text


class SuggestionRule(Row):
    """Words of an abstract that suggest a model, a regimen or a direction."""

    table, file, key = "suggestion_rule", "suggestion_rules.csv", ("aspect", "words")
    aspect: Literal["model", "regimen", "direction"]
    suggestion: Literal[ModelFamily, RegimenKind, Direction]
    words: Text
    source: Text


class ReviewPoint(Row):
    """What moves a paper up or down the queue of those that wait for their coder."""

    table, file, key = "review_point", "review_points.csv", ("point",)
    point: ReviewPointName
    effect: Literal["up", "down"]
    points: Count
    reason: Text
    source: Text


class Agreement(Row):
    """What a pair of verdicts, on animals and on people, means."""

    table, file, key = "agreement_matrix", "agreement_matrix.csv", ("animal_verdict", "human_verdict")
    animal_verdict: AnimalVerdict
    human_verdict: HumanVerdict
    agreement: Text
    sentence: Text
    source: Text


class AnimalBaseRate(Row):
    """How often drugs of any kind protect in a model."""

    table, file, key = "animal_base_rate", "animal_base_rates.csv", ("grouping", "name")
    grouping: Literal["drug group", "model"]
    name: Text
    model_family: ModelFamily | None
    studies: Count
    positive: Count | None
    negative: Count | None
    neutral: Count | None
    mixed: Count | None
    share_positive: Share
    source: Text


class HumanEvidence(Row):
    """A trial or a report on people."""

    table, file, key = "human_evidence", "human_evidence.csv", ("evidence_id",)
    evidence_id: Text
    kind: Text
    compound: Text
    ingredient: Ingredient | None
    citation: Text
    year: Count | None
    identifier: Text | None
    participant_count: Count | None
    finding: Text | None
    direction: Text | None
    status: Text | None
    source: Text
    seen_level: Text
    remark: Text | None
