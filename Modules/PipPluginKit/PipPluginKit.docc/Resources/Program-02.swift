import InstallersPlugin
import PipFrontEnd
import PipPluginKit
import SwiftpipPlugins

/// A swiftpip with one plugin more.
enum TeamSwiftpip: PluginHost {
  static var plugins: [any Plugin] { SwiftpipPlugins.all + [InstallersPlugin()] }
}

@main struct Program {
  static func main() { FrontEnd<TeamSwiftpip>.main() }
}
