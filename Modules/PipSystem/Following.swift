/// Whether a call looks at a symbolic link or at what it points to.
package enum Following: Sendable, Hashable {
  /// Links are followed to their end.
  case links
  /// A link is itself the subject.
  case nothing
}
