import itertools

import pytest

from playground.figures import palette

GROUNDS = ("#FFFFFF", "#0E1117")
LINES = (palette.P50, palette.P95, palette.P99, palette.SERVED, palette.OFFERED, palette.LIMIT)
REASONS = tuple(colour for colour, _ in palette.REASONS.values())


def _channels(colour):
    return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def _linear(colour):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)]


def _luminance(colour):
    """WCAG 2.1, relative luminance."""
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), _linear(colour), strict=True))


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", sorted({*LINES, *REASONS, *palette.SYSTEMS.values(), *palette.FAULTS.values()}))
def test_every_colour_stands_out_from_white_and_from_black(colour):
    assert all(_contrast(colour, ground) >= 3 for ground in GROUNDS)


def _deuteranope(colour):
    """What is seen without green cones, in linear RGB. Source: Machado, Oliveira and Fernandes, 2009."""
    rows = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
    return [sum(weight * c for weight, c in zip(row, _linear(colour), strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("one", "other"),
    list(itertools.combinations((palette.P50, palette.P95, palette.P99), 2)),
    ids=lambda colour: colour,
)
def test_the_percentiles_differ_for_the_colour_blind(one, other):
    distance = sum((a - b) ** 2 for a, b in zip(_deuteranope(one), _deuteranope(other), strict=True)) ** 0.5
    assert distance > 0.1


def test_reasons_differ_in_colour_or_hatch():
    assert len(set(palette.REASONS.values())) == len(palette.REASONS)
    assert palette.reason("something new") == palette.OTHER_REASON


def test_members_of_a_tier_share_its_colour():
    assert palette.of_system("web-12") == palette.of_system("web")
