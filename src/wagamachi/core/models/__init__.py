from .base import Entity
from .code import Code, CodeList
from .doctor import DoctorRun
from .search import SearchDocument

__all__ = ["Code", "CodeList", "DoctorRun", "Entity", "SearchDocument"]
