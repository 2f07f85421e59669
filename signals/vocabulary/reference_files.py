"""The files of data/reference: the table each becomes, its columns and their words, and what tells its rows apart."""

from dataclasses import dataclass

from signals.vocabulary.table_file import Column, count, flag, share, text

MODEL_FAMILIES = ("EAE", "toxic", "viral", "culture", "genetic", "repeat-dose", "other")
DIRECTIONS = ("protective", "harmful", "no effect", "mixed")
NOT_CODED = "not coded"
"""The direction of a row that waits for its coder; it can never be weighed."""
REGIMEN_KINDS = ("prophylactic", "therapeutic", "both", "in vitro", "genetic", "not stated")
SEEN_LEVELS = (
    "full text",
    "abstract",
    "part of the abstract",
    "secondary source",
    "citation only",
    "title only",
    "not read",
)


@dataclass(frozen=True)
class ReferenceFile:
    """One file of data/reference: the table it becomes, its columns, and those that tell its rows apart."""

    table: str
    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


REFERENCE_FILES = (
    ReferenceFile(
        "kinase_inhibitor",
        "kinase_inhibitors.csv",
        (
            text("ingredient", is_required=True),
            text("cohort", is_required=True),
            text("kinase_class"),
            text("primary_target", is_required=True),
            text("unii"),
            count("first_fda_approval_year"),
            text("year_source"),
            text("fda_status"),
            text("note"),
            text("source", is_required=True),
        ),
        ("ingredient",),
    ),
    ReferenceFile(
        "kinase_name",
        "kinase_names.csv",
        (
            text("ingredient", is_required=True),
            text("name", is_required=True),
            text("kind", "ingredient", "brand", "code", "salt", "synonym", is_required=True),
            text("match", "phrase", "whole text", is_required=True),
            text("source", is_required=True),
        ),
        ("name",),
    ),
    ReferenceFile(
        "salt",
        "salts.csv",
        (
            text("word", is_required=True),
            text("kind", "salt", "ester", "hydrate", "qualifier", "stem", is_required=True),
            text("note"),
            text("source", is_required=True),
        ),
        ("word",),
    ),
    ReferenceFile(
        "country",
        "countries.csv",
        (text("name", is_required=True), text("country"), text("source", is_required=True)),
        ("name",),
    ),
    ReferenceFile(
        "known_quarter",
        "faers_quarters.csv",
        (
            text("quarter", is_required=True),
            text("url"),
            count("zip_bytes", is_required=True),
            count("demo", is_required=True),
            count("drug", is_required=True),
            count("reac", is_required=True),
            count("outc", is_required=True),
            count("indi", is_required=True),
            count("ther", is_required=True),
            count("rpsr", is_required=True),
            text("source", is_required=True),
        ),
        ("quarter",),
    ),
    ReferenceFile(
        "preclinical_study",
        "preclinical_studies.csv",
        (
            text("study_id", is_required=True),
            text("compound", is_required=True),
            text("ingredient"),
            text("target_class"),
            text("kinase_targets"),
            text("model", is_required=True),
            text("model_family", *MODEL_FAMILIES, is_required=True),
            text("question", "efficacy", "myelin harm", "neither", is_required=True),
            text("species"),
            text("regimen"),
            text("regimen_kind", *REGIMEN_KINDS, is_required=True),
            text("direction", *DIRECTIONS, NOT_CODED, is_required=True),
            text("direction_remark"),
            text("main_outcome"),
            text("randomised", "yes", "no", "not stated", is_required=True),
            text("blinded", "yes", "no", "not stated", is_required=True),
            text("cns_penetrant"),
            text("brain_penetrant", "yes", "limited", "no", "not stated", "not applicable", is_required=True),
            flag("is_weighed"),
            text("not_weighed_reason"),
            text("pmid"),
            text("doi"),
            text("first_author"),
            text("independent_group", is_required=True),
            count("year"),
            text("journal"),
            text("title"),
            text("source", is_required=True),
            text("seen_level", *SEEN_LEVELS, is_required=True),
            text("remark"),
            text("retraction", "corrected", "expression of concern", "retracted"),
            text("checked_by", is_required=True),
            text("checked_date", is_required=True),
        ),
        ("study_id",),
    ),
    ReferenceFile(
        "research_compound",
        "research_compounds.csv",
        (
            text("compound", is_required=True),
            text("name", is_required=True),
            text("target_class"),
            text("source", is_required=True),
        ),
        ("name",),
    ),
    ReferenceFile(
        "study_weight",
        "study_weights.csv",
        (
            text("factor", "setting", "regimen", "rigour", "retraction", "cap", is_required=True),
            text("value", is_required=True),
            share("weight", is_required=True),
            text("reason", is_required=True),
            text("source", is_required=True),
        ),
        ("factor", "value"),
    ),
    ReferenceFile(
        "suggestion_rule",
        "suggestion_rules.csv",
        (
            text("aspect", "model", "regimen", "direction", is_required=True),
            text("suggestion", *MODEL_FAMILIES, *REGIMEN_KINDS, *DIRECTIONS, is_required=True),
            text("words", is_required=True),
            text("source", is_required=True),
        ),
        ("aspect", "words"),
    ),
    ReferenceFile(
        "review_point",
        "review_points.csv",
        (
            text("point", is_required=True),
            text("effect", "up", "down", is_required=True),
            count("points", is_required=True),
            text("reason", is_required=True),
            text("source", is_required=True),
        ),
        ("point",),
    ),
    ReferenceFile(
        "agreement_matrix",
        "agreement_matrix.csv",
        (
            text("animal_verdict", is_required=True),
            text("human_verdict", is_required=True),
            text("agreement", is_required=True),
            text("sentence", is_required=True),
            text("source", is_required=True),
        ),
        ("animal_verdict", "human_verdict"),
    ),
    ReferenceFile(
        "animal_base_rate",
        "animal_base_rates.csv",
        (
            text("grouping", "drug group", "model", is_required=True),
            text("name", is_required=True),
            text("model_family", *MODEL_FAMILIES),
            count("studies", is_required=True),
            count("positive"),
            count("negative"),
            count("neutral"),
            count("mixed"),
            share("share_positive", is_required=True),
            text("source", is_required=True),
        ),
        ("grouping", "name"),
    ),
    ReferenceFile(
        "reference_outcome",
        "reference_outcomes.csv",
        (text("outcome", is_required=True), text("event_pt", is_required=True), text("source", is_required=True)),
        ("outcome", "event_pt"),
    ),
    ReferenceFile(
        "human_evidence",
        "human_evidence.csv",
        (
            text("evidence_id", is_required=True),
            text("kind", is_required=True),
            text("compound", is_required=True),
            text("ingredient"),
            text("citation", is_required=True),
            count("year"),
            text("identifier"),
            count("participant_count"),
            text("finding"),
            text("direction"),
            text("status"),
            text("source", is_required=True),
            text("seen_level", is_required=True),
            text("remark"),
        ),
        ("evidence_id",),
    ),
)
