"""
Let guests follow the guide: rooms, their routes, the guard before all else, and `serve`.

A guide's page opens a room and tells it which stop is shown; guests' plain viewer pages hear of it by
server-sent events. No talk note ever comes here: a room knows ids of places and pictures only.
"""
