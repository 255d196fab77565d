"""Fictitious facilities for demonstrations and measurements, spread over the real communes.

All of it is invented and says so: the organiser's name and the last sentence of the presentation. Addresses
end in `.example`, telephone numbers belong to nobody. The same seed on the same day makes the same places.
"""
