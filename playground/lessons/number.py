"""Numbers as people say them: thousands and millions in English, 만 and 억 in Korean."""

from __future__ import annotations

_KO = ((1e8, "억"), (1e4, "만"))
_EN = ((1e9, "B"), (1e6, "M"), (1e3, "k"))


def short(value: float, digits: int = 3) -> str:
    """A number with about this many digits, without an exponent and without needless zeros."""
    if value == 0:
        return "0"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    text = f"{value:.{digits}g}"
    if "e" in text:
        text = f"{value:.12f}"[: digits + 8]
    return text.rstrip("0").rstrip(".") if "." in text else text


def large(value: float, language: str) -> str:
    """A count in the units of the language: 150000 is `150k`, or `15만`."""
    for size, unit in _KO if language == "ko" else _EN:
        if abs(value) >= size:
            return f"{short(value / size, 4 if language == 'ko' else 3)}{unit}"
    return short(value)


def read(text: str) -> float | None:
    """A typed number: with commas or spaces, or in units of either language (`1.5M`, `15만`); None when it is none."""
    bare = "".join(char for char in text if char not in ", _\u00a0")
    sizes = {unit.lower(): size for size, unit in (*_KO, *_EN)}
    size = sizes.get(bare[-1:].lower(), 1.0)
    digits = bare[:-1] if size != 1.0 else bare
    if not digits.isascii() or len(digits) > 15 or not digits.replace(".", "", 1).isdigit():
        return None
    return float(digits) * size
