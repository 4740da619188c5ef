"""Tables, engine, queries, migrations."""
