internal import ArgumentParser
internal import PipExternalPlugins
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

/// Notes that an external plugin is trusted as it is: `swiftpip plugin trust`.
struct PluginTrustCommand: PluginCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust",
    abstract: "Trusts an external plugin as it is now.",
    discussion: """
      Its program and its manifest are noted by their digests: once one of them has changed, the plugin is not run \
      until it is trusted again. What a script imports is not looked at. Nothing is run.
      """
  )

  @Argument(help: "The plugin.")
  var name: String

  @Flag(name: .customLong("revoke"), help: "Trust it no longer.")
  var isRevoking = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(in context: Context) async throws -> PluginTrustReport {
    let places = context.pluginPlaces
    guard let file = places.trust else { throw TrustError.noHome }
    var trust = PluginTrust(at: file)
    if isRevoking {
      guard trust.revoke(name) else { throw TrustError.notTrusted(name) }
      try Self.write(trust, to: file)
      return PluginTrustReport(name: name, program: nil, isTrusted: false)
    }
    guard let plugin = context.externalPlugins.plugins.first(where: { $0.name == name }) else {
      throw TrustError.notThere(name)
    }
    if case .flawed(let flaw) = plugin.description { throw PluginRefusal.flawed(plugin, flaw) }
    do throws(PluginGuard.Refusal) {
      try PluginGuard.check(plugin)
    } catch {
      throw PluginRefusal.guarded(plugin, error)
    }
    try trust.trust(plugin)
    try Self.write(trust, to: file)
    return PluginTrustReport(name: name, program: plugin.program, isTrusted: true)
  }

  private static func write(_ trust: PluginTrust, to file: FilePath) throws(TrustError) {
    do {
      try trust.write(to: file)
    } catch {
      throw .notWritten(file, PluginTrust.reason(of: error))
    }
  }
}

/// Why a plugin cannot be trusted, or no longer.
enum TrustError: Error, Hashable, Explainable {
  case noHome
  case notThere(String)
  case notTrusted(String)
  case notWritten(FilePath, String)

  var diagnostic: Diagnostic {
    var causes: [String] = []
    let (code, message, hint): (String, String, String?)
    switch self {
    case .noHome:
      (code, message) = ("plugin.no-home", "there is no home to note it in")
      hint = "set HOME or XDG_DATA_HOME"
    case .notThere(let name):
      (code, message) = ("plugin.not-there", "there is no external plugin \"\(name)\"")
      hint = "swiftpip plugin list"
    case .notTrusted(let name):
      (code, message, hint) = ("plugin.not-trusted", "\"\(name)\" was not trusted", nil)
    case .notWritten(let file, let reason):
      (code, message) = ("plugin.not-written", "\(file.systemText) cannot be written")
      (causes, hint) = ([reason], nil)
    }
    return Diagnostic(.error, code: code, message: message, causes: causes, hint: hint)
  }
}

/// The answer of `swiftpip plugin trust`.
struct PluginTrustReport: Report {
  struct Result: Encodable, Sendable {
    let report: PluginTrustReport

    private enum Keys: String, CodingKey { case name, program, programBytes, trusted }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Keys.self)
      try members.encode(report.name, forKey: .name)
      if let program = report.program {
        try members.encodePath(program.systemText, forKey: .program, bytesKey: .programBytes)
      } else {
        try members.encodeNil(forKey: .program)
      }
      try members.encode(report.isTrusted, forKey: .trusted)
    }
  }

  let name: String
  let program: FilePath?
  let isTrusted: Bool

  var result: Result { Result(report: self) }

  func write(to page: inout Page, verbosity: Verbosity) {
    guard let program else { return page.line("\(name) is no longer trusted") }
    page.line("\(program.systemText) is trusted as it is now")
  }
}
