"""The digest as it arrives: headers, both parts, and every number back to a query that the mail names."""

import html
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.digest.message import FILE_POLICY, HEADER_POLICY, _with_parts, compose, plain_text, write_eml
from signals.digest.options import DigestOptions, Failures
from signals.digest.sections import DigestPage
from signals.errors import OutsideError, RequestError
from signals.mail.address import addresses
from signals.present import numbers
from signals.present.paths import drug_path
from tests.digest.weeks import (
    AGREEMENT,
    EARLIER,
    IMATINIB,
    NILOTINIB,
    PRIMARY_IMATINIB,
    RUN,
    STANDARD_WEEK,
    Publish,
    Watched,
    Week,
    parsed,
    part,
    quiet,
)

Mail = Callable[..., EmailMessage]

CHANGED_WEEK = Week(
    before=[
        replace(IMATINIB, a=2, expected=0.9, ror=None, ic_lower=-0.4, verdict="too few reports"),
        Watched("nilotinib"),
        PRIMARY_IMATINIB,
    ],
    note="the zip holds no THER file",
)
TREND = [
    ("imatinib", "ingredient", "cns_onset", "group", "no_ms_context", f"20{10 + number // 4}Q{1 + number % 4}", 2 + number, 1 + number / 8, 0.5 + number / 8, 1.5 + number / 8)
    for number in range(8)
]  # fmt: skip


def changed(
    change: str, reference: str, title: str | None, before: str | None, after: str | None, run: list[Any] = RUN
) -> list[object]:
    """A row of evidence.change."""
    return [run[0], run[2], change, ["imatinib"], None, reference, title, before, after, ["a reason"]]


NEWS_WEEK = Week(
    before=STANDARD_WEEK,
    trend=TREND,
    evidence=[
        changed("new paper", "PMID 1", "Seen before", None, "waits for its coder", EARLIER),
        changed("new paper", "PMID 2", "Imatinib <b>and</b> myelin", None, "waits for its coder"),
        changed("trial status", "NCT1", "Masitinib in MS", "RECRUITING", "TERMINATED"),
        changed("retraction", "PMID 3", "A paper", "none", "retracted"),
        changed("new quarter", "2099Q1", None, None, "included"),
        changed("label wording gone", "warnings", None, "optic neuritis", None),
    ],
)
SILENT_WEEK = Week(
    watch=[NILOTINIB, replace(NILOTINIB, analysis="primary"), quiet("dasatinib")], agreement=AGREEMENT[1:]
)
SYNTHETIC_RUN = [*RUN[:6], True, *RUN[7:]]


def visible(message: EmailMessage, kind: str) -> str:
    """What a reader sees of a part, its blanks drawn together."""
    body = part(message, kind)
    if kind == "html":
        body = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|title).*?</\1>", " ", body, flags=re.S)))
    return " ".join(body.split())


def commands(message: EmailMessage) -> dict[int, str]:
    """The queries that the plain part names, by number, as a shell hands them to nibwatch."""
    listed = part(message, "plain").partition("WHERE THE NUMBERS COME FROM")[2]
    named = re.findall(r'^\[(\d+)\] [^\n]+\n(nibwatch sql ".*?[^\\]")$', listed, flags=re.S | re.M)
    script = "nibwatch() { printf '%s\\0' \"$2\"; }\n" + "\n".join(command for _, command in named)
    heard = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    return {int(number): sql for (number, _), sql in zip(named, heard.split("\0"), strict=False)}


# Headers


def test_the_subject_has_the_week_and_the_counts(mail: Mail) -> None:
    assert mail(CHANGED_WEEK)["Subject"] == "nibwatch 2026-W48: 1 disproportionate (1 new) of 3 drugs, FAERS to 2026Q2"


def test_the_first_publication_calls_nothing_new(mail: Mail) -> None:
    message = mail(Week())
    assert message["Subject"] == "nibwatch 2026-W48: 1 disproportionate of 3 drugs, FAERS to 2026Q2"
    assert "nothing to compare it with" in part(message, "plain")


