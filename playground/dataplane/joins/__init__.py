"""Pages that are put together from what several services answer: what they ask for, and what they leave out."""
