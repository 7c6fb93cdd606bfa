"""The matcher beside its rivals, on a synthetic season and on judged sets: `python3 -m tests benchmarks`."""
