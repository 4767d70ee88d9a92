"""Reports in administrative form: what they say, how they are frozen, and what was archived.

A report says what communes closed and nothing else: who has not closed is
listed, never counted as 0. A week, which nobody closes, is told from the
counted figures of a named moment and says so.
"""
