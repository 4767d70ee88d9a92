"""Which browser somebody uses, coarse enough to tell nobody from a neighbour: “Chrome, Android”."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("CriOS", "Chrome"),
    ("FxiOS", "Firefox"),
    ("Safari", "Safari"),
)
"""What a browser says of itself -> its name; most say several, so the narrower come first."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(agent: str | None) -> str | None:
    """Return the names of browser and system in a `User-Agent`; None when it says neither."""
    said = agent or ""
    found = (next((name for sign, name in table if sign in said), None) for table in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name) or None
