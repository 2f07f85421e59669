"""What a physician with two minutes learns from the plain mail alone: what is new, whether it holds, what to do."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage

import pytest

from signals.digest.content import read_content
from signals.digest.message import MOST_WORDS, TABLE_LENGTHS, compose, plain_text, word_count
from signals.digest.options import DigestOptions, Failures, LastSent
from signals.digest.sections import digest_page
from tests.digest.mails import NEWS_WEEK, TREND
from tests.digest.weeks import AGREEMENT, IMATINIB, STANDARD_WEEK, Publish, Watched, Week, part, quiet

Mail = Callable[..., EmailMessage]
KEY = ("ingredient", "cns_onset", "group")
NEW = Watched("zanubrutinib", a=5, expected=0.9, ic=1.9, ic_lower=0.4, ic_upper=2.8)
GREW = replace(IMATINIB, a=14)
FELL = replace(IMATINIB, drug="nilotinib", verdict="inconclusive")
LABELLED = (("imatinib", "cns_onset"), ("zanubrutinib", "mimic"))
HOLLOW = replace(IMATINIB, drug="bosutinib", a=20)


def case(drug: str, number: int) -> list[object]:
    return [drug, *KEY, number, ["primary", "no_ms_context"]]


MOVED_WEEK = Week(
    watch=[IMATINIB, replace(GREW, drug="tofacitinib"), FELL, HOLLOW, NEW, quiet("dasatinib")],
    before=[
        IMATINIB, replace(IMATINIB, drug="tofacitinib"), replace(IMATINIB, drug="nilotinib"), HOLLOW,
        replace(NEW, verdict="too few reports", a=1), quiet("dasatinib"),
    ],
    cases=[case("zanubrutinib", number) for number in range(11, 16)] + [case("tofacitinib", 31), case("tofacitinib", 32)],
    cases_before=[case("zanubrutinib", 11), case("tofacitinib", 31)],
    cautions=[("bosutinib", *KEY, "no_ms_context", 1, "one article", "all 20 cases cite one article", True, "x")],
)  # fmt: skip


def blocks(message: EmailMessage) -> dict[str, str]:
    """The plain mail's blocks by their titles, blanks drawn together; what stands before the first is under ''."""
    found = {"": ""}
    for line in part(message, "plain").splitlines():
        title = re.fullmatch(r"([A-Z][A-Z:, ]+?)(?: \[\d+\])*", line.strip())
        if title:
            found[title[1]] = ""
        else:
            found[list(found)[-1]] += f"{line} "
    return {title: " ".join(text.split()) for title, text in found.items()}


def test_what_is_new_comes_first_with_its_cases_and_the_command_that_shows_them(mail: Mail) -> None:
    message = mail(MOVED_WEEK)
    found = blocks(message)
    assert list(found)[1:4] == ["NEW: READ THESE FIRST", "GREW", "FELL"]
    new = found["NEW: READ THESE FIRST"]
    assert "zanubrutinib New central demyelination 1 → 5" in new
    assert "new cases: 15, 14, 13 and 1 more" in new
    assert "The new cases of a drug: nibwatch watch 'zanubrutinib' --cases. One case: nibwatch case 15." in new


def test_what_grew_names_its_new_cases_and_what_fell_stands_apart(mail: Mail) -> None:
    found = blocks(mail(MOVED_WEEK))
    assert "tofacitinib New central demyelination 12 → 14" in found["GREW"]
    assert "new cases: 32" in found["GREW"]
    assert "nilotinib" in found["FELL"] and "zanubrutinib" not in found["FELL"]


def test_subject_first_sentence_and_blocks_count_the_same(mail: Mail) -> None:
    message = mail(MOVED_WEEK)
    found = blocks(message)
    # imatinib, tofacitinib, zanubrutinib and, hollow, bosutinib
    assert "4 disproportionate (1 new, 1 by a hollow count) of 6 drugs" in message["Subject"]
    assert "4 of 6 watched drugs are reported disproportionately" in found[""]
    assert "of these drugs: 1 new, 1 grew, 1 fell." in found[""]
    assert "3 of the 4 drugs (of 6 watched)" in found["STANDING SIGNALS WITHOUT A CAUTION"]
    assert "no longer disproportionate (hollow counts): 1 pair." in found["STAND OUT, AND DO NOT HOLD"]
    for title in ("NEW: READ THESE FIRST", "GREW", "FELL"):
        assert "1 drug of 6 with new central demyelination (cns_onset); 1 pair of 6 in all." in found[title], title


def test_the_new_stand_first_among_the_standing(mail: Mail) -> None:
    standing = blocks(mail(MOVED_WEEK))["STANDING SIGNALS WITHOUT A CAUTION"]
    assert standing.index("zanubrutinib, new") < standing.index("imatinib")


