package import PipPluginKit
package import PipSystem
package import SystemPackage

/// Why a file of trust counts for nothing.
package enum TrustFlaw: Error, Sendable, Hashable {
  /// The system does not show it.
  case notRead(FilePath, SystemFailure)
  /// It belongs to somebody else, or others may write to it.
  case exposed(FilePath)
  /// It is not what is written there.
  case damaged(FilePath)
  /// A later swiftpip has written it, by this schema.
  case later(FilePath, schema: Int)

  /// What is wrong, in a few words.
  package var reason: String {
    switch self {
    case .notRead(_, let failure): failure.reason
    case .exposed(let file): "others than you could have written \(file.systemText)"
    case .damaged(let file): "\(file.systemText) is damaged"
    case .later(let file, let schema):
      "\(file.systemText) is of a later swiftpip: it follows schema \(schema)"
    }
  }

  /// Whether nobody can be trusted anew before that is mended.
  var keepsFromWriting: Bool {
    switch self {
    case .notRead, .later: true
    case .exposed, .damaged: false
    }
  }

  /// What to do about it.
  private var hint: String? {
    switch self {
    case .notRead(let file, _): "look at \(file.systemText): you should be able to read it"
    case .exposed(let file):
      "look who is trusted there, then: chmod 600 \(ShellWord(file.systemText))"
    case .damaged: "swiftpip plugin trust NAME begins a new one, and puts this one aside"
    case .later: "use that swiftpip"
    }
  }
}

extension TrustFlaw: Explainable {
  package var diagnostic: Diagnostic {
    Diagnostic(
      .warning,
      code: "plugin.trust",
      message: "nobody knows which plugins you trust",
      causes: [reason],
      hint: hint
    )
  }
}
