"""The translation desk: what there is to say, what speakers propose, what holds, what phones get of it."""
