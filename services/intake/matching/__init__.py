"""Which area each row means, and what it may mean where that is in doubt."""
