"""Orders under a contract: special tickets in bulk, rides for an event's participants, tourist cards."""
