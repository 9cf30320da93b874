/// What `swiftpip self-check --format json` says.
struct SelfCheckAnswer: Decodable, Sendable {
  struct Finding: Decodable, Sendable {
    var package: String
    var prefix: String
    var prefixBytes: String?
    var installed: String?
    var latest: String?
    var outdated: Bool
    var notify: Bool
    var reason: String
    var source: String
    var checkedAt: String?
    var nextCheckAt: String?
    var stateFile: String?
    var index: String?
    var upgradeCommand: String
    var gates: [Gate]?
  }

  struct Gate: Decodable, Sendable {
    var gate: String
    var saw: String
    var decision: String
  }

  struct Diagnostic: Decodable, Sendable {
    var severity: String
    var code: String
    var message: String
  }

  var schema: Int
  var command: String
  var result: Finding?
  var diagnostics: [Diagnostic]

  /// What people would see without asking for more.
  var warnings: [Diagnostic] { diagnostics.filter { $0.severity != "note" } }
}
