"""A folder of this machine that holds zips with FDA's names."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from signals.errors import RequestError
from signals.quarter import EVERY_QUARTER, Quarter, QuarterRange
from signals.sources.faers.exports import Published
from signals.sources.faers.offer import Offer
from signals.sources.faers.zip_name import ZIP_PATTERN, looks_like_quarter, quarter_of_zip

_SHOWN_NAMES = 10
log = logging.getLogger("nibwatch.ingest")


@dataclass(frozen=True)
class FolderSource:
    """A folder whose files, not those of folders inside it, have FDA's names in any letter case."""

    folder: Path

    @property
    def location(self) -> str:
        return str(self.folder)

    def offers(
        self,
        quarters: QuarterRange = EVERY_QUARTER,
        fetched_before: Collection[Quarter] = (),  # noqa: ARG002 - a folder holds what it holds; nobody withdrew it
    ) -> list[Offer]:
        """The wanted quarters it holds, in order.

        Parameters
        ----------
        fetched_before
            Without meaning for a folder.

        Raises
        ------
        RequestError
            It holds none of them, or one twice, or cannot be listed.
        """
        held = self._names_by_quarter()
        wanted = {quarter: names for quarter, names in sorted(held.items()) if quarter in quarters}
        if not wanted:
            raise RequestError(
                f"The folder {self.folder} holds no quarter of {quarters}; it holds "
                f"{', '.join(str(quarter) for quarter in sorted(held))}."
            )
        for quarter, names in wanted.items():
            if len(names) > 1:
                repeated = " and ".join(sorted(names))
                raise RequestError(
                    f"The folder {self.folder} holds {quarter} more than once, as {repeated}; "
                    "leave the one that counts."
                )
        return [self._offer(quarter, names[0]) for quarter, names in wanted.items()]

    def newest(self) -> Offer:
        """The last quarter that it holds."""
        return self.offers()[-1]

    def _names_by_quarter(self) -> dict[Quarter, list[str]]:
        try:
            names = [path.name for path in self.folder.iterdir()]
        except OSError as error:
            raise RequestError(f"The folder {self.folder} cannot be listed: {error.strerror}.") from error
        held: dict[Quarter, list[str]] = {}
        for name in names:
            if quarter := quarter_of_zip(name):
                held.setdefault(quarter, []).append(name)
        left_out = sorted(name for name in names if not quarter_of_zip(name) and looks_like_quarter(self.folder / name))
        listed = ", ".join([*left_out[:_SHOWN_NAMES], *(["..."] if len(left_out) > _SHOWN_NAMES else [])])
        if not held:
            hint = f", of which {listed} may hold a quarter" if left_out else ""
            raise RequestError(
                f"The folder {self.folder} holds no FAERS quarter: expected zips named {ZIP_PATTERN}, "
                f"found {len(names)} other files{hint}."
            )
        if left_out:
            log.warning(
                "left out of %s: %s; only zips named %s, not in a folder of their own, are loaded",
                self.folder,
                listed,
                ZIP_PATTERN,
            )
        return held

    def _offer(self, quarter: Quarter, name: str) -> Offer:
        path = self.folder / name
        # What cannot be read is offered all the same, so that fetching it refuses that quarter with a message.
        size = path.stat().st_size if path.is_file() else None
        return Offer(quarter, name=name, location=str(path), published=Published(size=size), is_local=True)
