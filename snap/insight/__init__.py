"""What the records and the runs say, as typed answers that every teller reads."""
