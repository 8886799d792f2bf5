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

__all__ = [
    "Area",
    "AreaOverlap",
    "AreaTown",
    "AreaVersion",
    "MunicipalityProfile",
    "Origin",
    "Tier",
    "Town",
    "ZoningSystem",
    "unknown_area_id",
]
