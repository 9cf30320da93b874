internal import ArgumentParser
internal import PipConfiguration

/// A number of seconds on the command line, as pip reads it.
struct SecondsArgument: ExpressibleByArgument {
  /// As it was written.
  let text: String

  init?(argument: String) {
    let setting = Setting(name: "timeout", value: argument, source: .flag("timeout"))
    guard (try? setting.seconds()) != nil else { return nil }
    text = argument
  }
}
