"""Who calls a pass when its time has come; chosen by name, imported on first use."""
