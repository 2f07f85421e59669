"""A signal carries its caution in the digest, and one that only a hollow count makes stands apart."""

import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

from tests.digest.mails import TREND
from tests.digest.weeks import AGREEMENT, IMATINIB, PRIMARY_IMATINIB, Week, part

BOSUTINIB = replace(IMATINIB, drug="bosutinib", a=20)
KEY = ("ingredient", "cns_onset", "group", "no_ms_context")
ONE_ARTICLE = ("bosutinib", *KEY, 1, "one article", "all 20 cases cite one article", True, "signals.watch_fragility")
FEW = ("bosutinib", *KEY, 2, "few analyses", "holds in 2 of 9 analyses", False, "signals.watch")
SENDER = (
    "imatinib",
    *KEY,
    1,
    "one sender",
    "does not hold without one sender (which sent 9 of 12 cases)",
    False,
    "signals.watch_fragility",
)
WEEK = Week(watch=[IMATINIB, PRIMARY_IMATINIB, BOSUTINIB], cautions=[ONE_ARTICLE, FEW, SENDER])


def sections(text: str) -> dict[str, str]:
    """The plain digest's sections by their titles, without the numbers of their queries."""
    found: dict[str, str] = {}
    title = ""
    for line in text.splitlines():
        if line.isupper() or (line.split(" [")[0].isupper() and line.endswith("]")):
            title = line.split(" [")[0]
        found[title] = found.get(title, "") + line + "\n"
    return found


def test_a_signal_that_only_a_hollow_count_makes_stands_apart(mail: Callable[..., EmailMessage]) -> None:
    found = sections(part(mail(WEEK), "plain"))
    assert not any("bosutinib" in text for title, text in found.items() if title.startswith("STANDING"))
    assert "all 20 cases cite one article" in found["STAND OUT, AND DO NOT HOLD"]


def test_a_signal_that_holds_carries_its_worst_caution(mail: Callable[..., EmailMessage]) -> None:
    message = mail(WEEK)
    assert (
        "does not hold without one sender (which sent 9 of 12 cases)"
        in sections(part(message, "plain"))["STANDING SIGNALS WITH A CAUTION"]
    )
    assert "does not hold without one sender (which sent 9 of 12 cases)" in part(message, "html")
    assert "holds in 2 of 9 analyses" not in part(message, "plain")


def test_signals_with_a_caution_stand_under_a_heading_of_their_own(mail: Callable[..., EmailMessage]) -> None:
    message = mail(replace(WEEK, watch=[IMATINIB, PRIMARY_IMATINIB, replace(IMATINIB, drug="zanubrutinib")]))
    found = sections(part(message, "plain"))
    without, warned = (found[f"STANDING SIGNALS {kind} A CAUTION"] for kind in ("WITHOUT", "WITH"))
    assert ("zanubrutinib" in without, "imatinib " in without) == (True, False)
    assert ("zanubrutinib" in warned, "imatinib " in warned) == (False, True)
    drawn, _ = re.findall(r'alt="([^"]*wholly above 1[^"]*)"', part(message, "html"))
    assert "zanubrutinib 8.3" in drawn and "imatinib (caution) 8.3" in drawn


def test_the_first_sentence_tells_a_hollow_count_from_a_signal(mail: Callable[..., EmailMessage]) -> None:
    text = " ".join(part(mail(WEEK), "plain").split())
    assert ": with a caution imatinib, and by a hollow count bosutinib (all 20 cases cite one article);" in text


def test_drugs_without_a_caution_are_named_first_and_the_subject_counts_the_others(
    mail: Callable[..., EmailMessage],
) -> None:
    message = mail(replace(WEEK, watch=[IMATINIB, BOSUTINIB, replace(IMATINIB, drug="zanubrutinib")]))
    text = " ".join(part(message, "plain").split())
    assert ": zanubrutinib, and with a caution imatinib, and by a hollow count bosutinib (all" in text
    assert "3 disproportionate (1 with a caution, 1 by a hollow count) of 3 drugs" in message["Subject"]
    assert "Next: read the cases of zanubrutinib, imatinib, and ask" in text


def test_hollow_counts_stay_apart_after_allowing_for_the_drugs_looked_at(mail: Callable[..., EmailMessage]) -> None:
    found = [replace(pair, is_q=True, look_count=98) for pair in (IMATINIB, BOSUTINIB)]
    text = " ".join(part(mail(replace(WEEK, watch=found)), "plain").split())
    assert "after allowing for 98 looks, one for each drug tested, 1 still is, hollow counts apart;" in text


def test_a_hollow_count_is_marked_beside_the_animals_and_not_drawn_over_time(mail: Callable[..., EmailMessage]) -> None:
    agreement = [(drug, *AGREEMENT[0][1:]) for drug in ("bosutinib", "imatinib")]
    trend = [(drug, *TREND[0][1:5], *row[5:]) for drug in ("bosutinib", "imatinib") for row in TREND[:2]]
    message = mail(replace(WEEK, agreement=agreement, trend=trend))
    animals = sections(part(message, "plain"))["ANIMALS BESIDE PEOPLE"]
    rows = [" ".join(row.split()) for row in animals.splitlines()]
    assert any(row.startswith("imatinib disproportionate") for row in rows) and animals.count("(hollow") == 1
    drawn = re.findall(r'alt="([^"]*cumulative by quarter[^"]*)"', part(message, "html"))
    assert drawn and "imatinib" in drawn[0] and "bosutinib" not in drawn[0]


def test_the_caution_is_of_the_analysis_that_the_topic_is_judged_in(mail: Callable[..., EmailMessage]) -> None:
    of_first = ("imatinib", *KEY[:3], "primary", 1, "one case", "one case carries it", False, "signals.watch_fragility")
    loud = replace(PRIMARY_IMATINIB, verdict="disproportionate")
    text = part(mail(Week(watch=[IMATINIB, loud], cautions=[SENDER, of_first])), "plain")
    assert "does not hold without one sender" in text
    assert "one case carries it" not in text
