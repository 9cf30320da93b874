/// What a wheel says of its own form: its file WHEEL (PEP 427).
package struct WheelMetadata: Sendable, Hashable {
  /// The version of the format, such as `[1, 0]`.
  package let version: [Int]

  /// Whether what is in its root belongs among pure Python (`Root-Is-Purelib`); not where that is not said.
  package let isRootPure: Bool

  /// The tags, as they are written.
  package let tags: [String]

  /// Reads the file, or returns nil where it is no UTF-8 or says no version that is made of numbers.
  package init?(_ bytes: [UInt8]) {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    let headers = MetadataHeaders(bytes)
    guard let text = headers["wheel-version"] else { return nil }
    let parts = text.utf8.split(separator: ASCII.dot, omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.allSatisfy(ASCII.isDigit) ? Int(Substring(part)) : nil
    }
    guard numbers.count == parts.count else { return nil }
    version = numbers
    isRootPure = headers["root-is-purelib"].map { ASCII.lowercased($0.utf8) } == "true"
    tags = headers.values(of: "tag")
  }

  /// Tells whether one of its tags is among those that an interpreter accepts, as `pip check` asks it.
  package func isAccepted(by supported: SupportedTags) -> Bool {
    tags.contains { text in
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        .map { $0.split(separator: ".") }
      guard parts.count == 3 else { return false }
      return parts[0].contains { python in
        parts[1].contains { abi in
          parts[2].contains { platform in
            let tag = CompatibilityTag(python: python, abi: abi, platform: platform)
            return supported.rank(of: tag) != nil
          }
        }
      }
    }
  }
}
