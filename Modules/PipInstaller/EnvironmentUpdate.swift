package import PipEnvironments
internal import PipPackaging
package import PipSystem
internal import SystemPackage

/// Wheels that are put into an environment, and distributions that give way to them or go: all at once, or
/// nothing.
package struct EnvironmentUpdate: Sendable {
  /// The wheels.
  package var wheels: [WheelSource]

  /// The distributions that go.
  package var removals: [Uninstallation]

  /// Creates an update.
  package init(installing wheels: [WheelSource] = [], removing removals: [Uninstallation] = []) {
    self.wheels = wheels
    self.removals = removals
  }

  /// Makes the update.
  ///
  /// - Parameters:
  ///   - facts: what the environment's interpreter says of itself.
  ///   - store: where wheels may be unpacked already, and are from then on; nil for nowhere.
  ///   - now: the time.
  /// - Throws: `InstallerError`. Unless it says that the change has begun, nothing was changed.
  package func run(
    on facts: InterpreterFacts,
    through store: UnpackedStore?,
    now: Timestamp
  ) async throws(InstallerError) {
    guard let scheme = facts.installScheme, let version = facts.versionNumbers else {
      throw .noScheme(FilePath(systemText: facts.executable))
    }
    let batch = try await WheelBatch(wheels, through: store)
    let change: EnvironmentChange
    do {
      change = try EnvironmentChange.begin(in: scheme, now: now)
    } catch {
      throw .notWritten(error)
    }
    do {
      try await batch.install(
        into: InstallSite(
          scheme: scheme,
          staging: change.staging,
          interpreter: FilePath(systemText: facts.executable),
          pythonMajor: version.major,
          pythonMinor: version.minor
        )
      )
    } catch {
      change.abandon()
      throw error
    }
    do {
      try change.commit(removing: removals.flatMap(\.files))
    } catch {
      guard error.didBegin else {
        change.abandon()
        throw .notWritten(error.failure)
      }
      throw .stopped(error.failure)
    }
    batch.keepHouse(now: now)
  }
}
