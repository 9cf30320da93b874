import PipConfiguration
import PipPluginKit
import PipSystem
import SystemPackage

/// A world in which commands about plugins can be tested.
enum PluginStage {
  /// Returns the world.
  ///
  /// - Parameters:
  ///   - variables: the environment.
  ///   - program: the program that runs.
  ///   - directory: where relative paths start from.
  /// - Returns: what commands are given.
  static func context(
    _ variables: [String: String] = [:],
    program: FilePath? = nil,
    in directory: FilePath = "/work"
  ) -> Context {
    struct Nothing: Error {}
    return Context(
      command: CommandFacts(name: "plugin new", effect: .reads),
      verbosity: .normal,
      isOffline: false,
      doctorChecks: [],
      housekeepingRules: [],
      surroundings: Surroundings(
        environment: Environment(variables),
        process: ProcessFacts(effectiveUser: 0, homeOfRealUser: nil, workingDirectory: directory)
      ),
      program: program,
      isStandardErrorTerminal: false,
      clock: { Timestamp(seconds: 0) },
      settings: { throw Nothing() },
      cacheSettings: { throw Nothing() }
    )
  }
}
