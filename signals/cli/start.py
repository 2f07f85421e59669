"""Start a pipeline by its name: in this process, or as a Prefect flow where a server is set."""

import logging
from importlib import import_module
from pathlib import Path
from typing import Any

from signals.pipeline.lost_server import ending_without_server
from signals.pipeline.runner import LocalRunner
from signals.prefect_server import prefect_api_url, prepare_prefect, require_server, unknown_profile

log = logging.getLogger("nibwatch.start")


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
        from signals.pipeline.mail import mail_failure_of_process

        mail_failure_of_process(name, error, data_dir)
        raise
    with ending_without_server(name, data_dir):
        return getattr(import_module(f"flows.{name}"), name)(data_dir=data_dir, **parameters)
