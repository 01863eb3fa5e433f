"""What programs are answered: the JSON of each answer, its shapes, and the OpenAPI description of all addresses."""