def test_the_first_line_says_what_the_digest_rests_on(mail: Mail) -> None:
    message = mail(Week())
    first_line = "FAERS to 2026Q2; 5 quarters, 1,234 counted cases; published 2026-11-24"
    assert part(message, "plain").split("\n")[0].strip() == first_line
    assert visible(message, "html").startswith(first_line)


def test_synthetic_data_are_called_so_in_the_subject_and_the_first_line(mail: Mail) -> None:
    message = mail(Week(run=SYNTHETIC_RUN))
    assert message["Subject"].startswith("SYNTHETIC nibwatch")
    assert part(message, "plain").startswith("SYNTHETIC")
    assert visible(message, "html").startswith("SYNTHETIC")


def test_a_real_run_never_says_synthetic(mail: Mail) -> None:
    assert "SYNTHETIC" not in str(mail(Week()))


def test_the_headers_say_that_a_machine_wrote_it_and_when(mail: Mail) -> None:
    message = mail(Week())
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime.isoformat() == "2026-11-24T06:30:00+00:00"
    assert message["Message-ID"].endswith("@example.org>")
    assert (message["From"], message["To"]) == ("nibwatch@example.org", "ann@example.org")


def test_the_same_run_gives_the_same_bytes_and_another_run_another_message_id(publish: Publish) -> None:
    first, again = (compose(publish(Week()), sender="n@example.org", recipients=[]) for _ in range(2))
    other = compose(publish(Week(run=["run-3", *RUN[1:]])), sender="n@example.org", recipients=[])
    assert first.as_bytes() == again.as_bytes()
    assert first["Message-ID"] != other["Message-ID"]


def test_a_mail_without_recipients_can_still_be_opened(publish: Publish) -> None:
    message = parsed(compose(publish(Week()), sender="n@example.org", recipients=[]).as_bytes())
    assert message["To"] == "undisclosed-recipients:;"
    assert not message.defects


def test_a_name_beside_an_address_keeps_its_letters(publish: Publish) -> None:
    message = compose(
        publish(Week()), sender="Überwachung <n@example.org>", recipients=["ann@example.org", "bob@example.org"]
    )
    again = parsed(message.as_bytes())
    assert again["From"].addresses[0].display_name == "Überwachung"
    assert [address.addr_spec for address in again["To"].addresses] == ["ann@example.org", "bob@example.org"]


@pytest.mark.parametrize(
    "address",
    ["", "ann", "a@example.org\nBcc: x@example.org", "a@example.org, b@example.org", "a@example.org\r", "ü@example.org", "a@exämple.org", "a b@example.org"],
)  # fmt: skip
def test_a_bad_address_is_refused_with_a_sentence(publish: Publish, address: str) -> None:
    with pytest.raises(RequestError, match="NIBWATCH_MAIL_TO"):
        compose(publish(Week()), sender="n@example.org", recipients=[address])


def test_a_literature_source_that_failed_is_told(publish: Publish) -> None:
    message = compose(
        publish(Week()),
        sender="n@example.org",
        recipients=[],
        options=DigestOptions(failures=Failures(failed_sources=("PubMed did not answer.",))),
    )
    assert "A literature source failed: PubMed did not answer." in visible(parsed(message.as_bytes()), "plain")


def test_a_bad_sender_is_refused_with_a_sentence(publish: Publish) -> None:
    with pytest.raises(RequestError, match="NIBWATCH_MAIL_FROM"):
        compose(publish(Week()), sender="n@example.org\nX-Evil: 1", recipients=[])


def test_no_line_break_reaches_a_header_from_the_file(mail: Mail) -> None:
    run = ["run\r\nX-Evil: 1", *RUN[1:5], ["2026Q2\r\nX-Evil: 1"], *RUN[6:]]
    message = mail(Week(run=run))
    assert message["X-Evil"] is None
    assert "\n" not in message["Subject"]


# The parts


