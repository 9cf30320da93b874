"""What the tools of this folder share: where things are built, real pips, an index, scenarios."""
