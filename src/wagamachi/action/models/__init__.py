from .proposal import Correction, Outcome, Proposal, Submission

__all__ = ["Correction", "Outcome", "Proposal", "Submission"]
