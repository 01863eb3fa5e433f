"""Which communes to work in next: ranking, selection, pilots, targets, outreach; arithmetic only."""
