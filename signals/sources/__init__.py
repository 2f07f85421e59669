"""The sources of reports, a folder each: from what an authority publishes to the lake."""