def test_a_hollow_count_that_grew_is_reported_after_what_holds_with_its_caution_and_not_to_be_read_next(
    mail: Mail,
) -> None:
    holding, hollow = replace(GREW, drug="tofacitinib", ic_lower=0.5), replace(HOLLOW, ic_lower=3.0)
    before = [IMATINIB, replace(holding, a=12), replace(hollow, a=10)]
    week = replace(MOVED_WEEK, watch=[IMATINIB, holding, hollow], before=before, cases=[], cases_before=[])
    found = blocks(mail(week, options=DigestOptions(last_sent=LastSent("run-1", datetime(2026, 11, 17, 7)))))
    assert found["GREW"].index("tofacitinib") < found["GREW"].index("bosutinib")
    assert "caution: all 20 cases cite one article" in found["GREW"]
    assert "Next: read the cases of tofacitinib, and" in found[""]


def test_the_table_of_standing_drugs_is_cut_last(publish: Publish) -> None:
    drugs = [replace(IMATINIB, drug=f"drug{number}nib", a=14) for number in range(4)]
    content = read_content(publish(Week(watch=drugs, before=[replace(pair, a=3) for pair in drugs])))
    standing = "Standing signals without a caution"
    for longest, longest_standing in TABLE_LENGTHS:
        page = digest_page(content, longest=longest, longest_standing=longest_standing)
        rows = {section.title: len(section.table.rows) for section in page.sections if section.table}
        assert rows["Grew"] == min(longest, 4) <= rows[standing]
        assert rows["Grew"] == 1 or rows[standing] == 4
    assert rows[standing] == 1


def test_the_next_step_is_named(mail: Mail) -> None:
    pages = DigestOptions(report_url="https://nibwatch.example.org/")
    linked, plain = (blocks(mail(MOVED_WEEK, options=options))[""] for options in (pages, DigestOptions()))
    read = "Next: read the cases of zanubrutinib, and ask of each what else could explain it. The page of each drug"
    lists = "lists them under Cases; so does `nibwatch watch 'zanubrutinib' --cases`."
    assert f"{read} {lists}" in plain
    assert f"{read}, as https://nibwatch.example.org/drugs/zanubrutinib.html, {lists}" in linked


def test_where_no_digest_was_sent_the_standing_are_still_to_be_read(mail: Mail) -> None:
    assert "Next: read the cases of imatinib, and" in blocks(mail(Week(before=STANDARD_WEEK)))[""]


def test_after_a_digest_was_sent_what_stands_as_before_is_not_to_be_read_again(mail: Mail) -> None:
    sent = DigestOptions(last_sent=LastSent("run-1", datetime(2026, 11, 17, 7)))
    top = blocks(mail(Week(before=STANDARD_WEEK), options=sent))[""]
    assert "Next: no new cases to read; what stands out is as it was." in top


def test_a_quiet_week_says_where_the_pages_are(mail: Mail) -> None:
    sent = LastSent("run-2", datetime(2026, 11, 24, 7))
    options = DigestOptions(last_sent=sent, report_url="https://nibwatch.example.org/")
    assert "The pages at https://nibwatch.example.org/ show each drug" in part(mail(Week(), options=options), "plain")


def test_a_new_pair_that_is_no_headline_drug_is_the_next_to_read(mail: Mail) -> None:
    sent = DigestOptions(last_sent=LastSent("run-1", datetime(2026, 11, 17, 7)))
    nerve = replace(NEW, event="Optic neuritis", event_kind="term")
    before = [*STANDARD_WEEK, replace(nerve, verdict="too few reports", a=1)]
    top = blocks(mail(Week(watch=[*STANDARD_WEEK, nerve], before=before), options=sent))[""]
    assert "Next: nothing new is to be read for new central demyelination (cns_onset); of other pairs, read the" in top
    assert "the 5 cases of zanubrutinib with optic neuritis. `nibwatch watch 'zanubrutinib' --cases` lists them." in top
    assert "no drug is new, grew or fell for new central demyelination (cns_onset); 1 other pair is new." in top


def test_where_no_drug_stands_out_the_next_step_says_so_before_it_names_a_class(mail: Mail) -> None:
    class_pair = replace(IMATINIB, drug="TKI", drug_kind="class", event="Optic neuritis", event_kind="term")
    options = DigestOptions(report_url="https://nibwatch.example.org/")
    top = blocks(mail(Week(watch=[quiet("dasatinib"), class_pair]), options=options))[""]
    assert (
        "Next: no drug stands out, so there is nothing to read for new central demyelination (cns_onset); of other"
        " pairs, read the 12 cases of TKI (class) with optic neuritis. `nibwatch watch 'TKI' --cases` lists"
        " them; its page is https://nibwatch.example.org/drugs/class-"
    ) in top


def test_what_is_only_drawn_is_no_block_of_plain_text(mail: Mail) -> None:
    message = mail(NEWS_WEEK)
    assert "OVER TIME" not in part(message, "plain") and "Over time" in part(message, "html")


