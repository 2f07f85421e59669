"""The digest as it arrives: its headers, its file, and what is news in it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from signals.digest.message import compose, html_page, plain_text, write_eml
from signals.digest.options import DigestOptions, Failures
from signals.errors import OutsideError, RequestError
from signals.present.paths import drug_path
from tests.digest.mails import CHANGED_WEEK, NEWS_WEEK, SYNTHETIC_RUN, Mail, visible
from tests.digest.weeks import IMATINIB, RUN, Publish, Week, parsed, part


def test_the_subject_has_the_week_and_the_counts(mail: Mail) -> None:
    assert (
        mail(CHANGED_WEEK)["Subject"]
        == "nibwatch 2026-W48, tki_demyelination: 1 disproportionate (1 new, 1 other new pair) of 3 drugs, FAERS to 2026Q2"
    )


def test_the_first_publication_calls_nothing_new(mail: Mail) -> None:
    message = mail(Week())
    assert message["Subject"] == "nibwatch 2026-W48, tki_demyelination: 1 disproportionate of 3 drugs, FAERS to 2026Q2"
    assert "nothing to" in part(message, "plain")


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


def test_a_literature_source_that_failed_is_reported_after_the_signals(publish: Publish) -> None:
    said = "PubMed could not be searched; the evidence is what it said on 2026-11-18."
    options = DigestOptions(failures=Failures(failed_sources=(said,)))
    text = visible(
        parsed(compose(publish(Week()), sender="n@a.org", recipients=[], options=options).as_bytes()), "plain"
    )
    assert f"{said[:-1]}; the data quality page says more." in text.partition("DATA PROBLEMS")[2]
    assert text.index("STANDING SIGNALS") < text.index("DATA PROBLEMS"), "no count moves by it"


def test_a_bad_sender_is_refused_with_a_sentence(publish: Publish) -> None:
    with pytest.raises(RequestError, match="NIBWATCH_MAIL_FROM"):
        compose(publish(Week()), sender="n@example.org\nX-Evil: 1", recipients=[])


def test_no_line_break_reaches_a_header_from_the_file(mail: Mail) -> None:
    run = ["run\r\nX-Evil: 1", *RUN[1:5], ["2026Q2\r\nX-Evil: 1"], *RUN[6:]]
    message = mail(Week(run=run))
    assert message["X-Evil"] is None
    assert "\n" not in message["Subject"]


def test_the_file_is_named_after_watchlist_week_and_run_and_opens_again(publish: Publish, tmp_path: Path) -> None:
    message = compose(publish(Week()), sender="n@example.org", recipients=["a@example.org"])
    path = write_eml(message, tmp_path / "digests")
    assert path.name == "nibwatch-tki_demyelination-2026-W48-run-2.eml"
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
    assert re.fullmatch(r"nibwatch-tki_demyelination-2026-W48-[\w.-]+\.eml", path.name)


def test_a_folder_that_cannot_be_made_is_reported_in_a_sentence(publish: Publish, tmp_path: Path) -> None:
    (tmp_path / "digests").write_text("a file")
    message = compose(publish(Week()), sender="n@example.org", recipients=[])
    with pytest.raises(OutsideError, match="cannot be written"):
        write_eml(message, tmp_path / "digests")


def test_a_digest_that_cannot_take_its_place_leaves_nothing_half_written(publish: Publish, tmp_path: Path) -> None:
    message = compose(publish(Week()), sender="n@example.org", recipients=[])
    (tmp_path / "digests" / "nibwatch-tki_demyelination-2026-W48-run-2.eml").mkdir(parents=True)
    with pytest.raises(OutsideError, match="cannot be written"):
        write_eml(message, tmp_path / "digests")
    assert [path.name for path in (tmp_path / "digests").iterdir()] == ["nibwatch-tki_demyelination-2026-W48-run-2.eml"]


def test_a_flagged_quarter_is_warned_of_before_any_number_and_reported_among_the_data_problems(mail: Mail) -> None:
    message = mail(Week(flag="all 2,000 rows have an empty or unknown pt", rows_known=150_000))
    for kind in ("plain", "html"):
        text = visible(message, kind)
        warning = text.index("1 loaded quarter flagged (2004Q1)")
        assert warning < text.index("watched drugs")
        assert "2004Q1 DEMO: flagged: all 2,000 rows have an empty or unknown pt" in text
        assert "2004Q1 as loaded: 2,000 reports, where FDA's own files have 150,000" in text
    assert "Warning" not in visible(mail(Week()), "plain")


def test_evidence_that_changed_since_then_is_reported_and_older_or_other_changes_are_not(mail: Mail) -> None:
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


def test_the_course_over_time_is_drawn(mail: Mail) -> None:
    message = mail(NEWS_WEEK)
    pictures = [piece for piece in message.walk() if piece.get_content_type() == "image/png"]
    assert [picture["Content-ID"] for picture in pictures] == [
        f"<{chart}-{theme}@nibwatch>" for chart in ("forest", "trend") for theme in ("light", "dark")
    ]
    for picture in pictures:
        assert f"cid:{picture['Content-ID'].strip('<>')}" in part(message, "html")
    assert len(re.findall(r'<img [^>]*alt="[^"]{20,}"', part(message, "html"))) == 4


def test_with_pages_every_number_of_a_drug_links_to_its_page(publish: Publish) -> None:
    odd = replace(IMATINIB, drug="a/b & <c>")
    options = DigestOptions(report_url="https://nibwatch.example.org/report/")
    message = compose(publish(Week(watch=[odd])), sender="n@example.org", recipients=[], options=options)
    markup = part(parsed(message.as_bytes()), "html")
    assert (
        f'<a href="https://nibwatch.example.org/report/{drug_path("a/b & <c>", "ingredient")}">13.65 (7.44 to 25.05)</a>'
        in markup
    )


def test_the_digest_as_a_page_leads_to_its_queries_and_to_the_pages_beside_it(mail: Mail) -> None:
    page = html_page(mail(CHANGED_WEEK))
    anchors = set(re.findall(r'href="#(query-\d+)"', page))
    assert anchors
    assert anchors <= set(re.findall(r'id="(query-\d+)"', page))
    assert f'href="{drug_path("imatinib", "ingredient")}"' in page
    assert "cid:" not in page


def test_without_pages_no_link_of_the_mail_leads_nowhere(mail: Mail) -> None:
    assert "href=" not in part(mail(CHANGED_WEEK), "html")


def test_an_undefined_ebgm_says_why(mail: Mail) -> None:
    reason = "no cell has a report, so nothing can be learned from them"
    message = mail(Week(run=[*RUN[:-1], reason]))
    for text in (visible(message, "plain"), visible(message, "html")):
        assert f"EBGM is undefined for every pair: its prior could not be fitted, since {reason}." in text
