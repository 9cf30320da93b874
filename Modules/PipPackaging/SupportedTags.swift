/// The tags that a Python accepts, the best first.
///
/// The order is that of the `packaging` library, which pip follows when it chooses among wheels.
package struct SupportedTags: Sendable, Hashable {
  /// The tags, the best first, each once.
  package let tags: [CompatibilityTag]

  private let ranks: [CompatibilityTag: Int]

  /// Keeps tags in the given order; of equal ones the first counts.
  package init(_ tags: some Sequence<CompatibilityTag>) {
    var unique: [CompatibilityTag] = []
    var ranks: [CompatibilityTag: Int] = [:]
    for tag in tags where ranks[tag] == nil {
      ranks[tag] = unique.count
      unique.append(tag)
    }
    self.tags = unique
    self.ranks = ranks
  }

  /// Returns the place of a tag, 0 for the best, nil if it does not fit.
  package func rank(of tag: CompatibilityTag) -> Int? { ranks[tag] }

  /// Returns the place of the best tag of a wheel, nil if the wheel does not fit.
  package func rank(of wheel: WheelFileName) -> Int? {
    wheel.tags.lazy.compactMap { ranks[$0] }.min()
  }

  package static func == (left: SupportedTags, right: SupportedTags) -> Bool {
    left.tags == right.tags
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(tags) }
}

extension SupportedTags {
  /// The highest minor version for which tags are computed; a Python that says more is lying.
  package static let minorLimit = 999

  /// Returns what a CPython accepts: its own interface, the stable one, then pure Python.
  package static func cpython(
    major: Int,
    minor: Int,
    abi: CPythonABI = CPythonABI(),
    platforms: [String]
  ) -> SupportedTags {
    let minor = min(minor, minorLimit)
    let interpreter = "cp\(major)\(minor)"
    let names = abi.names(major: major, minor: minor)
    var tags = CombinedTags(platforms: platforms)
    for name in names { tags.add(interpreter, name) }
    // PEP 384: stable since 3.2. PEP 803: a free-threaded Python has its own stable interface.
    let isFreeThreaded = abi.isFreeThreaded && (major, minor) >= (3, 13)
    let stable = (major, minor) >= (3, 2) ? (isFreeThreaded ? "abi3t" : "abi3") : nil
    if let stable { tags.add(interpreter, stable) }
    tags.add(interpreter, "none")
    if let stable {
      for older in stride(from: minor - 1, to: 1, by: -1) { tags.add("cp\(major)\(older)", stable) }
    }
    tags.addPure(major: major, minor: minor, interpreter: interpreter)
    return SupportedTags(tags.all)
  }

  /// Returns what a Python other than CPython accepts.
  ///
  /// The interpreter is named as in tags, such as `pp310`, its binary interfaces such as
  /// `pypy310_pp73`, the best first. It accepts `none-any` also under the name of a pure
  /// interpreter, such as `pp3`, if it has one.
  package static func generic(
    interpreter: String,
    abis: [String],
    major: Int,
    minor: Int,
    pureInterpreter: String?,
    platforms: [String]
  ) -> SupportedTags {
    var tags = CombinedTags(platforms: platforms)
    for abi in abis + (abis.contains("none") ? [] : ["none"]) { tags.add(interpreter, abi) }
    tags.addPure(major: major, minor: min(minor, minorLimit), interpreter: pureInterpreter)
    return SupportedTags(tags.all)
  }
}

private struct CombinedTags {
  let platforms: [String]
  var all: [CompatibilityTag] = []

  mutating func add(_ python: String, _ abi: String) {
    all += platforms.map { CompatibilityTag(python: python, abi: abi, platform: $0) }
  }

  // The Python's own version, then its major version alone, then the older minor versions.
  mutating func addPure(major: Int, minor: Int, interpreter: String?) {
    let older = stride(from: minor - 1, through: 0, by: -1).map { "py\(major)\($0)" }
    let pythons = ["py\(major)\(minor)", "py\(major)"] + older
    for python in pythons { add(python, "none") }
    for python in (interpreter.map { [$0] } ?? []) + pythons {
      all.append(CompatibilityTag(python: python, abi: "none", platform: "any"))
    }
  }
}
