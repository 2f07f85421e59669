"""How fast nibwatch is and how much memory it takes, as ratios to plain floors. Run with `make bench`.

Everything is measured on a SYNTHETIC world made for it, each thing in a process of its own. A section is a
function from a Lab to a Section, named in bench.__main__.SECTIONS.
"""
