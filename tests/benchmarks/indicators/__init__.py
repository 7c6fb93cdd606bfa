"""The figures of a whole synthetic country, measured. No row is a fact about anybody; each says so in its name."""
