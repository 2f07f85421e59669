"""Ingest, literature, detect, digest and weekly as plain functions; a runner decides how their steps are run.

Each is in the module of its name, so that its imports are made only when it begins.
"""
