"""What the search index knows about a row that has a page; the words live in the engine's table."""

from django.db import models


class SearchDocument(models.Model):
    """One indexed row. The key grows with ``at``, so newest first is the engine's own order.

    On SQLite the key is the rowid of the FTS5 table ``core_search``; on PostgreSQL this table has a
    further column ``tokens``. Both are made by ``core.search.install`` after migrate.
    """

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=30)
    object_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "検索用の写し"
        verbose_name_plural = "検索用の写し"
        constraints = [
            models.UniqueConstraint(fields=["object_id", "kind"], name="search_document_ref")
        ]
