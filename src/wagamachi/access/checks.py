"""What the nightly round asks of the audit log."""

from collections.abc import Iterator

from wagamachi.core import doctor
from wagamachi.core.doctor import Finding

from . import audit, triggers


@doctor.check("監査記録")
def audit_is_whole() -> Iterator[Finding]:
    """The database guards what is only ever added, and the chain holds from the first event."""
    for name in triggers.missing():
        yield Finding("監査記録", f"書きかえを防ぐしくみ（{name}）がありません。")
    broken = audit.verify()
    if broken is not None:
        yield Finding("監査記録", f"{broken.seq}番目の記録: {broken.why}。")
