"""What real processes do that schedule, answer and are killed, on one database; e-mails become files."""
