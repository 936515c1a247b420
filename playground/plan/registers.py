"""Which of a token's choices is which, where more than one file means it."""

COPY_REGISTER, PAIR_REGISTER = 1, 4  # which copy a call is for; and which server and copy
