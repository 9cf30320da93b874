internal import FoundationEssentials
package import PipEnvironments
internal import PipHashing
package import PipPackaging

/// What an environment is, wherever it is: its interpreter and what is installed (`environment.json`).
///
/// There is no path in it, no host, no user and no time.
package struct EnvironmentDescription: Sendable, Hashable, Codable {
  /// An interpreter, as far as distributions ask for it.
  package struct Interpreter: Sendable, Hashable, Codable {
    /// Such as `cpython`.
    package var implementation: String
    /// The full version of Python.
    package var version: String
    /// The part of the ABI tag behind the version.
    package var abiFlags: String
    /// Bits of a pointer.
    package var pointerBits: Int
    /// Such as `linux-x86_64`.
    package var platform: String
    /// The C library and its version.
    package var library: String
    /// What environment markers may ask for (PEP 508), but for the release of the system.
    package var markers: [String: String]
  }

  /// A distribution.
  package struct Distribution: Sendable, Hashable, Codable {
    /// The project as its metadata writes it.
    package var name: String
    /// The version.
    package var version: String
    /// The name of its wheel.
    package var wheel: String
    /// The digest of what its wheel installs, in hexadecimal digits.
    package var content: String
    /// Who has installed it (PEP 376).
    package var installer: String
    /// Whether it was asked for by name (PEP 376).
    package var requested: Bool
    /// Where it came from that was not chosen from an index (PEP 610), without what is not for everybody.
    package var directURL: DirectURL?
    /// Which Pythons it is for.
    package var requiresPython: String?
  }

  /// The version of this form.
  package var schema = 1
  /// The interpreter.
  package var interpreter: Interpreter
  /// The distributions, by their normalized names.
  package var distributions: [Distribution]

  /// No description has more bytes.
  static let sizeLimit: Int64 = 16 << 20

  /// Creates a description.
  package init(interpreter: Interpreter, distributions: [Distribution]) {
    self.interpreter = interpreter
    self.distributions = distributions
  }

  /// Reads one.
  ///
  /// - Throws: `CapturesError.description`.
  init(_ bytes: [UInt8]) throws(CapturesError) {
    do {
      self = try JSONDecoder().decode(EnvironmentDescription.self, from: Data(bytes))
    } catch {
      throw .description("it has not the members that it must have")
    }
    guard schema == 1 else { throw .description("it has schema \(schema)") }
    for distribution in distributions {
      let one = "\(distribution.name) \(distribution.version)"
      guard let name = PackageName(distribution.name),
        let wheel = WheelFileName(distribution.wheel), wheel.name == name,
        Version(distribution.version) == wheel.version
      else { throw .description("\(distribution.wheel) is no wheel of \(one)") }
      guard Digest(hexadecimal: distribution.content)?.bytes.count == 32 else {
        throw .description("it does not say what \(one) installs")
      }
      guard
        !distribution.installer.unicodeScalars.contains(where: { $0.value < 0x20 }),
        distribution.installer.utf8.count < 256
      else { throw .description("nobody is called as the installer of \(one) is") }
    }
  }

  /// What depends on the environment alone, and not on which of several wheels was found for a distribution: the
  /// SHA-256 of the description without the names of wheels.
  var identity: Digest {
    var nameless = self
    for index in nameless.distributions.indices { nameless.distributions[index].wheel = "" }
    return HashAlgorithm.sha256.digest(of: nameless.bytes)
  }

  /// The description as it is written.
  var bytes: [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Texts, numbers and truths can all be written.
    return Array((try? encoder.encode(self)) ?? Data()) + [0x0A]
  }
}

extension EnvironmentDescription.Interpreter {
  /// Creates what is said of an interpreter.
  package init(_ facts: InterpreterFacts) {
    self.init(
      implementation: facts.implementation,
      version: facts.version,
      abiFlags: facts.abiFlags,
      pointerBits: facts.pointerBits,
      platform: facts.platform,
      library: facts.library,
      markers: facts.markers
    )
  }
}
