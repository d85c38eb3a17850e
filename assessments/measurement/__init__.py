"""Arrays in, numbers out: no ORM, no clock, no settings. numpy and the standard library only."""
