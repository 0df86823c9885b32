"""Answers as this database would have given them at an instant, from its history.

A record at that instant is the image that its first change afterwards found, else the
record itself. Each module makes of such images the rows that the formats show, so that
one format serves a record however it was read.
"""
