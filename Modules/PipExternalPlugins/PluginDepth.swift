package import PipSystem

/// How many plugins are at work above a process: each is told by a variable, so that plugins that call swiftpip,
/// which calls them again, come to an end.
package struct PluginDepth: Sendable, Hashable {
  /// How many there are.
  package let count: Int

  /// Nobody means to go deeper.
  package static let most = 8

  private static let variable = "SWIFTPIP_PLUGIN_DEPTH"

  /// Reads it from the variables; what is no number is none.
  package init(in environment: Environment) {
    count = environment[Self.variable].flatMap { Int($0) } ?? 0
  }

  /// Whether one more would be too many.
  package var isTooMuch: Bool { count >= Self.most }

  /// Returns the variables of a plugin that is called from here.
  package func below(_ environment: Environment) -> Environment {
    var environment = environment
    environment.variables[Self.variable] = "\(count + 1)"
    return environment
  }
}
