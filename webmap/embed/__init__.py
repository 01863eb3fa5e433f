"""Maps, tables and headlines in pages of others: what may be asked, who may see it, the code to copy."""
