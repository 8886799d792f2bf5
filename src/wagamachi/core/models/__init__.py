from .base import Entity, where_set
from .code import Code, CodeList
from .doctor import DoctorRun, HouseWork
from .search import SearchDocument

__all__ = [
    "Code",
    "CodeList",
    "DoctorRun",
    "Entity",
    "HouseWork",
    "SearchDocument",
    "where_set",
]
