"""One module per thing a user does; owns the transaction."""
