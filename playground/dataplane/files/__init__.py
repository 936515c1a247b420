"""Files of all sizes, on shelves that hold so many bytes.

A file is known by its number among all files; where a version has a URL of its own, a file's key says which version it
is. A shelf is a cache (row of CACHE) whose places are bytes; beside it stands what only shelves need (row of SHELF).
"""
