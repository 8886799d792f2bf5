from .organization import Organization, Team

__all__ = ["Organization", "Team"]
