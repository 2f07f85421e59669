"""Where the loaded quarters lie: a folder, or an object store that several machines reach."""
