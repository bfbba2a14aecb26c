"""What is wrong with a working agenda, and why.

`kinds` names it, `facts` is what one must know, `rules` are pure, `reading` asks the database. The
database refuses what must never be; what an import brought in all the same, and what is merely unwise,
is found here.
"""
