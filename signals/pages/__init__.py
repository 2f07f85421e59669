"""The published file as a folder of plain HTML pages that work from disk and from any web server."""
