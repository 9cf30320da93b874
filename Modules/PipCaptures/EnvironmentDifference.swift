internal import PipArchives
package import PipEnvironments
internal import PipHashing
internal import PipInstaller
internal import PipPackaging

/// What one environment has and another has not, distribution by distribution.
package struct EnvironmentDifference: Sendable, Hashable {
  /// An environment that is compared.
  package enum Side: Sendable {
    /// One that is there.
    case installed([InstalledDistribution], InterpreterFacts)
    /// One that a file has.
    case captured(CapturedEnvironment)
  }

  /// In what a distribution may differ.
  package enum Aspect: String, Sendable, Hashable, CaseIterable {
    /// Its version.
    case version
    /// Its files.
    case files
    /// Who has installed it.
    case installer
    /// Whether it was asked for by name.
    case requested
    /// Where it came from.
    case origin
  }

  /// A distribution that differs.
  package struct Change: Sendable, Hashable {
    /// Its normalized name.
    package let name: String
    /// Its version in the first; nil where it is not there.
    package let before: String?
    /// Its version in the second; nil where it is not there.
    package let after: String?
    /// In what both differ, where both have it.
    package let aspects: [Aspect]
  }

  /// A fact of the interpreters that differs.
  package struct Fact: Sendable, Hashable {
    /// What it is about.
    package let name: String
    /// As the first has it.
    package let before: String
    /// As the second has it.
    package let after: String
  }

  /// The distributions that differ, by name.
  package let distributions: [Change]

  /// In what the interpreters differ.
  package let interpreter: [Fact]

  /// Whether both are the same.
  package var isEmpty: Bool { distributions.isEmpty && interpreter.isEmpty }

  /// Compares two environments.
  package init(from before: Side, to after: Side) {
    let (old, new) = (Self.entries(of: before), Self.entries(of: after))
    let names = Set(old.keys).union(new.keys).sorted()
    distributions = names.compactMap { name in
      guard let one = old[name], let other = new[name] else {
        return Change(
          name: name,
          before: old[name]?.version,
          after: new[name]?.version,
          aspects: []
        )
      }
      let aspects = one.aspects(in: other)
      return aspects.isEmpty
        ? nil : Change(name: name, before: one.version, after: other.version, aspects: aspects)
    }
    interpreter = Self.facts(Self.interpreter(of: before), Self.interpreter(of: after))
  }

  private static func interpreter(of side: Side) -> EnvironmentDescription.Interpreter {
    switch side {
    case .installed(_, let facts): EnvironmentDescription.Interpreter(facts)
    case .captured(let environment): environment.description.interpreter
    }
  }

  private static func facts(
    _ one: EnvironmentDescription.Interpreter,
    _ other: EnvironmentDescription.Interpreter
  ) -> [Fact] {
    [
      ("implementation", one.implementation, other.implementation),
      ("version", one.version, other.version), ("ABI flags", one.abiFlags, other.abiFlags),
      ("platform", one.platform, other.platform), ("library", one.library, other.library),
    ].filter { $0.1 != $0.2 }.map { Fact(name: $0.0, before: $0.1, after: $0.2) }
  }

  private static func entries(of side: Side) -> [String: Entry] {
    switch side {
    case .installed(let distributions, let facts):
      guard let scheme = facts.installScheme else { return [:] }
      return Dictionary(
        distributions.map { distribution in
          let own = facts.installScheme(holding: distribution) ?? scheme
          return (distribution.name.normalized, Entry(distribution, in: own))
        }
      ) { first, _ in first }
    case .captured(let environment):
      let files = environment.manifest.wheels.wheelsByName
      return Dictionary(
        environment.description.distributions.compactMap { distribution in
          guard let name = PackageName(distribution.name), let file = files[distribution.wheel]
          else { return nil }
          return (name.normalized, Entry(distribution, file, of: environment))
        }
      ) { first, _ in first }
    }
  }
}

/// A distribution of one side.
private struct Entry {
  enum Content {
    case installed(InstalledFiles?, InstallScheme)
    case wheel(CapturedFile, of: CapturedEnvironment)
  }

  let version: String
  let installer: String
  let isRequested: Bool
  let origin: DirectURL?
  /// Whether it is used where it is, or came from a folder: no file has it.
  let isLocal: Bool
  let content: Content

  init(_ distribution: InstalledDistribution, in scheme: InstallScheme) {
    version = distribution.writtenVersion
    installer = distribution.installer
    isRequested = distribution.isRequested
    origin = distribution.directURL?.redacted { _ in }
    if case .folder? = distribution.directURL?.kind { isLocal = true } else { isLocal = false }
    content = .installed(InstalledFiles(of: distribution, in: scheme), scheme)
  }

  init(
    _ distribution: EnvironmentDescription.Distribution,
    _ file: CapturedFile,
    of environment: CapturedEnvironment
  ) {
    version = distribution.version
    installer = distribution.installer
    isRequested = distribution.requested
    origin = distribution.directURL
    isLocal = false
    content = .wheel(file, of: environment)
  }

  func aspects(in other: Entry) -> [EnvironmentDifference.Aspect] {
    var aspects: [EnvironmentDifference.Aspect] = []
    if version != other.version {
      aspects.append(.version)
    } else if !hasFiles(of: other) {
      aspects.append(.files)
    }
    if installer != other.installer { aspects.append(.installer) }
    if isRequested != other.isRequested { aspects.append(.requested) }
    if origin != other.origin || isLocal != other.isLocal { aspects.append(.origin) }
    return aspects
  }

  private func hasFiles(of other: Entry) -> Bool {
    switch (content, other.content) {
    case (.wheel(let file, let environment), .wheel(let another, let other)):
      guard file.digest != another.digest else { return true }
      // Another wheel may be made of the same files.
      guard let one = environment.wheel(of: file), let two = other.wheel(of: another) else {
        return false
      }
      return one.contents.contentDigest == two.contents.contentDigest
    case (.installed(let files?, let scheme), .wheel(let file, let environment)),
      (.wheel(let file, let environment), .installed(let files?, let scheme)):
      guard let wheel = environment.wheel(of: file) else { return false }
      return files.come(from: wheel.contents, in: scheme) && files.changed.isEmpty
    case (.installed(let files?, _), .installed(let others?, _)):
      return files.isSame(as: others) && files.changed.isEmpty && others.changed.isEmpty
    case (.installed(nil, _), .installed(nil, _)): return true
    default: return false
    }
  }
}

extension CapturedEnvironment {
  /// Returns a wheel that it has; nil where the file is none that can be read.
  fileprivate func wheel(of file: CapturedFile) -> Wheel? {
    guard let name = file.wheel, let range = try? open(file) else { return nil }
    return try? Wheel(range, named: name)
  }
}
