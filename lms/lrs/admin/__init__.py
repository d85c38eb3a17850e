"""Pages of the record store in the CMS, for those who hold the capability to manage it."""
