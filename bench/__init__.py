"""The speed and memory of nibwatch, as ratios to simple reference programs (floors). Run with `make bench`.

Everything is measured on a SYNTHETIC world made for it, each measurement in a process of its own. A section is a
function from a Lab to a Section, named in bench.__main__.SECTIONS.
"""
