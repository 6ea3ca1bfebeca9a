"""Plan walks: the network of paths, routes over it, order, timetable and directions."""
