"""Work that happens beside requests. Jobs take ids, are safe to repeat, and commit at their own end."""
