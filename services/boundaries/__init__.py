"""From a boundary file to an active vintage: check, import, activate."""
