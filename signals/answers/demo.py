"""What `nibwatch demo` tells a newcomer at its end."""

from pathlib import Path

QUERY = (
    "SELECT drug, event, a, round(expected, 1) AS expected, round(ror, 1) AS ror, human_verdict FROM signals.watch "
    "WHERE analysis = 'no_ms_context' AND event_kind = 'group' AND drug_kind = 'ingredient' "
    "ORDER BY ic_lower DESC LIMIT 10"
)


def where_to_look(home: Path, digest: Path | None) -> str:
    """Where the SYNTHETIC results lie, and one query to try."""
    return "\n".join(
        [
            "",
            "Everything above is SYNTHETIC: an invented world, made to show how nibwatch works.",
            f"  The published file:  {home / 'nibwatch.duckdb'}",
            f"  The weekly digest:   {digest}",
            f"  Any pair:            nibwatch pair imatinib 'Optic neuritis' --data-dir {home}",
            f"  One drug:            nibwatch watch imatinib --data-dir {home}",
            f"  A query to try:      nibwatch sql --data-dir {home} \\",
            f'    "{QUERY}"',
        ]
    )
