"""The load of an office: viewers, embeds, publications, imports and killed workers, and what must hold meanwhile."""
