"""Who may do what: roles and rights, persons, passwords, lockout and the life of a login."""
