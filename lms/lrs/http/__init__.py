"""HTTP as xAPI speaks it: what comes in is read and checked here, what goes out gets its form."""
