internal import CachePlugin
internal import DoctorPlugin
internal import EnvironmentPlugin
internal import PackagesPlugin
public import PipPluginKit
internal import PluginsPlugin
internal import SelfCheckPlugin

/// What swiftpip is built with; a swiftpip of your own has these and more.
///
/// ```swift
/// import PipFrontEnd
/// import PipPluginKit
/// import SwiftpipPlugins
///
/// enum MySwiftpip: PluginHost {
///   static var plugins: [any Plugin] { SwiftpipPlugins.all + [MyPlugin()] }
/// }
///
/// @main struct Program {
///   static func main() { FrontEnd<MySwiftpip>.main() }
/// }
/// ```
public enum SwiftpipPlugins {
  /// The plugins, in order of precedence: one line a plugin, the earlier one wins.
  public static var all: [any Plugin] {
    [
      SelfCheckPlugin(),
      CachePlugin(),
      PackagesPlugin(),
      EnvironmentPlugin(),
      DoctorPlugin(),
      PluginsPlugin(),
    ]
  }
}
