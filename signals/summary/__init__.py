"""What the analyses of a watched pair say together, in words and by written rules."""