def test_both_parts_are_there_and_can_be_read(mail: Mail) -> None:
    message = mail(CHANGED_WEEK)
    assert message.get_content_type() == "multipart/alternative"
    plain, related = message.iter_parts()
    assert [piece.get_content_type() for piece in related.iter_parts()] == ["text/html", "image/png"]
    assert (plain.get_content_type(), plain.get_content_charset()) == ("text/plain", "utf-8")
    assert next(related.iter_parts()).get_content_charset() == "utf-8"


@pytest.mark.parametrize(
    "week", [Week(), CHANGED_WEEK, SILENT_WEEK, NEWS_WEEK], ids=["first", "changed", "silent", "news"]
)
def test_both_parts_print_the_same_numbers(mail: Mail, week: Week) -> None:
    message = mail(week)
    plain, marked_up = (re.findall(r"\d[\d,.]*", visible(message, kind)) for kind in ("plain", "html"))
    assert Counter(plain) == Counter(marked_up)


def test_the_tables_show_statistics_with_primary_below_and_what_animals_showed(mail: Mail) -> None:
    text = part(mail(Week()), "plain")
    row = text.partition("STANDING SIGNALS")[2].partition("ANIMALS BESIDE")[0]
    for shown in (
        "imatinib", "cns_onset", "12", "1.00", "13.65 (7.44 to 25.05)", "3.06 (2.11 to 3.79)",
        "primary: a 14, expected 9.10, ROR 1.54 (0.90 to 2.61), IC 0.59 (-0.25 to 1.25): inconclusive",
    ):  # fmt: skip
        assert shown in row
    animals = text.partition("ANIMALS BESIDE")[2]
    assert "animal evidence: mixed: 9 protective, 1 harmful, 1 null of 11; base rate of protective 90%" in animals


def test_an_undefined_statistic_shows_as_a_dash_with_its_reason(mail: Mail) -> None:
    message = mail(Week())
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
            assert not re.search(r"\b(nan|none|null|inf|nat)\b", _without_queries(visible(mail(week), kind)), re.I)


def test_a_silent_week_says_so_and_shows_what_is_most_reported(mail: Mail) -> None:
    message = mail(SILENT_WEEK)
    text = visible(message, "plain")
    assert "None of 2 watched drugs is reported disproportionately" in text
    assert "2 have too few reports to tell" in text
    assert re.search(r"nilotinib cns_onset 2 0\.42 4\.20 \(1\.00 to 17\.64\)", text)


def test_what_stands_out_is_counted_again_after_allowing_for_the_drugs_looked_at(mail: Mail) -> None:
    found = replace(IMATINIB, q_value=0.0004, q_value_by=0.0021, is_q=True, look_count=98)
    unsure = replace(found, drug="bosutinib", q_value=0.2, q_value_by=0.9, is_q=False)
    text = visible(mail(Week(watch=[found, unsure, quiet("dasatinib", look_count=98)])), "plain")
    assert "2 of 3 watched drugs" in text and "(1 after allowing for 98 looks)" in text
    assert "by chance: q 4.0e-04 (BY 0.0021) over 98 looks" in text or "q 0.0004 (BY 0.0021) over 98 looks" in text


def test_without_any_report_the_pairs_with_most_expected_are_shown(mail: Mail) -> None:
    week = Week(watch=[quiet("rare", expected=0.1), quiet("common", expected=7.5)], agreement=[])
    block = part(mail(week), "plain").partition("MOST REPORTED")[2].partition("ANIMALS BESIDE")[0]
    assert re.findall(r"^(common|rare) +cns_onset +0 +([\d.]+)", block, re.M) == [("common", "7.50"), ("rare", "0.10")]


def test_a_week_without_change_says_so(mail: Mail) -> None:
    text = visible(mail(Week(before=STANDARD_WEEK)), "plain")
    assert "No watched pair changed its standing." in text


def test_masked_and_confounded_drugs_are_named(mail: Mail) -> None:
    text = part(mail(Week()), "plain").partition("WHERE THE ANALYSES DIFFER")[2]
    assert "remark: masked" in text.partition("WHAT IT RESTS ON")[0]


