"""What is unusual in a listing: quantities and prices far from others, and a second listing of the same goods.

One place says so: the forms ask about it before anything is public (`doubts`), and the page of the data's quality
lists what is public all the same (`unusual`). Nothing is refused: who looked again says so with a tick.
"""
