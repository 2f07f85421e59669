"""The tables of a build that Python makes."""
