"""Phrases recorded by local speakers: who speaks, what was recorded, who listened, what phones fetch."""
