"""Reading and writing Excel and CSV; layouts."""
