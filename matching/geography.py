"""Distance on the globe, for arrays."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import cos, radians, sin

import numpy as np

from matching.arrays import Floats

EARTH_RADIUS_KM = 6371.0088
NO_POINT = (float("nan"), float("nan"), float("nan"))


@lru_cache(maxsize=16_384)  # many stand where their commune does
def point(lat: float | None, lon: float | None) -> tuple[float, float, float]:
    """A place on the unit globe; NaN where it is unknown. `lat` and `lon` are degrees."""
    if lat is None or lon is None:
        return NO_POINT
    phi, lam = radians(lat), radians(lon)
    return cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi)


def kilometres(one: Sequence[Floats], other: Sequence[Floats]) -> Floats:
    """Great-circle kilometres between points, each as its x, y and z of `point`, which broadcast; NaN where unknown."""
    cosine = one[0] * other[0]
    cosine = cosine + one[1] * other[1]
    cosine += one[2] * other[2]
    half = np.clip((1.0 - cosine) * 0.5, 0.0, 1.0)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half)))


def distance_km(lat: float | Floats, lon: float | Floats, lats: Floats, lons: Floats) -> Floats:
    """Great-circle kilometres between points in degrees, which broadcast; NaN where a point is unknown."""
    phi, phis = np.radians(lat), np.radians(lats)
    half = np.sin((phis - phi) / 2) ** 2
    half = half + np.cos(phi) * np.cos(phis) * np.sin(np.radians(lons - lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))), dtype=np.float64)
