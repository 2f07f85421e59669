"""From FDA's zips to disproportionality statistics: everything but the orchestration (see flows)."""
