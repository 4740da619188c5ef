"""The pages before the application: login, first set-up, changing a password; and the gate."""
