"""What the shell offers where a command takes a drug: the drugs of the published file, the most reported first."""

import typer

from signals.errors import NibwatchError

OFFERED = 50


def drugs(context: typer.Context, incomplete: str) -> list[str]:
    """Matched ingredients that begin like that; none where nothing is published or readable."""
    from signals.cli.application import data_dir_of
    from signals.database import open_read_only, published_file, quoted

    try:
        with open_read_only(published_file(data_dir_of(context.params.get("data_dir")))) as connection:
            rows = connection.execute(
                "SELECT ingredient FROM faers.ingredient WHERE (is_matched OR is_watched) "
                f"AND starts_with(ingredient, {quoted(incomplete.lower())}) "
                f"ORDER BY case_count DESC, ingredient LIMIT {OFFERED}"
            ).fetchall()
    except NibwatchError:  # a shell that completes a word has no place for a sentence
        return []
    return [str(row[0]) for row in rows]
