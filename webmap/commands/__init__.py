"""The command line, one module per group of commands; each module has a click command of its own name."""
