"""Distance on the globe, for arrays."""

from __future__ import annotations

import numpy as np

from matching.arrays import Floats

EARTH_RADIUS_KM = 6371.0088


def distance_km(lat: float | Floats, lon: float | Floats, lats: Floats, lons: Floats) -> Floats:
    """Great-circle kilometres from one point (degrees) to many, or pair by pair; NaN where a point is unknown."""
    phi, phis = np.radians(lat), np.radians(lats)
    half = np.sin((phis - phi) / 2) ** 2
    half = half + np.cos(phi) * np.cos(phis) * np.sin(np.radians(lons - lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))), dtype=np.float64)
