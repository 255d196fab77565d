"""The bell and its e-mails: who is told what, once, whatever fails meanwhile."""
