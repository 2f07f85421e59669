"""The answer to the question in words for a watched drug, by the rules of docs/methods.md (The answer).

Five sentences and one that sums up: what animals showed, whether that could have warned, what people's reports show,
whether that can be chance, what is missing. They say no more than the verdicts, and are about reporting only.
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from signals.build.table import table
from signals.present.numbers import inside_a_sentence, plural, share, two_digits
from signals.statistics.criteria import Q_LEVEL
from signals.tables.sentence import drug_in_words
from signals.vocabulary.reference import verdict_words

Row = Mapping[str, Any]
COLUMNS = ("in_short", "animals", "warning", "people", "chance", "missing")
SURPRISING_BY_CONTROLS = 0.025  # one-sided, as the caution `negative controls`
LONGEST_LIST = 3


@table("evidence.answer")
def add_answers(pairs: pa.Table) -> pa.Table:
    """The sentences, and one paragraph of them all, for each watched drug and event group with an animal model."""
    answers = [answer(row) for row in pairs.to_pylist()]
    columns = {name: pa.array([row[name] for row in answers], pa.string()) for name in (*COLUMNS, "answer")}
    return pa.table({name: pairs[name] for name in ("drug", "drug_kind", "event")} | columns)


def answer(row: Row) -> dict[str, str | None]:
    """The sentences on a row of sql/inputs/evidence.answer/pairs.sql by name; ``missing`` is None where nothing is."""
    drug = drug_in_words(row["drug"], row["drug_kind"])
    sentences = {
        "in_short": f"In short: {_animals_in_short(row, drug)}; {_reports_summary(row)}.",
        "animals": _animals(row, drug),
        "warning": _animal_warning(row) + _excluded_studies(row) + _time_on_drug(row) + _target_evidence(row),
        "people": _people(row, drug),
        "chance": _chance_sentence(row),
        "missing": _missing(row),
    }
    return sentences | {"answer": " ".join(sentence for sentence in sentences.values() if sentence)}


def _animals_in_short(row: Row, drug: str) -> str:
    if not row["myelin_count"] and row["set_aside"]:
        return f"no study that counts asked animals whether {drug} {row['harm']}, and what found harm does not count"
    if not row["study_count"]:
        return f"animals were not asked about {drug}"
    if not row["myelin_count"]:
        return f"animals were not wrong about {drug}, for none was asked whether it {row['harm']}"
    if row["myelin_verdict"] == "harmful":
        return f"animals warned of {drug}"
    some_drug = drug.replace("any ", "some ", 1) if row["drug_kind"] == "class" else drug
    if harmful := row["myelin_harmful_count"]:
        studies = "one study" if harmful == 1 else "some studies"
        return f"{studies} found {row['harm_noun']} with {some_drug}, too little or too mixed to be a warning"
    return f"the few animals that were asked showed no {row['harm_noun']} with {some_drug}"


def _reports_summary(row: Row) -> str:
    match row["human_verdict"]:
        case "disproportionate":
            but = ", with cautions" if row["cautions"] else ""
            return {
                "story": "what people report stands out by one story told more than once",
                None: "what people report stands out, and for a class nothing allows for how many were looked at",
                "chance": "what people report stands out, and may be chance",
                "error": "what people report stands out, and errors of reporting may be all of it",
                "neither": f"what people report is more than chance explains{but}",
            }[_explanation(row)]
        case "not disproportionate":
            return "people's reports rule out a doubling"
        case "too few reports":
            return "people's reports are too few to tell a fluke from anything else"
        case "inconclusive":
            return "people's reports leave it open, so that it may be a fluke"
    return "people's reports were not counted"


def _explanation(row: Row) -> str | None:
    """What may be all there is to a disproportionate count; None for a class, whose looks nothing allows for."""
    if row["is_hollow"]:
        return "story"
    if row["q_value"] is None:
        return None
    if row["q_value"] >= Q_LEVEL:
        return "chance"
    return "error" if row["calibrated_p"] is not None and row["calibrated_p"] > SURPRISING_BY_CONTROLS else "neither"


def _animals(row: Row, drug: str) -> str:
    studies, myelin_count = row["study_count"], row["myelin_count"]
    if not studies:
        return f"No coded animal study of {drug} counts."
    directions = [
        f"{row[f'{name}_count']:,} {words}"
        for name, words in (
            ("protective", "protective"), ("harmful", "harmful"), ("mixed", "mixed"), ("null", "without effect"),
        )
        if row[f"{name}_count"]
    ]  # fmt: skip
    if studies == 1:
        question = row["harm"] if myelin_count else f"helps in an induced disease, not whether it {row['harm']}"
        direction = directions[0].removeprefix("1 ")
        return f"The one coded animal study of {drug} that counts is {direction}; it asks whether the drug {question}."
    others = "the others whether it helps in an induced disease"
    if not myelin_count:
        questions = f"none asks whether the drug {row['harm']}, all ask whether it helps in an induced disease"
    elif myelin_count == studies:
        questions = f"all ask whether the drug {row['harm']}"
    else:
        others = "the other whether it helps in an induced disease" if studies - myelin_count == 1 else others
        of_them = f"{myelin_count:,} of them"
        questions = f"{of_them} {'asks' if myelin_count == 1 else 'ask'} whether the drug {row['harm']}, {others}"
    groups = plural(row["group_count"], "independent group")
    return f"{studies:,} coded animal studies of {drug} count, by {groups}: {', '.join(directions)}; {questions}."


def _animal_warning(row: Row) -> str:
    myelin_count = row["myelin_count"]
    if not row["study_count"]:
        return (
            "Animals gave no warning that counts."
            if row["set_aside"]
            else "Animals gave no warning and could give none."
        )
    if not myelin_count:
        return (
            f"That could not have warned: {share(row['base_rate'])} of published studies of the kind are positive,"
            f" whatever becomes of the drug{_fates(row)}."
        )
    if row["myelin_verdict"] == "harmful":
        return f"That was a warning: two or more independent groups found {row['harm_noun']}, and none protection."
    if row["myelin_harmful_count"]:
        harm = f"{row['myelin_harmful_count']:,} of {myelin_count:,} studies" if myelin_count > 1 else "the one study"
        verb = "ask" if myelin_count > 1 else "asks"
        of = "" if row["drug_kind"] == "ingredient" else f" (of {'; '.join(row['harmful_compounds'])})"
        return f"That was at most a hint: {harm} that {verb} about harm found it{of}, which is no verdict."
    few = "one study is" if myelin_count == 1 else f"{myelin_count:,} studies are"
    return f"That gave no warning, and {few} too few to rule harm out."


def _excluded_studies(row: Row) -> str:
    """Studies that found harm and do not count for the drug, each with its reason; they weigh nothing."""
    studies = row["set_aside"]
    if not studies:
        return ""
    named = "; ".join(studies[:LONGEST_LIST]) + (" and others" if len(studies) > LONGEST_LIST else "")
    return f" Not counted: {plural(len(studies), 'study', 'studies')} that found harm ({named})."


def _time_on_drug(row: Row) -> str:
    """How long animals were on the drug compared with people's onset, where both are known."""
    days, median = row["treatment_days"], row["onset_median_days"]
    if days is None or median is None:
        return ""
    timed = row["timed_count"]
    stated = f"{timed:,} of {plural(row['study_count'], 'study', 'studies')} {'says' if timed == 1 else 'say'} how long"
    return (
        f" Animals were treated for {plural(days, 'day')} at most ({stated});"
        f" people's reports began at a median of {plural(round(median), 'day')}"
        f" ({plural(row['onset_count'], 'case')} with both dates)."
    )


