from .persons import PersonDraft, merge_people, part_people, put_person

__all__ = ["PersonDraft", "merge_people", "part_people", "put_person"]
