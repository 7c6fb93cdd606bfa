"""The commands: `python3 -m marketplace …` in a checkout, `lienket …` when installed.

Standard output carries the answer (with `--json`, one object a line and nothing else); everything else goes
to standard error. Exit status: 0 done, 1 found wanting, 2 wrong use.
"""
