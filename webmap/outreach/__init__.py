"""The pages and the API of outreach events: what was held, what it brought, the form to record another."""
