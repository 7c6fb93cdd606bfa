"""By how much the sums of a place change from day to day: any day of the past is a sum of what was counted once.

What holds on a day holds from one day to another: a contract from its start to its end, a status until the next. Each
beginning adds to the sums of its commune and each end takes away; what happened in a year is added on its day, and
every year begins anew. Told are the usual figures that are dear to count; the others are counted on the day asked.
"""
