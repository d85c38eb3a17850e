"""The store as JSON Lines: out with `giving`, in with `taking`. `lines` is what a line holds, `files` the
file.

A file holds everything that the store was told: statements with what the store set on them, raw data of
attachments, definitions of activities, documents. What follows from these (references, voidings, keys) is
made again where they are taken in.
"""
