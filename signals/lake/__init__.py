"""The lake of loaded quarters: a folder, or an object store that several machines can reach."""
