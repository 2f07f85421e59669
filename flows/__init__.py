"""Prefect's skin over signals.pipeline: each pipeline as a flow, its steps as tasks; no work of its own."""
