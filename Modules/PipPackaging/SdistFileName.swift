/// The name of a source distribution file, read for one project.
///
/// Names of old source distributions are ambiguous (`a-b-1.tar.gz` may be `a` or `a-b`), so a name
/// is only ever read against the project that it is said to belong to, as pip does.
package struct SdistFileName: Sendable, Hashable {
  /// The endings that pip takes for a source distribution, as pip's `filetypes.py` lists them.
  package static let extensions = [
    ".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar", ".tar.xz", ".tbz", ".txz", ".tlz", ".tar.lz",
    ".tar.lzma",
  ]

  /// The whole name.
  package let fileName: String

  /// The project.
  package let name: PackageName

  /// The version of the project.
  package let version: Version

  /// The one Python that it is for, `3.8` where the name ends with `-py3.8`, which few do.
  package let pythonVersion: String?

  /// The ending, one of ``extensions``.
  package let fileExtension: String

  /// Parses the file name of a project's source distribution, or returns nil for any other.
  package init?(_ fileName: String, for name: PackageName) {
    let bytes = Array(fileName.utf8)
    guard bytes.count <= WheelFileName.lengthLimit else { return nil }
    // No ending of the list is the end of another one that a longer match would not find first.
    let found = SdistFileName.extensions.filter { bytes.hasSuffix($0) }.max {
      $0.utf8.count < $1.utf8.count
    }
    guard let found else { return nil }
    let stem = bytes.dropLast(found.utf8.count)
    guard let dash = SdistFileName.dash(behind: name, in: stem) else { return nil }
    let (versionText, pythonVersion) = SdistFileName.splitting(stem[(dash + 1)...])
    guard let version = Version(utf8: versionText) else { return nil }
    self.fileName = fileName
    self.name = name
    self.version = version
    self.pythonVersion = pythonVersion
    fileExtension = found
  }

  // The first dash with a spelling of the name before it, as pip's `_find_name_version_sep`.
  private static func dash(behind name: PackageName, in stem: ArraySlice<UInt8>) -> Int? {
    let wanted = Array(name.normalized.utf8)
    var matched = 0
    var isInSeparator = false
    for (index, byte) in zip(stem.indices, stem) {
      if byte == ASCII.dash, matched == wanted.count { return index }
      let isSeparator = ASCII.isSeparator(byte)
      defer { isInSeparator = isSeparator }
      if isSeparator && isInSeparator { continue }
      let normal = isSeparator ? ASCII.dash : ASCII.lowercased(byte)
      guard matched < wanted.count, wanted[matched] == normal else { return nil }
      matched += 1
    }
    return nil
  }

  // pip's `_py_version_re`: one digit, then perhaps a dot and one more digit.
  private static func splitting(
    _ text: ArraySlice<UInt8>
  ) -> (version: ArraySlice<UInt8>, python: String?) {
    guard let dash = text.lastIndex(of: ASCII.dash) else { return (text, nil) }
    var cursor = ByteCursor(text[(dash + 1)...])
    guard cursor.take(UInt8(ascii: "p")), cursor.take(UInt8(ascii: "y")) else { return (text, nil) }
    let python = cursor.rest
    guard cursor.take(where: { (0x31...0x33).contains($0) }) else { return (text, nil) }
    _ = cursor.take(ASCII.dot)
    _ = cursor.take(where: ASCII.isDigit)
    guard cursor.isAtEnd else { return (text, nil) }
    return (text[..<dash], String(decoding: python, as: UTF8.self))
  }
}

extension SdistFileName: CustomStringConvertible {
  package var description: String { fileName }
}

extension [UInt8] {
  fileprivate func hasSuffix(_ text: String) -> Bool {
    count >= text.utf8.count && suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}
