from .proposal import Outcome, Proposal, Submission

__all__ = ["Outcome", "Proposal", "Submission"]
