/// A version of a Python project, as PEP 440 defines it.
///
/// Accepts all that the `packaging` library accepts, in any spelling, and tells it in the normal
/// form. Versions that differ only in trailing zeros of the release are equal: `1.0 == 1.0.0`.
package struct Version: Sendable {
  /// The longest text that is taken for a version, in bytes.
  package static let lengthLimit = 1_024

  /// The part before `!`, 0 if there is none.
  package let epoch: VersionNumber

  /// The dotted numbers, at least one, with trailing zeros as they were written.
  package let release: [VersionNumber]

  let prerelease: Prerelease?
  let post: VersionNumber?
  let development: VersionNumber?
  let localSegments: [LocalSegment]

  /// Which step before the final release, and the how manieth of it.
  struct Prerelease: Sendable, Hashable {
    /// The steps in the order in which they are made.
    enum Phase: UInt8, Sendable {
      case alpha
      case beta
      case candidate
    }

    var phase: Phase
    var number: VersionNumber
  }

  /// One part of what stands behind the `+`.
  enum LocalSegment: Sendable, Hashable {
    case text(String)
    case number(VersionNumber)
  }

  /// Parses a version, or returns nil for a text that is none or longer than ``lengthLimit``.
  package init?(_ text: some StringProtocol) {
    self.init(utf8: Array(text.utf8)[...])
  }

  init?(utf8 text: ArraySlice<UInt8>) {
    guard text.count <= Version.lengthLimit else { return nil }
    var parser = VersionParser(PythonWhitespace.trimming(text))
    guard let version = parser.version(), parser.isAtEnd else { return nil }
    self = version
  }

  init(
    epoch: VersionNumber,
    release: [VersionNumber],
    prerelease: Prerelease? = nil,
    post: VersionNumber? = nil,
    development: VersionNumber? = nil,
    localSegments: [LocalSegment] = []
  ) {
    self.epoch = epoch
    self.release = release
    self.prerelease = prerelease
    self.post = post
    self.development = development
    self.localSegments = localSegments
  }
}

extension Version {
  /// Whether this comes before a final release: alpha, beta, release candidate or development.
  package var isPrerelease: Bool { prerelease != nil || development != nil }

  /// Whether this is a development release, `.devN`.
  package var isDevelopmentRelease: Bool { development != nil }

  /// Whether this is a post-release, `.postN`.
  package var isPostRelease: Bool { post != nil }

  /// What stands behind the `+`, in normal form.
  package var local: String? {
    localSegments.isEmpty ? nil : localSegments.map(\.description).joined(separator: ".")
  }

  /// The epoch and the release alone: `base_version` of the `packaging` library.
  package var base: Version { Version(epoch: epoch, release: release) }

  /// The version without what stands behind the `+`.
  package var publicVersion: Version {
    guard !localSegments.isEmpty else { return self }
    return Version(
      epoch: epoch,
      release: release,
      prerelease: prerelease,
      post: post,
      development: development
    )
  }
}

extension Version: Comparable {
  package static func < (left: Version, right: Version) -> Bool {
    order(of: left, and: right) < 0
  }

  package static func == (left: Version, right: Version) -> Bool {
    order(of: left, and: right) == 0
  }

  // Negative, zero or positive: one pass answers every comparison, and equality agrees with order.
  private static func order(of left: Version, and right: Version) -> Int {
    if left.epoch != right.epoch { return left.epoch < right.epoch ? -1 : 1 }
    for index in 0..<max(left.release.count, right.release.count) {
      let one = index < left.release.count ? left.release[index] : 0
      let other = index < right.release.count ? right.release[index] : 0
      if one != other { return one < other ? -1 : 1 }
    }
    for (one, other) in zip(left.suffixKey, right.suffixKey) where one != other {
      return one < other ? -1 : 1
    }
    return order(of: left.localSegments, and: right.localSegments)
  }

  private static func order(of left: [LocalSegment], and right: [LocalSegment]) -> Int {
    for (one, other) in zip(left, right) where one != other { return one < other ? -1 : 1 }
    return left.count - right.count
  }

  // What follows the release, so written that comparing the members one by one orders the whole.
  // A development release of a final version comes before the first alpha.
  private var suffixKey: [VersionNumber] {
    guard prerelease != nil || post != nil || development != nil else { return Version.finalKey }
    let phase: VersionNumber =
      switch prerelease?.phase {
      case .alpha: 1
      case .beta: 2
      case .candidate: 3
      case nil: post == nil && development != nil ? 0 : 4
      }
    return [
      phase, prerelease?.number ?? 0,
      post == nil ? 0 : 1, post ?? 0,
      development == nil ? 1 : 0, development ?? 0,
    ]
  }

  private static let finalKey: [VersionNumber] = [4, 0, 0, 0, 1, 0]
}

extension Version: Hashable {
  package func hash(into hasher: inout Hasher) {
    hasher.combine(epoch)
    let zeros = release.reversed().prefix { $0.isZero }.count
    for number in release.dropLast(zeros) { hasher.combine(number) }
    hasher.combine(prerelease)
    hasher.combine(post)
    hasher.combine(development)
    hasher.combine(localSegments)
  }
}

extension Version: CustomStringConvertible {
  package var description: String {
    var text = epoch.isZero ? "" : "\(epoch)!"
    text += release.map(\.description).joined(separator: ".")
    if let prerelease { text += "\(prerelease.phase)\(prerelease.number)" }
    if let post { text += ".post\(post)" }
    if let development { text += ".dev\(development)" }
    if let local { text += "+\(local)" }
    return text
  }
}

extension Version.Prerelease.Phase: CustomStringConvertible {
  var description: String {
    switch self {
    case .alpha: "a"
    case .beta: "b"
    case .candidate: "rc"
    }
  }
}

extension Version.LocalSegment: Comparable {
  // PEP 440: a number comes after any text.
  static func < (left: Version.LocalSegment, right: Version.LocalSegment) -> Bool {
    switch (left, right) {
    case (.text(let left), .text(let right)): left < right
    case (.text, .number): true
    case (.number, .text): false
    case (.number(let left), .number(let right)): left < right
    }
  }
}

extension Version.LocalSegment: CustomStringConvertible {
  var description: String {
    switch self {
    case .text(let text): text
    case .number(let number): number.description
    }
  }
}
