"""The parts of `Tools/torture`: what happens to swiftpip when it is killed, refused, or crowded."""
