from .resource import Resource, Sector

__all__ = ["Resource", "Sector"]
