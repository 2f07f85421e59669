"""Start a pipeline by its name: in this process, or as a Prefect flow where a server is set."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from signals.errors import NibwatchError, OutsideError
from signals.interruption import is_interrupted, leave_at_once
from signals.pipeline.runner import LocalRunner
from signals.prefect_server import prefect_api_url, prepare_prefect, require_server, unknown_profile

log = logging.getLogger("nibwatch.start")

WITHOUT_PUBLICATION = ("ingest", "literature")
"""Pipelines that publish nothing."""


def start(name: str, *, data_dir: Path, debug: bool = False, **parameters: Any) -> Any:
    """Run the pipeline of this name and return its outcome; a failure is mailed before it is raised, if mail is set.

    Prefect is imported only where its server is set (``prefect_api_url``).

    Parameters
    ----------
    name
        The pipeline's, such as weekly.
    debug
        Whether Prefect shows its own log.
    parameters
        The pipeline's other parameters.
    """
    api_url = prefect_api_url()
    try:
        if api_url is None:
            if warning := unknown_profile():
                log.warning(warning)
            pipeline = getattr(import_module(f"signals.pipeline.{name}"), name)
            return pipeline(LocalRunner(), data_dir=data_dir, **parameters)
        require_server(api_url)
        # Prefect logs a failure with its traceback at every level it passes; the sentence at the end says it once.
        prepare_prefect(api_url, "INFO" if debug else "CRITICAL")
    except Exception as error:
        _mail(error, name, data_dir)
        raise
    with ending_without_server(name, data_dir):
        return getattr(import_module(f"flows.{name}"), name)(data_dir=data_dir, **parameters)


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
            _mail(silence, name, data_dir)
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


def _mail(error: Exception, name: str, data_dir: Path | None) -> None:
    if is_interrupted():
        return  # whoever stopped the run knows
    from signals.pipeline.mail import mail_failure

    mail_failure(name, f"of process {os.getpid()}", error, data_dir, is_crash=False)
