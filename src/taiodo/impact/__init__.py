"""Who is hit when a system moves: graph and trace."""
