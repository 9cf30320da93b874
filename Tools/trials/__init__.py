"""The parts of `Tools/torture`: swiftpip is killed, refused, crowded, and given nonsense."""
