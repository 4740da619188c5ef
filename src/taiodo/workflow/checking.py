"""taiodo check: is the database whole?"""

from taiodo.problems import Finding
from taiodo.store.integrity import integrity_findings
from taiodo.workflow.desk import Desk


def check(desk: Desk) -> tuple[Finding, ...]:
    """What is wrong with the database; empty when it is whole."""
    with desk.store.reading() as reading:
        return integrity_findings(reading)
