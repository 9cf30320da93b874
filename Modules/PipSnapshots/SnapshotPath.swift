package import PipCache
package import PipSystem

/// The path of a file in a snapshot, which is its path in a cache: `docs/formats/snapshot-1.md`.
///
/// It is taken apart by the grammar of pip's cache and never joined to anything as it came: no text of a
/// snapshot leads elsewhere than to a place where pip itself keeps such a file.
package struct SnapshotPath: Sendable, Hashable {
  /// The path as it is written, in ASCII.
  package let text: String

  /// What lies there.
  package let role: CacheFileRole

  /// The names that lead to it from the cache directory.
  package let names: [EntryName]

  /// No name of a wheel is longer.
  private static let nameLimit = 200

  /// Takes a path apart, or returns nil where no file of a snapshot may lie.
  package init?(_ text: String) {
    guard text.utf8.allSatisfy(Self.isAllowed) else { return nil }
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let names = parts.compactMap { EntryName($0) }
    guard names.count == parts.count, let name = names.last, name.count <= Self.nameLimit else {
      return nil
    }
    let role = CacheFolder(names.dropLast()).role(of: name)
    switch role {
    case .responseHead, .responseBody, .oldResponse, .wheel, .origin, .state: break
    case .own, .leftover, .foreign: return nil
    }
    (self.text, self.role, self.names) = (text, role, names)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "._+!=-/".utf8.contains(byte)
    }
  }

  /// The area that it is in.
  package var area: CacheArea { role.area }
}

extension SnapshotPath: Comparable {
  /// Orders paths by their bytes.
  package static func < (left: SnapshotPath, right: SnapshotPath) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}
