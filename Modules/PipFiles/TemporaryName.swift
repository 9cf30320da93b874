/// The names of files that are being written, as pip names its own.
///
/// Python's `NamedTemporaryFile` puts eight characters of `[a-z0-9_]` between prefix and suffix;
/// pip's prefix is the name of the target and its suffix is `.tmp`
/// (`pip/_internal/utils/filesystem.py`, `adjacent_tmp_file`). Whoever sweeps after pip sweeps
/// after us.
package enum TemporaryName {
  // All of it is bytes: a sign in a name may be one character with what stands beside it.
  private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789_".utf8)
  private static let randomLength = 8
  private static let suffix = Array(".tmp".utf8)
  private static let folderPrefix = Array("tmp".utf8)

  /// Returns a new name for the file that will become another.
  package static func adjacent(to name: String) -> String {
    var generator = SystemRandomNumberGenerator()
    let random = (0..<randomLength).map { _ in
      alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
    }
    return name + String(decoding: random + suffix, as: UTF8.self)
  }

  /// Tells whether a name is that of a folder for temporary work, as Python's `TemporaryDirectory`
  /// makes it.
  package static func isFolder(_ name: String) -> Bool {
    name.utf8.count == folderPrefix.count + randomLength && name.utf8.starts(with: folderPrefix)
      && name.utf8.dropFirst(folderPrefix.count).allSatisfy(alphabet.contains)
  }

  /// Returns the name of the file that a temporary one was to become, or nil for other names.
  package static func target(of name: String) -> String? {
    guard name.utf8.suffix(suffix.count).elementsEqual(suffix) else { return nil }
    let stem = name.utf8.dropLast(suffix.count)
    let random = stem.suffix(randomLength)
    guard random.count == randomLength, random.allSatisfy(alphabet.contains) else { return nil }
    return String(Substring(stem.dropLast(randomLength)))
  }
}
