"""The resources of xAPI: each translates, and one action decides."""
