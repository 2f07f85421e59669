"""What stands in the two parts of a digest, whatever the week holds."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.digest.message import HEADER_POLICY, _with_parts, compose, write_eml
from signals.digest.options import DigestOptions, Failures
from signals.digest.sections import DigestPage
from signals.mail.address import addresses
from tests.digest.mails import (
    CHANGED_WEEK,
    NEWS_WEEK,
    SILENT_WEEK,
    Mail,
    longest_line,
    queries,
    visible,
    without_our_none,
)
from tests.digest.weeks import IMATINIB, STANDARD_WEEK, Publish, Watched, Week, part, quiet


def test_both_parts_are_there_and_can_be_read(mail: Mail) -> None:
    message = mail(CHANGED_WEEK)
    assert message.get_content_type() == "multipart/mixed"
    alternative, attached = message.iter_parts()
    plain, related = alternative.iter_parts()
    assert (attached.get_filename(), attached.get_content_type()) == ("queries.sql", "application/sql")
    assert [piece.get_content_type() for piece in related.iter_parts()] == ["text/html", "image/png", "image/png"]
    assert (plain.get_content_type(), plain.get_content_charset()) == ("text/plain", "utf-8")
    assert next(related.iter_parts()).get_content_charset() == "utf-8"


@pytest.mark.parametrize(
    "week", [Week(), CHANGED_WEEK, SILENT_WEEK, NEWS_WEEK], ids=["first", "changed", "silent", "news"]
)
def test_both_parts_print_the_same_numbers(mail: Mail, week: Week) -> None:
    message = mail(week)
    plain, marked_up = (visible(message, kind) for kind in ("plain", "html"))
    marked_up = re.sub(r"(Over time|Standing signals in one picture) \[\d+\]", "", marked_up)  # which are only drawn
    plain, marked_up = (re.findall(r"\d[\d,.]*", text) for text in (plain, marked_up))
    assert Counter(plain) == Counter(marked_up)


def test_the_tables_show_statistics_with_primary_below_and_what_animals_showed(mail: Mail) -> None:
    message = mail(Week())
    text = part(message, "plain")
    row = text.partition("STANDING SIGNALS")[2].partition("ANIMALS BESIDE")[0]
    # 2^3.06, 2^2.11 and 2^3.79; 2^0.59, 2^-0.25 and 2^1.25
    assert re.search(r"^imatinib +12 +1\.00 +8\.3 \(4\.3 to 14\) +13\.65 \(7\.44 to 25\.05\) +1 of 2$", row, re.M)
    assert "all reports: 14 cases, 1.5 (0.84 to 2.4) times expected" in row
    assert "9 protective, 1 harmful, 1 null of 11 studies; 90% protect whatever the drug" in visible(message, "html")


def test_an_undefined_statistic_shows_as_a_dash_with_its_reason(mail: Mail) -> None:
    message = mail(Week(watch=[replace(IMATINIB, b=0, ror=None, ror_lower=None, ror_upper=None)]))
    assert "– (b = 0)" in part(message, "plain")
    assert "– (b = 0)" in visible(message, "html")


def test_nothing_undefined_is_printed_as_a_word_of_the_machine(mail: Mail) -> None:
    wild = quiet(
        "x",
        expected=None,
        ror=float("inf"),
        ic=float("nan"),
        ic_lower=None,
        ic_upper=None,
        verdict="disproportionate",
        a=3,
    )
    for week in (Week(watch=[wild], before=[replace(wild, verdict="inconclusive")]), CHANGED_WEEK):
        for kind in ("plain", "html"):
            assert not re.search(r"\b(nan|none|null|inf|nat)\b", without_our_none(visible(mail(week), kind)), re.I)


def test_a_silent_week_says_so_and_shows_what_is_most_reported(mail: Mail) -> None:
    message = mail(SILENT_WEEK)
    text = visible(message, "plain")
    assert "too few reports to tell for 2 of 2 drugs" in message["Subject"]
    assert "2 of 2 watched drugs have too few reports to tell: nothing can be said of new central" in text
    assert "None of" not in text
    assert "Next: no new cases to read; nothing stands out." in text
    assert re.search(r"nilotinib New central demyelination 2 0\.42 0\.54", text)


def test_what_stands_out_is_counted_again_after_allowing_for_the_drugs_looked_at(mail: Mail) -> None:
    found = replace(IMATINIB, q_value=0.0004, q_value_by=0.0021, is_q=True, look_count=98)
    unsure = replace(found, drug="bosutinib", q_value=0.2, q_value_by=0.9, is_q=False)
    text = visible(mail(Week(watch=[found, unsure, quiet("dasatinib", look_count=98)])), "plain")
    assert (
        "2 of 3 watched drugs" in text
        and "; after allowing for 98 looks, one for each drug tested, 1 still is;" in text
    )


def test_without_any_report_the_pairs_with_most_expected_are_shown(mail: Mail) -> None:
    week = Week(watch=[quiet("rare", expected=0.1), quiet("common", expected=7.5)], agreement=[])
    block = part(mail(week), "plain").partition("MOST REPORTED")[2].partition("ANIMALS BESIDE")[0]
    assert re.findall(r"^(common|rare) +New central demyelination +0 +([\d.]+)", block, re.M) == [
        ("common", "7.50"),
        ("rare", "0.10"),
    ]


def test_a_week_without_change_says_so(mail: Mail) -> None:
    text = visible(mail(Week(before=STANDARD_WEEK)), "plain")
    assert "No watched pair is new, grew or fell." in text


def test_a_quarter_that_was_set_aside_by_hand_is_reported_with_the_way_back(mail: Mail) -> None:
    aside = "2023Q2: Set aside by `nibwatch ingest --drop 2023q2` until its zip changes."
    text = visible(mail(CHANGED_WEEK, refused=[aside, "2020Q3: the zip holds no REAC file"]), "plain")
    assert "2023Q2 was set aside by hand; `nibwatch ingest --restore 2023q2` takes it back." in text
    assert "2020Q3 could not be taken" in text and "2023Q2 could not" not in text and "2023Q2, 2020Q3" not in text


def test_an_extract_of_the_published_files_says_its_share_in_the_first_lines(mail: Mail) -> None:
    # 2,000 of 150,000 reports of the one quarter whose number is known: 1.33%
    text = visible(mail(Week(rows_known=150_000)), "plain")
    assert "these files hold 1.3% of the reports that FDA published for 1 of these quarters" in text
    assert "these files hold" not in visible(mail(Week(rows_known=2_100)), "plain")


def test_drugs_that_stand_out_in_one_analysis_alone_are_named(mail: Mail) -> None:
    text = part(mail(Week()), "plain").partition("WHERE THE ANALYSES DIFFER")[2]
    said = " ".join(text.partition("WHAT IT RESTS ON")[0].split())
    assert (
        "Stands out without reports in an MS context (no_ms_context), but not when all reports count: imatinib." in said
    )


def test_every_case_that_is_not_counted_has_a_reason_and_the_numbers_add_up(mail: Mail) -> None:
    rests_on = part(mail(Week()), "plain").partition("WHAT IT RESTS ON")[2]
    text = " ".join(rests_on.partition("HOW TO READ")[0].split())
    counts = re.search(r"([\d,]+) counted cases of ([\d,]+) cases; ([\d,]+) duplicates and ([\d,]+) without", text)
    assert counts, text
    counted, held, duplicates, incomplete = (int(number.replace(",", "")) for number in counts.groups())
    assert (duplicates, incomplete) == (6, 60)  # as tests/digest/weeks.py makes them
    assert counted + duplicates + incomplete == held


def test_data_problems_are_reported(mail: Mail) -> None:
    text = visible(mail(CHANGED_WEEK, refused=["2020Q3: the zip holds no REAC file"]), "plain")
    assert "2020Q3 could not be taken: no number here has its reports, unless loaded before." in text
    assert "3 rejected lines" in text
    assert "REAC" not in text and "too many fields" not in text  # the data quality page has the details
    assert "the zip holds no THER file" in text


def test_no_data_problem_is_said_too(mail: Mail) -> None:
    assert "None: no quarter was refused" in part(mail(Week(rejected_lines=0)), "plain")


def test_a_drug_named_like_a_tag_shows_as_text(mail: Mail) -> None:
    named = "<script>alert('x')</script>&\n<img src=http://x>"
    message = mail(Week(watch=[Watched(named)], reason=named, note=named), refused=[named])
    markup = part(message, "html")
    assert "<script" not in markup and "<img src=http" not in markup
    assert "<script>alert('x')</script>& <img src=http://x>" in visible(message, "html")
    assert "<script>" in part(message, "plain")


def test_nothing_is_fetched_from_elsewhere(mail: Mail) -> None:
    assert not re.search(r"(src|href|url)\s*[=(]\s*[\"']?\s*(https?:)?//", part(mail(CHANGED_WEEK), "html"), re.I)


@pytest.mark.parametrize(
    "week", [Week(), CHANGED_WEEK, SILENT_WEEK, NEWS_WEEK], ids=["first", "changed", "silent", "news"]
)
def test_the_words_stay_with_what_reports_can_show(mail: Mail, week: Week) -> None:
    message = mail(week)
    for text in (message["Subject"], part(message, "plain"), part(message, "html")):
        assert not re.search(r"\b(risks?|caus(e|es|ed|ing)|safe|safer|safety)\b", text, re.I)


def test_the_plain_part_fits_the_width_of_a_mail_client(mail: Mail) -> None:
    long = Watched("x" * 70, event="An event with a name of very many words indeed", event_kind="term")
    text = part(mail(replace(CHANGED_WEEK, watch=[*STANDARD_WEEK, long])), "plain")
    assert max(map(len, text.splitlines())) <= 98


def test_long_tables_are_cut_with_the_number_left_out_and_the_query_for_the_rest(mail: Mail) -> None:
    many = [Watched(f"drug{number:03}") for number in range(140)]
    message = mail(Week(watch=many, before=[replace(pair, verdict="inconclusive") for pair in many]))
    text = visible(message, "plain")
    ((shown, cited),) = re.findall(r"(\d+) of 140 drugs; all: \[(\d+)\]", text)
    assert "human_verdict = 'disproportionate'" in queries(message)[int(cited)]
    assert f" {shown} of 140 pairs" in text


def test_the_mail_stays_under_100_kb_when_everything_is_long(publish: Publish, tmp_path: Path) -> None:
    many = [Watched(f"{number:03} <" + "ü" * 90, event="é" * 90) for number in range(200)]
    week = Week(
        watch=many,
        before=[replace(pair, verdict="inconclusive") for pair in many],
        agreement=[
            (pair.drug, "ingredient", pair.event, "mixed", "disproportionate", "inconclusive", "discordant", "m" * 90,
             9, 1, 1, 1, 12, 0.9, 12, 1.0) for pair in many
        ],
        reason="r" * 400,
        note="n" * 400,
    )  # fmt: skip
    message = compose(
        publish(week),
        sender="n@example.org",
        recipients=["a@example.org"],
        options=DigestOptions(failures=Failures(("q" * 400,) * 3), report_url="https://nibwatch.example.org/weekly"),
    )
    assert write_eml(message, tmp_path).stat().st_size < 100_000


def test_no_line_is_longer_than_servers_take_when_a_name_has_no_end(publish: Publish) -> None:
    week = Week(
        watch=[Watched("x" * 3000, event="é" * 1500), Watched("a b" * 900)], reason="r" * 4000, note="n " * 4000
    )
    failures = Failures(("q" * 4000,), ("PubMed said " + "z" * 4000,))
    message = compose(
        publish(week), sender="n@example.org", recipients=["a@example.org"], options=DigestOptions(failures=failures)
    )
    assert longest_line(message) <= 998


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60), st.integers(1, 200))
def test_no_line_of_any_part_or_header_is_longer_than_servers_take(text: str, times: int) -> None:
    page = DigestPage(subject=text * times, first_line=text * times, answer=(text * times, text), is_quiet=True)
    message = _with_parts(page, boundary="=_x")
    message.policy = HEADER_POLICY
    message["Subject"] = page.subject
    message["To"] = addresses([f'"{"n" * 300}" <a@example.org>', "b@example.org"], "x")
    assert longest_line(message) <= 998
