package import PipEnvironments
internal import PipPackaging

/// Whether an environment can live with an interpreter.
package enum InterpreterFit: Sendable, Hashable {
  /// It is the same, as far as anybody can tell.
  case exact
  /// It is another, and everything fits; in what it differs.
  case compatible([String])
  /// It does not; why.
  case refused([String])

  /// Compares an interpreter with the one that an environment was captured with.
  ///
  /// - Parameters:
  ///   - description: the environment.
  ///   - facts: the interpreter.
  package init(_ description: EnvironmentDescription, _ facts: InterpreterFacts) {
    let captured = description.interpreter
    let own = EnvironmentDescription.Interpreter(facts)
    var reasons: [String] = []
    if captured.implementation != own.implementation {
      reasons.append("it is \(own.implementation), not \(captured.implementation)")
    } else if Self.series(captured.version) != Self.series(own.version) {
      // What is required may depend on it, and modules know it by their compiled form.
      reasons.append("it is Python \(own.version), not \(Self.series(captured.version))")
    }
    guard reasons.isEmpty else {
      self = .refused(reasons)
      return
    }
    guard let tags = facts.supportedTags else {
      self = .refused(["it does not say which wheels it accepts"])
      return
    }
    for distribution in description.distributions {
      guard let wheel = WheelFileName(distribution.wheel), tags.rank(of: wheel) != nil else {
        reasons.append("\(distribution.wheel) is for another one")
        continue
      }
      guard let text = distribution.requiresPython, let specifiers = VersionSpecifiers(text),
        let version = Version(own.version)
      else { continue }
      if !specifiers.contains(version, prereleases: .allowed) {
        reasons.append("\(distribution.name) \(distribution.version) requires Python \(text)")
      }
    }
    let differences = Self.differences(captured, own)
    self =
      !reasons.isEmpty ? .refused(reasons) : differences.isEmpty ? .exact : .compatible(differences)
  }

  /// The first two numbers of a version.
  private static func series(_ version: String) -> String {
    version.split(separator: ".").prefix(2).joined(separator: ".")
  }

  private static func differences(
    _ captured: EnvironmentDescription.Interpreter,
    _ own: EnvironmentDescription.Interpreter
  ) -> [String] {
    [
      ("Python", captured.version, own.version),
      ("ABI flags", captured.abiFlags, own.abiFlags),
      ("pointers", "\(captured.pointerBits) bits", "\(own.pointerBits) bits"),
      ("platform", captured.platform, own.platform), ("library", captured.library, own.library),
    ].filter { $0.1 != $0.2 }.map { "\($0.0): \($0.1) then, \($0.2) now" }
  }
}
