internal import ArgumentParser
internal import PipConfiguration

/// A duration on the command line, such as `12h` or `7d`.
package struct DurationArgument: ExpressibleByArgument {
  /// How long it is.
  package var duration: Duration

  /// Reads a duration, or returns nil where a text is none.
  package init?(argument: String) {
    guard let duration = DurationText.duration(argument) else { return nil }
    self.duration = duration
  }
}
