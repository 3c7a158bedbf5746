"""Who calls a pass when its time has come."""
