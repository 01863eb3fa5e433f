"""From an upload to a release: decisions, preview, what is strange, publishing, history."""
