"""When to stop: rules as values, what each is worth, and the certificate."""
