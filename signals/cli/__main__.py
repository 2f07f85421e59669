"""`python -m signals.cli` is `nibwatch`."""

from signals.cli import main

main()
