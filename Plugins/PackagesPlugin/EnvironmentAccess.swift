internal import PipConfiguration
internal import PipEnvironments
internal import PipPaths
internal import PipPluginKit
internal import PipSystem
internal import SystemPackage

extension Context {
  /// Returns the environment that the command is about.
  ///
  /// - Throws: why there is none.
  func environment() async throws -> PythonEnvironment {
    let settings = try await settings()
    return PythonEnvironment(
      settings.interpreter,
      environment: surroundings.environment,
      cacheDirectory: settings.cacheDirectory.directory
    )
  }
}
