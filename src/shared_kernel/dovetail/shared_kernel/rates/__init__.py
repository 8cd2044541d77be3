"""Rates: how often something may be asked for, and where that is counted."""

from ._database import DatabaseMeter, purge_counts
from ._meter import MeterAway, Quota, RateMeter, Standing, quota_of

__all__ = [
    "DatabaseMeter",
    "MeterAway",
    "Quota",
    "RateMeter",
    "Standing",
    "purge_counts",
    "quota_of",
]
