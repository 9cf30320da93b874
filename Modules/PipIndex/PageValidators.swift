/// What a server gave with a page so that one can ask later whether it changed (RFC 9110, 8.8).
package struct PageValidators: Sendable, Hashable {
  /// The entity tag, as the server wrote it, quotes and `W/` included.
  package var entityTag: String?

  /// When it was last modified, as the server wrote it.
  package var lastModified: String?

  /// Longer values are not kept: they would only come back to us as a refused request.
  private static let maximumLength = 1024

  /// Creates validators; nil where neither says anything that can be sent back.
  package init?(entityTag: String?, lastModified: String?) {
    self.entityTag = Self.sendable(entityTag)
    self.lastModified = Self.sendable(lastModified)
    guard self.entityTag != nil || self.lastModified != nil else { return nil }
  }

  private static func sendable(_ value: String?) -> String? {
    guard let value, !value.isEmpty, value.utf8.count <= maximumLength,
      value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else { return nil }
    return value
  }
}
