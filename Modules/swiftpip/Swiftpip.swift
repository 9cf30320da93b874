internal import CachePlugin
internal import DoctorPlugin
internal import EnvironmentPlugin
internal import PackagesPlugin
internal import PipFrontEnd
internal import PipPluginKit
internal import PluginsPlugin
internal import SelfCheckPlugin

/// What swiftpip is built with: one line a plugin, the earlier one wins.
enum Swiftpip: PluginHost {
  static var plugins: [any Plugin] {
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

@main struct Program {
  static func main() { FrontEnd<Swiftpip>.main() }
}
