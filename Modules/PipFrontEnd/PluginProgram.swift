internal import ArgumentParser
internal import FoundationEssentials
internal import PipConfiguration
internal import PipExternalPlugins
public import PipPluginKit
internal import PipRegistry
internal import PipSystem

/// A plugin as a program of its own: an external plugin, written in Swift.
///
/// The same plugin can be built into swiftpip and be run by any swiftpip; its code is no other:
///
/// ```swift
/// @main struct Program {
///   static func main() { PluginProgram.main(GreetingPlugin()) }
/// }
/// ```
///
/// The program is called `swiftpip-NAME`, after the plugin's name. Its manifest is what it prints with
/// `--manifest`: put it beside the program as `swiftpip-NAME.json`.
public enum PluginProgram {
  /// Answers the one thing that the host asks for, and ends the process.
  ///
  /// Checks, rules, sources of versions and sections of snapshots are nothing that an external plugin can add, nor does
  /// a hook of it run beside a command: all that is left out.
  ///
  /// - Parameter plugin: the plugin.
  public static func main(_ plugin: some Plugin) -> Never {
    if #available(macOS 26, *) {
      Task.immediate { await run(plugin) }
    } else {
      Task { await run(plugin) }
    }
    ProcessFacts.leaveToOthers()
  }

  private static func run(_ plugin: some Plugin) async {
    StandardStreams.prepare()
    var world = World.ofThisProcess()
    let arguments = world.arguments
    world.arguments = []
    var session = PluginSession(plugin, in: world)
    switch arguments {
    case ["--manifest"]: session.showManifest()
    case []: await session.answer()
    default:
      session.explain()
      ExitStatus.usage.exit()
    }
    ExitStatus.success.exit()
  }
}
