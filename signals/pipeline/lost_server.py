"""The end of a run whose Prefect server died: one sentence that says what stands, and the mail of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signals.errors import NibwatchError, OutsideError
from signals.interruption import is_interrupted, leave_at_once
from signals.prefect_server import prefect_api_url, require_server

WITHOUT_PUBLICATION = ("ingest", "literature")
"""Pipelines that publish nothing."""


@contextmanager
def ending_without_server(name: str, data_dir: Path | None) -> Iterator[None]:
    """Leave at once with a sentence where a flow fails because Prefect's server died while it ran.

    Every flow around it, and Prefect's own end, would each ask that server again for half a minute.
    """
    try:
        yield
    except NibwatchError:
        raise  # the flow's hook has mailed it
    except Exception:
        api_url = prefect_api_url()
        if is_interrupted() or api_url is None:
            raise
        try:
            require_server(api_url, what_was_done=f"it did when the run began; {_what_is_kept(name, data_dir)}")
        except OutsideError as silence:
            from signals.pipeline.mail import mail_failure_of_process

            mail_failure_of_process(name, silence, data_dir)
            leave_at_once(f"nibwatch: {silence}")
        raise


def _what_is_kept(name: str, data_dir: Path | None) -> str:
    """What a run that ends now leaves: what it loaded, and the publication in use, which may be its own."""
    kept = "what was loaded until then is kept"
    if name in WITHOUT_PUBLICATION:
        return kept
    from signals.pipeline.digest import state_of_digests

    try:
        return f"{kept}, and {state_of_digests(data_dir)}"
    except Exception as error:  # noqa: BLE001 - what is said of a file must not hide why the run ends
        return f"{kept}, and the published file cannot be read now ({error})"
