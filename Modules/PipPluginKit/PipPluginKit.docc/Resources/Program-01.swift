import InstallersPlugin
import PipFrontEnd

/// The plugin as a program of its own.
@main struct Program {
  static func main() { PluginProgram.main(InstallersPlugin()) }
}