def test_data_problems_are_told(mail: Mail) -> None:
    text = visible(mail(CHANGED_WEEK, refused=["2020Q3: the zip holds no REAC file"]), "plain")
    assert "2020Q3: the zip holds no REAC file" in text
    assert "3 rejected lines" in text
    assert "too many fields" in text
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
    before_queries = text.partition("WHERE THE NUMBERS")[0]
    assert max(map(len, before_queries.splitlines())) <= 98
    assert max(map(len, text.splitlines())) <= 110


def test_long_tables_are_cut_with_the_number_left_out_and_the_query_for_the_rest(mail: Mail) -> None:
    many = [Watched(f"drug{number:03}") for number in range(140)]
    message = mail(Week(watch=many, before=[replace(pair, verdict="inconclusive") for pair in many]))
    text = visible(message, "plain")
    ((shown, cited, left),) = re.findall(
        r"Shown are (\d+) of 140 drugs and classes; query \[(\d+)\] lists the other (\d+)", text
    )
    assert int(shown) + int(left) == 140
    assert "WHERE stands_out" in commands(message)[int(cited)]
    assert f"Shown are {shown} of 140 changes" in text


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


def longest_line(message: EmailMessage) -> int:
    return max(map(len, message.as_bytes(policy=FILE_POLICY).split(b"\r\n")))


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


# Where the numbers come from


@pytest.mark.parametrize(
    "week", [Week(), CHANGED_WEEK, SILENT_WEEK, NEWS_WEEK], ids=["first", "changed", "silent", "news"]
)
def test_every_number_of_a_block_is_found_by_the_queries_it_names(publish: Publish, mail: Mail, week: Week) -> None:
    message = mail(week)
    path = publish(week)
    asked = commands(message)
    assert sorted(asked) == list(range(1, len(asked) + 1))
    with duckdb.connect(str(path), read_only=True) as connection:
        found = {number: _written(connection.execute(sql)) for number, sql in asked.items()}
    blocks = re.split(
        r"\n\n(?=[A-Z ]+(?: \[\d+\])+\n|HOW TO READ)",
        part(message, "plain").partition("WHERE THE NUMBERS")[0].replace("\r", ""),
    )
    assert len(blocks) >= 5
    for block in blocks:
        cited = {int(number) for number in re.findall(r"\[(\d+)\]", block)} | ({1, 2} if block is blocks[0] else set())
        known = set().union(*(found[number] for number in cited)) | _said_in_the_queries(asked, cited)
        assert set(_numbers(block)) <= known, block


def test_the_subject_holds_the_numbers_that_its_queries_give(mail: Mail, publish: Publish) -> None:
    message = mail(CHANGED_WEEK)
    by_text = list(commands(message).values())
    with duckdb.connect(str(publish(CHANGED_WEEK)), read_only=True) as connection:
        verdicts = {verdict: drugs for verdict, _, drugs, *_ in connection.execute(by_text[2]).fetchall()}
        changes = connection.execute(by_text[4]).fetchall()
    new = [
        row for row in changes if row[0] == "new" and row[2:6] == ("ingredient", "cns_onset", "group", "no_ms_context")
    ]
    said = f"{verdicts['disproportionate']} disproportionate ({len(new)} new) of {sum(verdicts.values())} drugs"
    assert said in message["Subject"]


def test_a_named_query_survives_the_shell_whatever_the_names_are(publish: Publish) -> None:
    odd = 'it\'s "$HOME" `x` \\ y'
    week = Week(
        watch=[Watched("imatinib", event=odd)],
        before=[Watched("imatinib", event=odd, a=1)],
        earlier=tuple(EARLIER),
        headline=odd,
    )
    message = parsed(compose(publish(week), sender="n@example.org", recipients=[]).as_bytes())
    with duckdb.connect(str(publish(week)), read_only=True) as connection:
        for sql in commands(message).values():
            connection.execute(sql)
        verdicts = connection.execute(commands(message)[3]).fetchall()
    assert verdicts == [("disproportionate", 1, 1, 0, None)]