def test_pictures_go_before_rows_where_the_mail_is_large(publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    path = publish(Week())
    whole = compose(path, sender="n@example.org", recipients=[])
    monkeypatch.setattr("signals.digest.message.LARGEST", len(whole.as_bytes()) - 5000)
    short = compose(path, sender="n@example.org", recipients=[])
    assert plain_text(short) == plain_text(whole)
    assert [sum(each.get_content_type() == "image/png" for each in mail.walk()) for mail in (whole, short)] == [2, 0]


def test_whether_it_holds_stands_beside_each_signal(mail: Mail) -> None:
    found = blocks(mail(Week()))
    assert (
        "holds in" in found["STANDING SIGNALS WITHOUT A CAUTION"]
        and "1 of 2" in found["STANDING SIGNALS WITHOUT A CAUTION"]
    )


def test_what_a_label_lists_already_is_said_below_its_signal(mail: Mail) -> None:
    labels = [("label", drug, "listed", f"listed: a term of {event}") for drug, event in LABELLED]
    found = blocks(mail(Week(watch=[IMATINIB, FELL, NEW], labels=labels)))["STANDING SIGNALS WITHOUT A CAUTION"]
    imatinib, zanubrutinib = found.split("zanubrutinib ")
    assert "known: a label that is coded by hand lists such an event" in imatinib
    assert "known" not in zanubrutinib


def terms_of(text: str) -> list[str]:
    """What each line of the glossary begins with."""
    lines = text.partition("HOW TO READ THIS")[2].strip().partition("\n\n")[0].splitlines()
    return [line.partition(": ")[0] for line in lines]


def test_words_come_first_and_six_lines_say_what_they_mean(mail: Mail) -> None:
    text = part(mail(Week()), "plain")
    ratios = ["times expected (2^IC)", "odds ratio (ROR)"]
    assert terms_of(text) == ["cases", "expected", *ratios, "disproportionate", "holds in"]
    assert "SELECT" not in text


def test_the_glossary_leaves_out_what_the_mail_does_not_say(mail: Mail) -> None:
    text = part(mail(Week(watch=[quiet("dasatinib")])), "plain")
    assert terms_of(text) == ["cases", "expected", "times expected (2^IC)", "disproportionate"]


def test_names_that_nothing_knows_and_few_rejected_lines_are_reported_after_the_signals(mail: Mail) -> None:
    few = list(blocks(mail(Week(rejected_lines=3))))  # 3 of 20,003 lines, as weeks.py publishes them
    many = list(blocks(mail(Week(rejected_lines=300))))
    noted = list(blocks(mail(Week(note="the zip holds no THER file"))))
    assert few.index("DATA PROBLEMS") > few.index("STANDING SIGNALS WITHOUT A CAUTION")
    for pressing in (many, noted):
        assert pressing.index("DATA PROBLEMS") < pressing.index("STANDING SIGNALS WITHOUT A CAUTION")


def test_the_chart_names_its_analyses_in_words(mail: Mail) -> None:
    (words, *_) = re.findall(r'alt="([^"]*wholly above 1[^"]*)"', part(mail(Week()), "html"))
    assert words.startswith("New central demyelination without reports in an MS context: 1 of 1 interval")


def test_changes_in_the_evidence_show_at_least_one_where_the_mail_is_short(publish: Publish) -> None:
    content = read_content(publish(NEWS_WEEK))
    page = digest_page(content, longest=1)
    (news,) = [section for section in page.sections if section.title == "Evidence that changed"]
    assert news.table is not None and len(news.table.rows) == 1
    assert news.left_out.startswith("1 of ")


def test_a_full_week_has_at_most_900_words(mail: Mail) -> None:
    drugs = [f"drug{number}nib" for number in range(60)]
    events = ["cns_onset", "Optic neuritis", "Demyelination"]
    watch = [
        Watched(drug, event=event, event_kind="group" if event == "cns_onset" else "term", analysis=analysis)
        for drug in drugs for event in events for analysis in ("no_ms_context", "primary")
    ]  # fmt: skip
    before = [replace(pair, verdict="inconclusive") if pair.drug < "drug3" else replace(pair, a=4) for pair in watch]
    caution = "20 of 67 cases cite one article, and carry it"
    cautions = [(drug, *KEY, "no_ms_context", 1, "one article", caution, drug > "drug5", "x") for drug in drugs]
    agreement = [(drug, *AGREEMENT[0][1:]) for drug in drugs]
    cases = [case(drug, number) for drug in drugs for number in range(9)]
    week = Week(
        watch=watch, before=before, cautions=cautions, agreement=agreement, trend=TREND, evidence=NEWS_WEEK.evidence * 4,
        cases=cases, cases_before=[case("other", 1)], note="the zip holds no THER file, so no therapy dates are known",
    )  # fmt: skip
    failures = Failures(
        tuple(f"20{number}Q1: a zip of no use" for number in range(20, 24)), ("PubMed did not answer.",)
    )
    text = part(mail(week, options=DigestOptions(failures=failures)), "plain")
    assert 500 < word_count(text) <= MOST_WORDS == 900


def test_a_command_in_a_sentence_is_code_in_html_and_in_backticks_in_plain_text(mail: Mail) -> None:
    message = mail(Week())
    command = "nibwatch watch 'imatinib' --cases"
    assert f"so does <code>{command}</code>." in part(message, "html")
    assert f"so does `{command}`." in " ".join(part(message, "plain").split())
    assert "`" not in part(message, "html")
