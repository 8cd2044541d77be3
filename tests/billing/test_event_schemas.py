"""What the events of billing promise is what was committed."""

from dovetail.shared_kernel.events import schema_faults


def test_no_event_is_other_than_its_schema():
    assert schema_faults("billing") == []
