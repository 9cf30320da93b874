/// One condition on versions, such as `>=3.9` or `!=2.0.*`.
package struct VersionSpecifier: Sendable {
  /// How a version is compared.
  package enum Comparison: String, Sendable, CaseIterable {
    // A longer sign stands before its own beginning, so that the first that fits is the right one.
    case identical = "==="
    case compatible = "~="
    case equal = "=="
    case different = "!="
    case atMost = "<="
    case atLeast = ">="
    case less = "<"
    case greater = ">"
  }

  /// How a version is compared.
  package let comparison: Comparison

  /// What it is compared with, as it was written.
  package let text: String

  private let operand: Operand

  private enum Operand: Sendable, Hashable {
    // `===` compares text and asks for no version.
    case text(String)
    case version(Version)
    case prefix(epoch: VersionNumber, release: [VersionNumber])
  }

  /// Parses one specifier, or returns nil for what PEP 440 does not allow.
  package init?(_ text: some StringProtocol) {
    self.init(utf8: Array(text.utf8)[...])
  }

  init?(utf8 text: ArraySlice<UInt8>) {
    let whole = PythonWhitespace.trimming(text)
    guard
      let comparison = Comparison.allCases.first(where: { whole.starts(with: $0.rawValue.utf8) })
    else { return nil }
    let rest = PythonWhitespace.trimming(whole.dropFirst(comparison.rawValue.utf8.count))
    guard let operand = VersionSpecifier.operand(of: comparison, in: rest) else { return nil }
    self.comparison = comparison
    self.text = String(decoding: rest, as: UTF8.self)
    self.operand = operand
  }

  private static func operand(of comparison: Comparison, in text: ArraySlice<UInt8>) -> Operand? {
    if comparison == .identical {
      let isUsable =
        !PythonWhitespace.isPresent(in: text)
        && !text.contains { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ")") }
      return isUsable ? .text(ASCII.lowercased(text)) : nil
    }
    if text.count >= 2, text.suffix(2).elementsEqual(".*".utf8) {
      guard comparison == .equal || comparison == .different else { return nil }
      guard text.count <= Version.lengthLimit else { return nil }
      var parser = VersionParser(text.dropLast(2))
      guard let (epoch, release) = parser.epochAndRelease(), parser.isAtEnd else { return nil }
      return .prefix(epoch: epoch, release: release)
    }
    guard let version = Version(utf8: text) else { return nil }
    switch comparison {
    case .identical, .equal, .different:
      break
    case .compatible:
      guard version.release.count > 1, version.local == nil else { return nil }
    case .atMost, .atLeast, .less, .greater:
      guard version.local == nil else { return nil }
    }
    return .version(version)
  }
}

extension VersionSpecifier {
  /// Whether the specifier itself names a version before a final release, other than to exclude it.
  package var namesPrerelease: Bool {
    switch operand {
    case .text(let text): Version(text)?.isPrerelease ?? false
    case .version(let version): comparison != .different && version.isPrerelease
    case .prefix: false
    }
  }

  /// Whether a version meets the condition, be it a pre-release or not.
  package func isMet(by version: Version) -> Bool {
    switch operand {
    case .text(let text):
      version.description == text
    case .prefix(let epoch, let release):
      version.begins(with: epoch, release) == (comparison == .equal)
    case .version(let named):
      isMet(by: version, naming: named)
    }
  }

  private func isMet(by version: Version, naming named: Version) -> Bool {
    switch comparison {
    case .identical:
      version == named
    case .equal:
      version.disregardingLocal(unlessIn: named) == named
    case .different:
      version.disregardingLocal(unlessIn: named) != named
    case .atMost:
      version.publicVersion <= named
    case .atLeast:
      version.publicVersion >= named
    case .compatible:
      version.publicVersion >= named
        && version.begins(with: named.epoch, Array(named.release.dropLast()))
    case .less:
      version < named && !version.isPrereleaseOfFinal(named)
    case .greater:
      version > named && !version.isLaterFormOf(named)
    }
  }
}

extension Version {
  // `==1.0` accepts `1.0+local`, `==1.0+local` only itself.
  fileprivate func disregardingLocal(unlessIn named: Version) -> Version {
    named.localSegments.isEmpty ? publicVersion : self
  }

  // What is missing in the shorter release counts as zero: `1` begins with `1.0`.
  fileprivate func begins(with epoch: VersionNumber, _ prefix: [VersionNumber]) -> Bool {
    guard self.epoch == epoch else { return false }
    return prefix.indices.allSatisfy { index in
      (index < release.count ? release[index] : 0) == prefix[index]
    }
  }

  // PEP 440: `<1.0` does not accept `1.0rc1`, although it comes before 1.0.
  fileprivate func isPrereleaseOfFinal(_ named: Version) -> Bool {
    guard isPrerelease, !named.isPrerelease else { return false }
    let first = Version(
      epoch: named.epoch,
      release: named.release,
      prerelease: named.prerelease,
      post: named.post,
      development: 0
    )
    return self >= first
  }

  // PEP 440: `>1.0` accepts neither `1.0.post1` nor `1.0+local`, although they come after 1.0.
  fileprivate func isLaterFormOf(_ named: Version) -> Bool {
    if !localSegments.isEmpty && publicVersion == named { return true }
    guard isPostRelease, !named.isPostRelease else { return false }
    return Version(epoch: epoch, release: release, prerelease: prerelease) == named
  }
}

extension VersionSpecifier: Hashable {
  // The `packaging` library takes `>=1` and `>=1.0` for the same, but not `~=1.1` and `~=1.1.0`.
  package static func == (left: VersionSpecifier, right: VersionSpecifier) -> Bool {
    guard left.comparison == right.comparison, left.operand == right.operand else { return false }
    return left.comparison != .compatible || left.releaseLength == right.releaseLength
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(comparison)
    hasher.combine(operand)
  }

  private var releaseLength: Int {
    guard case .version(let version) = operand else { return 0 }
    return version.release.count
  }
}

extension VersionSpecifier: CustomStringConvertible {
  package var description: String { comparison.rawValue + text }
}
