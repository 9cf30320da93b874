/// The name of a wheel file, which says what is in it and where it fits.
///
/// The rules are those of PEP 427 as pip applies them: four or five dashes, of which the version
/// has none.
package struct WheelFileName: Sendable, Hashable {
  /// The longest text that is taken for a file name, in bytes.
  package static let lengthLimit = 1_024

  /// How many tags a wheel may have: a short name multiplies to millions.
  package static let tagLimit = 1_024

  /// The whole name.
  package let fileName: String

  /// The project.
  package let name: PackageName

  /// The version of the project.
  package let version: Version

  /// What orders wheels of the same version, where there is one.
  package let build: Build?

  /// The Python implementations and versions that it fits, in lower case.
  package let pythonTags: [String]

  /// The binary interfaces that it fits, in lower case.
  package let abiTags: [String]

  /// The platforms that it fits, in lower case.
  package let platformTags: [String]

  /// A build: a number, and text that decides where numbers are equal.
  package struct Build: Sendable, Hashable {
    /// The leading digits.
    package let number: VersionNumber

    /// What follows the digits.
    package let text: String
  }

  /// Parses a file name, or returns nil for one that no wheel has.
  package init?(_ fileName: String) {
    let bytes = Array(fileName.utf8)
    guard bytes.count <= WheelFileName.lengthLimit else { return nil }
    guard bytes.count > 4, bytes.suffix(4).elementsEqual(".whl".utf8) else { return nil }
    guard !bytes.contains(where: { $0 <= 0x20 || $0 == 0x7F || $0 == ASCII.slash }) else {
      return nil
    }
    let parts = bytes.dropLast(4)
      .split(separator: ASCII.dash, omittingEmptySubsequences: false)
    guard parts.count == 5 || parts.count == 6 else { return nil }
    guard !WheelFileName.hasDoubleUnderscore(parts[0]) else { return nil }
    guard let name = PackageName(utf8: parts[0]), let version = Version(utf8: parts[1]) else {
      return nil
    }
    if parts.count == 6 {
      guard let build = Build(parts[2]) else { return nil }
      self.build = build
    } else {
      build = nil
    }
    guard let pythonTags = WheelFileName.tags(in: parts[parts.count - 3]),
      let abiTags = WheelFileName.tags(in: parts[parts.count - 2]),
      let platformTags = WheelFileName.tags(in: parts[parts.count - 1]),
      // Each factor is at most the length of the name, so the product cannot overflow.
      pythonTags.count * abiTags.count * platformTags.count <= WheelFileName.tagLimit
    else { return nil }
    self.fileName = fileName
    self.name = name
    self.version = version
    self.pythonTags = pythonTags
    self.abiTags = abiTags
    self.platformTags = platformTags
  }

  /// Every combination of the tags, at most ``tagLimit``.
  package var tags: [CompatibilityTag] {
    pythonTags.flatMap { python in
      abiTags.flatMap { abi in
        platformTags.map { CompatibilityTag(python: python, abi: abi, platform: $0) }
      }
    }
  }

  private static func tags(in part: ArraySlice<UInt8>) -> [String]? {
    let tags = part.split(separator: ASCII.dot, omittingEmptySubsequences: false)
    guard tags.allSatisfy({ !$0.isEmpty }) else { return nil }
    return tags.map { ASCII.lowercased($0) }
  }

  // PEP 427 writes every run of separators as one underscore.
  private static func hasDoubleUnderscore(_ name: ArraySlice<UInt8>) -> Bool {
    zip(name, name.dropFirst()).contains { $0 == ASCII.underscore && $1 == ASCII.underscore }
  }
}

extension WheelFileName.Build {
  init?(_ part: ArraySlice<UInt8>) {
    let digits = part.prefix { ASCII.isDigit($0) }
    guard !digits.isEmpty else { return nil }
    number = VersionNumber(digits: digits)
    text = String(decoding: part.dropFirst(digits.count), as: UTF8.self)
  }
}

extension WheelFileName.Build: Comparable {
  package static func < (left: Self, right: Self) -> Bool {
    left.number == right.number ? left.text < right.text : left.number < right.number
  }
}

extension WheelFileName: CustomStringConvertible {
  package var description: String { fileName }
}