def _target_evidence(row: Row) -> str:
    """What studies of research compounds asked of the targets that the drug binds, too; none of it is of the drug."""
    if not row["inherited_count"]:
        return ""
    studies = plural(row["inherited_count"], "study", "studies")
    routes, harmful = row["ways"], row["inherited_harmful_count"] or "none"
    through = "; ".join(routes[:LONGEST_LIST]) + (" and others" if len(routes) > LONGEST_LIST else "")
    return (
        f" {studies} of other compounds or of knock-outs that act on a target of the drug asked whether that"
        f" {row['harm']}, and {harmful} found harm ({through})."
    )


def _fates(row: Row) -> str:
    if row["fate_answer"] != "animals do not discriminate":
        return ""
    failed, marketed = (share(row[f"{fate}_effect"] / 100) for fate in ("failed", "marketed"))
    return (
        f": drugs that failed in {row['disease_name']} lower the score of the induced disease by {failed}, those that"
        f" are marketed for it by {marketed}"
    )


def _people(row: Row, drug: str) -> str:
    if row["human_verdict"] is None:
        return f"Reports of {inside_a_sentence(row['event_title'])} with {drug} were not counted."
    event, cases = inside_a_sentence(row["event_title"]), plural(row["a"], "case")
    often = "" if row["ic"] is None or not row["a"] else f", {_times(row)} as often"
    counted = (
        f"People: {cases} of {event} with {drug} {row['analysis_words']}, {_digits(row['expected'])} expected{often}"
    )
    verdict = f"{counted}: {verdict_words()[row['human_verdict']]}."
    if row["primary_verdict"] == "disproportionate" != row["human_verdict"]:
        verdict += " Over all reports it is disproportionate."
    return verdict + _published(row) + _listed(row)


