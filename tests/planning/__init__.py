"""Plans toward a target."""
