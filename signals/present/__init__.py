"""How a number, a table or a value is written, for whoever prints it."""
