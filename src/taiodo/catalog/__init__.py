"""Facts of the nation and of a municipality, and the national specifications."""
