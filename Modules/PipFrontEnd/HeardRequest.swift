internal import FoundationEssentials
internal import PipPluginKit
internal import PipSystem

/// What the host asks a plugin for, as the plugin hears it (`docs/formats/plugin-protocol-1.md`).
struct HeardRequest: Decodable {
  struct Environment: Decodable {
    var python: String
    var pythonBytes: String?
  }

  struct Finding: Decodable {
    var package: String
    var prefix: String
    var prefixBytes: String?
    var installed: String?
    var latest: String?
    var outdated: Bool
    var reason: String

    var finding: SelfCheckFinding {
      SelfCheckFinding(
        package: package,
        prefix: HeardRequest.text(prefix, prefixBytes),
        installed: installed,
        latest: latest,
        isOutdated: outdated,
        reason: reason
      )
    }
  }

  var type: String
  var command: String?
  var arguments: [String]?
  var argumentsBytes: [String]?
  var hook: String?
  var when: String?
  var effect: String?
  var finding: Finding?
  var verbosity: Int?
  var offline: Bool?
  var isolated: Bool?
  var host: String?
  var hostBytes: String?
  var environment: Environment?
  var cacheDirectory: String?
  var cacheDirectoryBytes: String?

  /// The plugin's own arguments, as system texts.
  var words: [String] {
    let arguments = arguments ?? []
    guard let encoded = argumentsBytes, encoded.count == arguments.count else { return arguments }
    return zip(arguments, encoded).map { Self.text($0, $1) }
  }

  /// The program that asks, as a system text; nil where it does not know its place.
  var hostPath: String? { host.map { Self.text($0, hostBytes) } }

  /// What the host has resolved, as the options that say so.
  var globalArguments: [String] {
    var arguments: [String] = []
    if let environment {
      arguments += ["--python", Self.text(environment.python, environment.pythonBytes)]
    }
    if let cacheDirectory {
      arguments += ["--cache-dir", Self.text(cacheDirectory, cacheDirectoryBytes)]
    } else {
      arguments.append("--no-cache-dir")
    }
    if offline == true { arguments.append("--offline") }
    if isolated == true { arguments.append("--isolated") }
    switch verbosity ?? 0 {
    case ..<0: arguments.append("--quiet")
    case 0: break
    default: arguments.append("--verbose")
    }
    return arguments
  }

  /// Returns a path or an argument by its bytes, where they are no UTF-8, as a system text.
  private static func text(_ readable: String, _ encoded: String?) -> String {
    guard let encoded, let bytes = Data(base64Encoded: encoded) else { return readable }
    return SystemText.string(decoding: Array(bytes))
  }
}
