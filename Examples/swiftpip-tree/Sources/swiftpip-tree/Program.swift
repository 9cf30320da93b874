import PipFrontEnd
import TreePlugin

@main struct Program {
  static func main() { PluginProgram.main(TreePlugin()) }
}
