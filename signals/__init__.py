"""From reports to disproportionality statistics: everything but the orchestration (see flows)."""
