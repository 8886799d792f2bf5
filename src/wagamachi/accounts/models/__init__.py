from .attempt import LoginAttempt
from .user import User

__all__ = ["LoginAttempt", "User"]