def _numbers(block: str) -> Iterable[str]:
    """The numbers of a block as printed, without citations, quarters, dates, names and the 95% of the headings."""
    bare = re.sub(r"\[\d+\]|\d{4}Q\d|run-\d|95%|\d{4}-\d\d-\d\d|= 0\b|Shown are \d+", " ", block)
    return (number.rstrip(".,") for number in re.findall(r"(?<![\w.])-?\d[\d,.]*%?", bare))


def _said_in_the_queries(asked: dict[int, str], cited: set[int]) -> set[str]:
    return {number for query in cited for number in re.findall(r"\d+\.\d+", asked[query])}


def _written(answer: duckdb.DuckDBPyConnection) -> set[str]:
    """What a query gives as the digest would print it: its values, the sums of its columns and the counts of its rows."""
    rows = answer.fetchall()
    known = {numbers.count(len(rows)), "0"}
    for column in zip(*rows, strict=True):
        known |= {text for value in column for text in _printed(value)}
        if all(isinstance(value, int) for value in column):
            known.add(numbers.count(sum(column)))
        known |= {numbers.count(number) for number in Counter(map(str, column)).values()}
    return known


def _printed(value: Any) -> set[str]:
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, int):
        return {numbers.count(value)}
    if isinstance(value, str):
        return {number.rstrip(".,") for number in re.findall(r"-?\d[\d,.]*", value)}
    return {numbers.statistic(value), numbers.share(value)} if isinstance(value, float) else set()


def _without_queries(text: str) -> str:
    # "None: no quarter was refused" and "1 null of 11" are words of ours, not values of the machine.
    body = re.split(r"where the numbers come from", text, flags=re.I)[0]
    return body.replace("None: no", "").replace("1 null", "")


# The file


def test_the_file_is_named_after_week_and_run_and_opens_again(publish: Publish, tmp_path: Path) -> None:
    message = compose(publish(Week()), sender="n@example.org", recipients=["a@example.org"])
    path = write_eml(message, tmp_path / "digests")
    assert path.name == "nibwatch-2026-W48-run-2.eml"
    again = parsed(path.read_bytes())
    assert again["Subject"] == message["Subject"]
    assert part(again, "plain").split() == plain_text(message).split()


def test_writing_again_leaves_one_file_with_the_same_bytes(publish: Publish, tmp_path: Path) -> None:
    path = publish(Week())
    folder = tmp_path / "digests"
    written = [write_eml(compose(path, sender="n@example.org", recipients=[]), folder).read_bytes() for _ in range(2)]
    assert written[0] == written[1]
    assert len(list(folder.iterdir())) == 1


def test_a_run_id_cannot_lead_out_of_the_folder(publish: Publish, tmp_path: Path) -> None:
    run = ["../../etc/2026-11-24T06:30", *RUN[1:]]
    path = write_eml(compose(publish(Week(run=run)), sender="n@example.org", recipients=[]), tmp_path / "digests")
    assert path.parent == tmp_path / "digests"
    assert re.fullmatch(r"nibwatch-2026-W48-[\w.-]+\.eml", path.name)


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(publish: Publish, tmp_path: Path) -> None:
    (tmp_path / "digests").write_text("a file")
    message = compose(publish(Week()), sender="n@example.org", recipients=[])
    with pytest.raises(OutsideError, match="cannot be written"):
        write_eml(message, tmp_path / "digests")


def test_a_digest_that_cannot_take_its_place_leaves_nothing_half_written(publish: Publish, tmp_path: Path) -> None:
    message = compose(publish(Week()), sender="n@example.org", recipients=[])
    (tmp_path / "digests" / "nibwatch-2026-W48-run-2.eml").mkdir(parents=True)
    with pytest.raises(OutsideError, match="cannot be written"):
        write_eml(message, tmp_path / "digests")
    assert [path.name for path in (tmp_path / "digests").iterdir()] == ["nibwatch-2026-W48-run-2.eml"]


