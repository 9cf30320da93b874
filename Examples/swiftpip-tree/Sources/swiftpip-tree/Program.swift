import PipFrontEnd
import TreePlugin

@main struct Program {
  static func main() { PluginProgram.main(TreePlugin(), version: "1.0.0") }
}
