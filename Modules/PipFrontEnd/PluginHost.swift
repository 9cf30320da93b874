public import PipPluginKit

/// A program that is made of plugins.
///
/// ```swift
/// enum Swiftpip: PluginHost {
///   static var plugins: [any Plugin] { [SelfCheckPlugin()] }
/// }
///
/// @main struct Program {
///   static func main() { FrontEnd<Swiftpip>.main() }
/// }
/// ```
public protocol PluginHost: Sendable {
  /// The plugins that the program is built with, in order of precedence.
  static var plugins: [any Plugin] { get }
}
