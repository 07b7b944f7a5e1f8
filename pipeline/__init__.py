"""Documents in, tables out: readers, the run, the store, the published tables and the command line."""
