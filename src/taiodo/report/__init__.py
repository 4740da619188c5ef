"""Report content and its writers."""