def test_a_flagged_quarter_is_warned_of_before_any_number_and_told_among_the_data_problems(mail: Mail) -> None:
    message = mail(Week(flag="all 2,000 rows have an empty or unknown pt", rows_known=150_000))
    for kind in ("plain", "html"):
        text = visible(message, kind)
        warning = text.index("1 loaded quarter flagged (2004Q1)")
        assert warning < text.index("watched drugs")
        assert "2004Q1 DEMO: flagged: all 2,000 rows have an empty or unknown pt" in text
        assert "rows differ from those known of FDA's own files: DEMO 2,000 of 150,000" in text
    assert "Warning" not in visible(mail(Week()), "plain")


# News and pictures


def test_evidence_that_changed_since_then_is_told_and_older_or_other_changes_are_not(mail: Mail) -> None:
    block = part(mail(NEWS_WEEK), "plain").partition("EVIDENCE THAT CHANGED")[2].partition("DATA PROBLEMS")[0]
    block = " ".join(block.split())
    for shown in (
        "PMID 2", "Imatinib <b>and</b> myelin", "NCT1", "was RECRUITING, is TERMINATED; a reason", "was none, is retracted",
        "was optic neuritis, is no longer there", "waits for its coder", "2026-11-24",
    ):  # fmt: skip
        assert shown in block, shown
    assert block.index("PMID 3") < block.index("NCT1") < block.index("PMID 2")
    for absent in ("PMID 1", "2099Q1"):
        assert absent not in block
    assert "<b>and</b>" not in part(mail(NEWS_WEEK), "html")


def test_the_course_over_time_is_drawn_and_stands_in_a_table(mail: Mail) -> None:
    message = mail(NEWS_WEEK)
    block = part(message, "plain").partition("OVER TIME")[2].partition("ANIMALS BESIDE")[0]
    assert re.findall(r"^(20\d\dQ\d) ", block, re.M) == ["2011Q4", "2011Q3", "2011Q2", "2011Q1", "2010Q4", "2010Q3"]
    pictures = [piece for piece in message.walk() if piece.get_content_type() == "image/png"]
    assert [picture["Content-ID"] for picture in pictures] == ["<forest@nibwatch>", "<trend@nibwatch>"]
    for picture in pictures:
        assert f"cid:{picture['Content-ID'].strip('<>')}" in part(message, "html")
    assert len(re.findall(r'<img [^>]*alt="[^"]{20,}"', part(message, "html"))) == 2


def test_with_pages_every_number_of_a_drug_links_to_its_page(publish: Publish) -> None:
    odd = replace(IMATINIB, drug="a/b & <c>")
    options = DigestOptions(report_url="https://nibwatch.example.org/report/")
    message = compose(publish(Week(watch=[odd])), sender="n@example.org", recipients=[], options=options)
    markup = part(parsed(message.as_bytes()), "html")
    assert (
        f'<a href="https://nibwatch.example.org/report/{drug_path("a/b & <c>", "ingredient")}">13.65 (7.44 to 25.05)</a>'
        in markup
    )


def test_without_pages_every_number_of_a_table_links_to_its_query(mail: Mail) -> None:
    markup = part(mail(CHANGED_WEEK), "html")
    cells = re.findall(r"<td[^>]*>(.*?)</td>", markup, flags=re.S)
    bare = [
        cell for cell in cells if re.search(r"\d", html.unescape(re.sub(r"<[^>]*>", "", cell))) and "<a " not in cell
    ]
    assert cells and bare == []
    anchors = set(re.findall(r'href="#(query-\d+)"', markup))
    assert anchors <= set(re.findall(r'id="(query-\d+)"', markup))


def test_an_undefined_ebgm_says_why(mail: Mail) -> None:
    reason = "no cell has a report, so nothing can be learned from them"
    message = mail(Week(run=[*RUN[:-1], reason]))
    for text in (visible(message, "plain"), visible(message, "html")):
        assert f"EBGM is undefined for every pair: its prior could not be fitted, since {reason}." in text
