package import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Why a plugin gave no answer.
package enum PluginFailure: Error, Sendable, Hashable {
  /// Its manifest names only versions of the protocol that swiftpip does not speak.
  case otherProtocol(ClosedRange<Int>)
  /// It could not be run; why.
  case notRun(String)
  /// It says why itself.
  case complaint(PluginComplaint)
  /// It says what it may not say.
  case violation(ProtocolViolation)
  /// It took too long: to greet, or to answer.
  case late(greeting: Bool)
  /// It ended before its answer; how.
  case crashed(String)
}

extension PluginFailure {
  /// Tells of a plugin why it gave no answer.
  ///
  /// - Parameters:
  ///   - plugin: the plugin.
  ///   - talk: what it wrote to standard error.
  /// - Returns: what happened, why, and where to look.
  package func diagnostic(of plugin: ExternalPlugin, _ talk: [String]) -> Diagnostic {
    let (code, message, cause): (String, String, String)
    switch self {
    case .complaint(let complaint): return complaint.diagnostic
    case .otherProtocol(let spoken):
      (code, message) = ("plugin.protocol", "is made for another swiftpip")
      cause = "it speaks version \(spoken.lowerBound) of the protocol and later ones"
    case .notRun(let reason):
      (code, message) = ("plugin.not-run", "cannot be run")
      cause = Self.missingInterpreter(of: plugin.program) ?? reason
    case .violation(let violation):
      (code, message, cause) = ("plugin.protocol", "does not follow the protocol", violation.reason)
    case .late(greeting: true):
      (code, message, cause) = ("plugin.late", "takes too long", "it does not greet in time")
    case .late(greeting: false):
      (code, message, cause) = ("plugin.late", "takes too long", "it does not answer in time")
    case .crashed(let reason):
      (code, message, cause) = ("plugin.crashed", "did not answer", reason)
    }
    return Diagnostic(
      .error,
      code: code,
      message: "the plugin \"\(plugin.name)\" \(message)",
      causes: [cause] + talk.suffix(3).map { "it says: \($0)" },
      hint: "swiftpip plugin check \(ShellWord(plugin.program.systemText)) tries it"
    )
  }

  /// Looks whether a script names an interpreter that is not there: the system says then that the script is not.
  private static func missingInterpreter(of program: FilePath) -> String? {
    guard let bytes = try? OwnedDescriptor.openRegularFile(program).read(atMost: 256),
      bytes.starts(with: "#!".utf8)
    else { return nil }
    let line = bytes.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
    let word = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.first
    guard let word else { return nil }
    // A carriage return is part of the name, as it is to the system.
    let interpreter = FilePath(systemText: SystemText.string(decoding: Array(word)))
    guard (try? interpreter.status()) == nil else { return nil }
    return "its first line names \(interpreter.systemText), which is not there"
  }
}
