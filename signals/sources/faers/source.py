"""Where FAERS zips come from: FDA's export folder on the web (or one like it), or a folder of this machine."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from signals.errors import OutsideError, RequestError, TransientError
from signals.quarter import EVERY_QUARTER, Quarter, QuarterRange, last_ended, quarters_between
from signals.sources.faers.exports import (
    FDA_EXPORTS,
    MAX_PARALLEL_REQUESTS,
    DeniedError,
    NotPublishedError,
    UnreachableError,
    answer,
    check_status,
    is_page,
    open_session,
    published,
)
from signals.sources.faers.folder_source import FolderSource
from signals.sources.faers.offer import Offer
from signals.sources.faers.zip_name import FIRST_QUARTER, ZIP_PATTERN, quarter_of_zip, zip_name, zip_names
from signals.validation import may_hold_a_secret, public_url
from signals.web import TIMEOUT

LAST_SEEN_QUARTER = Quarter(2026, 2)
"""FDA was seen to publish every quarter from 2004Q1 to this one (neksa/openfda-faers, read 2026-11-23)."""


def open_source(text: str) -> "FolderSource | WebSource":
    """The source that `--source` names.

    Parameters
    ----------
    text
        A folder's path, or the http(s) URL of a folder like FDA's.

    Raises
    ------
    RequestError
        For anything else.
    """
    text = text.strip()
    scheme, separator, rest = text.partition("://")
    if not separator:
        return FolderSource(_folder(text))
    if scheme.lower() == "file":
        return FolderSource(_folder(unquote(rest.removeprefix("localhost"))))
    try:
        public_url(text, "https", "http")
    except ValueError as error:
        raise RequestError(f"--source is a folder or a URL like {FDA_EXPORTS}: {error}.") from error
    if quarter_of_zip(urlsplit(text).path):
        raise RequestError(
            f"--source {text} is one zip; give the URL of the folder it is in, and the quarter as --quarters."
        )
    return WebSource(text.rstrip("/"))


def _folder(text: str) -> Path:
    if may_hold_a_secret(text):
        raise RequestError(f"--source is a folder or a URL like {FDA_EXPORTS}, found neither.")
    path = Path(text).expanduser().resolve() if text else Path()
    if not text or not path.is_dir():
        kind = "a file" if path.is_file() else "no such folder"
        raise RequestError(
            f"Expected --source as a folder that holds {ZIP_PATTERN}, or a URL like {FDA_EXPORTS}; "
            f"{text!r} is {kind if text else 'empty'}."
        )
    return path


class WebSource:
    """An http(s) folder like FDA's. It has no listing, so each quarter is asked for by its names."""

    def __init__(self, url: str, timeout: tuple[float, float] = TIMEOUT) -> None:
        self._url = url
        self._timeout = timeout
        self._session = open_session(url)

    @property
    def location(self) -> str:
        return self._url

    def offers(
        self,
        quarters: QuarterRange = EVERY_QUARTER,
        fetched_before: Collection[Quarter] = (),
        today: date | None = None,
    ) -> list[Offer]:
        """The wanted quarters it has, in order. Four bytes are read of each, so asking for all of them is cheap.

        Parameters
        ----------
        fetched_before
            Quarters it had (`Ledger.quarters_from`); where one is absent, the offer says so as trouble.
        today
            Quarters that end later are still to come; the day in UTC by default.

        Raises
        ------
        UnreachableError
            Nothing answers.
        TransientError
            No quarter could be confirmed.
        OutsideError
            None is there.
        RequestError
            Every wanted quarter is still to come.
        """
        last = last_ended(today or datetime.now(UTC).date())
        wanted = quarters.between(FIRST_QUARTER, last)
        if not wanted:
            raise RequestError(
                f"FDA's quarterly files begin with {FIRST_QUARTER}, and no later quarter of {quarters} has ended yet; "
                f"the last one that has is {last}."
            )
        expected = self._expected(fetched_before)
        self._check_reachable(wanted)
        with ThreadPoolExecutor(max_workers=MAX_PARALLEL_REQUESTS) as pool:
            answers = list(pool.map(lambda quarter: self._look_for(quarter, quarter in expected), wanted))
        offers = [offer for offer in answers if isinstance(offer, Offer)]
        self._check_found(offers, [denial for denial in answers if isinstance(denial, DeniedError)], quarters)
        return offers

    def newest(self, today: date | None = None) -> Offer:
        """The last quarter that it has, asked for one after another from the last that has ended.

        Raises
        ------
        TransientError
            The server does not answer clearly.
        OutsideError
            It has none at all.
        """
        quarter = last_ended(today or datetime.now(UTC).date())
        while quarter >= FIRST_QUARTER:
            for name in zip_names(quarter):
                with suppress(NotPublishedError):
                    return self.probe(quarter, name)
            quarter = quarter.previous()
        raise OutsideError(f"{self._url} has no quarter since {FIRST_QUARTER}.")

    def probe(self, quarter: Quarter, name: str) -> Offer:
        """Ask for the first bytes of one zip; its size and validators come with the answer.

        Raises
        ------
        NotPublishedError
            It is not there (4xx, 500, or a page with status 200: each was seen).
        TransientError
            The server does not answer clearly.
        """
        url = f"{self._url}/{name}"
        with answer(self._session, url, {"Range": "bytes=0-3"}, self._timeout) as response:
            if response.status_code == 500:
                raise NotPublishedError(f"{url} answered 500.")
            check_status(response)
            if is_page(response, response.raw.read(4, decode_content=False)):
                raise NotPublishedError(f"{url} answered {response.status_code} with a page, not a zip.")
            return Offer(quarter, name=name, location=url, published=published(response))

    def _expected(self, fetched_before: Collection[Quarter]) -> frozenset[Quarter]:
        seen = quarters_between(FIRST_QUARTER, LAST_SEEN_QUARTER) if self._url == FDA_EXPORTS else ()
        return frozenset(fetched_before).union(seen)

    def _look_for(self, quarter: Quarter, is_expected: bool) -> Offer | DeniedError | None:
        """The quarter under either spelling; None when the source plainly does not have it, or says it denies it.

        Some servers deny whatever they do not have, so a denial is trouble only where the quarter is expected.
        """
        troubles: list[str] = []
        absences: list[NotPublishedError] = []
        for name in zip_names(quarter):
            try:
                return self.probe(quarter, name)
            except TransientError as error:
                troubles.append(str(error))
            except NotPublishedError as error:
                absences.append(error)
        if not troubles and not is_expected:
            return next((error for error in absences if isinstance(error, DeniedError)), None)
        first, other = (f"{self._url}/{name}" for name in zip_names(quarter))
        trouble = (troubles or [str(error) for error in absences])[0]
        return Offer(quarter, zip_name(quarter), location=first, other_locations=(other,), trouble=trouble)

    def _check_reachable(self, wanted: list[Quarter]) -> None:
        """Ask for the ends of the range first: a server that is down should cost seconds, not 180 waits."""
        for quarter in (wanted[0], wanted[-1]):
            try:
                self.probe(quarter, zip_name(quarter))
            except UnreachableError as error:
                silence = error
            except (NotPublishedError, TransientError):
                return
            else:
                return
        raise UnreachableError(f"The source {self._url} is down: {silence}") from silence

    def _check_found(self, offers: list[Offer], denials: list[DeniedError], quarters: QuarterRange) -> None:
        troubles = [offer.trouble for offer in offers if offer.trouble]
        if offers and len(troubles) == len(offers):
            raise TransientError(
                f"The source {self._url} confirmed none of the {len(offers)} quarters it should have; "
                f"the first reason: {troubles[0]}"
            )
        if not offers and denials:
            raise OutsideError(
                f"The source {self._url} denies access, so it is not known which quarters it has: {denials[0]} Look at "
                "a proxy or a firewall, and at whom the server admits."
            )
        if not offers:
            raise OutsideError(
                f"The source {self._url} has no quarter of {quarters}: expected zips named {ZIP_PATTERN}."
            )
