internal import PipFrontEnd
internal import PipPluginKit
internal import SwiftpipPlugins

/// The program with what is in the box.
enum Swiftpip: PluginHost {
  static var plugins: [any Plugin] { SwiftpipPlugins.all }
}

@main struct Program {
  static func main() { FrontEnd<Swiftpip>.main() }
}
