"""From the words of headers to the meaning of each column."""
