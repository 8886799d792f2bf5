from .area import (
    Area,
    AreaOverlap,
    AreaTown,
    AreaVersion,
    MunicipalityProfile,
    Origin,
    Tier,
    Town,
    ZoningSystem,
    unknown_area_id,
)
from .households import HouseholdCount

__all__ = [
    "Area",
    "AreaOverlap",
    "AreaTown",
    "AreaVersion",
    "HouseholdCount",
    "MunicipalityProfile",
    "Origin",
    "Tier",
    "Town",
    "ZoningSystem",
    "unknown_area_id",
]