def _published(row: Row) -> str:
    count, subject = row["report_count"], "it" if row["drug_kind"] == "ingredient" else "one of its drugs"
    if not count:
        return ""
    reports = f"{plural(count, 'published case report')} or series of {row['subject']}"
    return f" {reports} {'names' if count == 1 else 'name'} {subject}."


def _listed(row: Row) -> str:
    """That a label names such an event, which is known without counting reports."""
    if not row["listed_count"]:
        return ""
    if row["drug_kind"] == "ingredient":
        return " A label of it that is coded by hand lists such an event."
    count = row["listed_count"]
    if count == 1:
        return " A label of 1 of its drugs that is coded by hand lists such an event."
    return f" Labels of {count:,} of its drugs that are coded by hand list such an event."


def _chance_sentence(row: Row) -> str:
    match row["human_verdict"]:
        case "disproportionate":
            return _chance_of_a_signal(row)
        case "not disproportionate":
            return "There is nothing for chance to explain."
        case "too few reports":
            least = row["detectable_ratio"]
            power = "" if least is None else f": only a ratio of {_digits(least)} or more would be seen with 80% power"
            return f"It cannot be told from chance{power}."
        case "inconclusive":
            return "It can be chance: the interval holds what was expected as well as twice as much."
    return "Without a count nothing can be said about chance."


def _chance_of_a_signal(row: Row) -> str:
    but = f" Cautions: {'; '.join(row['cautions'])}." if row["cautions"] else ""
    return _multiplicity_sentence(row) + but


def _multiplicity_sentence(row: Row) -> str:
    lost, q, p = row["cases_to_lose"], row["q_value"], row["calibrated_p"]
    carried = "" if lost is None else f"; without {plural(lost, 'case')} it would not stand out"
    q_value = None if q is None else f"q {_digits(q)} over {row['look_count']:,} drugs looked at"
    controls = "" if p is None else f", calibrated p {_digits(p)}"
    match _explanation(row):
        case "story":
            return "Reports that may be of one patient or one article make the count, so chance is no question."
        case "chance":
            return f"It can be chance ({q_value}{controls}{carried})."
        case "error":
            return (
                f"Chance alone is an unlikely explanation ({q_value}{carried}), but drugs that have nothing to do with"
                f" the event reach as much by errors of reporting{controls}."
            )
        case "neither":
            return (
                f"Chance is an unlikely explanation ({q_value}{controls}{carried}), which says nothing about what"
                " brought it about."
            )
    return f"How surprising it is was not worked out for a class{carried}."


def _missing(row: Row) -> str | None:
    lacking = []
    if not row["myelin_count"]:
        which = "that counts and asks" if row["set_aside"] else "that asks"
        lacking.append(f"a study of animals {which} whether the drug {row['harm']}")
    elif row["group_count"] < 2:
        lacking.append("a second independent group")
    if row["study_count"] and not row["says_penetration"]:
        lacking.append(f"a study that says whether the drug reached the {row['target_organ']}")
    if row["human_verdict"] in ("too few reports", "inconclusive"):
        lacking.append("more reports")
    trials = row["open_trials"]
    if trials:
        more = "" if len(trials) <= LONGEST_LIST else f" and {len(trials) - LONGEST_LIST} more"
        lacking.append(f"results of {', '.join(trials[:LONGEST_LIST])}{more}")
    return f"Missing: {'; '.join(lacking)}." if lacking else None


def _times(row: Row) -> str:
    """Reported to expected, shrunk, with bounds: 2 to the power of IC."""
    ratio, lower, upper = (
        _digits(None if row[name] is None else 2.0 ** row[name]) for name in ("ic", "ic_lower", "ic_upper")
    )
    return f"{ratio} times ({lower} to {upper})"


def _digits(value: float | None) -> str:
    """Two digits that matter."""
    if value is None:
        return "an undefined number"
    if value >= 0.995:
        return two_digits(value)
    return "below 1e-10" if 0 < value < 1e-10 else f"{value:.2g}"
