internal import ArgumentParser
internal import PipConfiguration

/// A whole number on the command line, as pip reads it.
struct WholeNumberArgument: ExpressibleByArgument {
  /// As it was written.
  let text: String

  init?(argument: String) {
    let setting = Setting(name: "retries", value: argument, source: .flag("retries"))
    guard (try? setting.integer()) != nil else { return nil }
    text = argument
  }
}
