"""A reader's own choice comes first, then the browser's, then Vietnamese."""

import pytest

from tocongnghe.i18n import negotiate


@pytest.mark.parametrize(
    ("choice", "header", "code"),
    [
        (None, None, "vi"),
        ("nut", "vi,en;q=0.5", "nut"),
        ("xx", "tyz", "tyz"),
        (None, "en-US,en;q=0.9,vi;q=0.4,tyz;q=0.8", "tyz"),
        (None, "ium-Latn-VN", "ium"),
        (None, "VI_vn", "vi"),
        (None, "tyz;q=0, nut;q=0.1", "nut"),
        (None, "tyz;q=high", "vi"),
        (None, "*,;q=,,-", "vi"),
        (None, "mji", "vi"),
    ],
)
def test_the_language_is(choice, header, code):
    assert negotiate(choice, header) == code
