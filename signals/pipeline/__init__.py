"""Ingest, literature, detect, digest and weekly as plain functions; a runner says how their steps are run.

Each lies in the module of its name, so that what one needs is imported when it begins.
"""
