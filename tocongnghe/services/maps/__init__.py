"""Maps as drawings: boundary files read, shapes made small, cells around centre points. All of it pure."""
