"""What the pages of the intake show: each module builds one part of a page from what the services found."""
