package import PipSystem

/// All that a run finds around itself and that decides where its files are.
package struct Surroundings: Sendable, Hashable {
  /// The environment variables.
  package var environment: Environment
  /// Whose the process is and where it runs.
  package var process: ProcessFacts
  /// Whose rules for directories hold.
  package var system: OperatingSystem
  /// Which pip's reading of these rules holds.
  package var rules: DirectoryRules

  /// Creates surroundings; tests pass all of them.
  package init(
    environment: Environment,
    process: ProcessFacts,
    system: OperatingSystem = .current,
    rules: DirectoryRules = .newest
  ) {
    self.environment = environment
    self.process = process
    self.system = system
    self.rules = rules
  }

  /// Where `~` leads.
  package var home: HomeDirectory {
    HomeDirectory(variable: environment["HOME"], ofRealUser: process.homeOfRealUser)
  }
}
