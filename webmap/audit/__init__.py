"""The audit log as people read it: a page, a file, what the operator set."""
