/// Whether an index offers the METADATA of a wheel as a file of its own, as PEP 658 lets it.
package enum CoreMetadata: Sendable, Hashable {
  /// It does not.
  case absent

  /// It does, at the wheel's address with `.metadata` behind it; the digests may be none.
  case available(hashes: [String: String])
}
