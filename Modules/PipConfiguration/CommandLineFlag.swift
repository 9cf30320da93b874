/// An option that stood on the command line.
package struct CommandLineFlag: Sendable, Hashable {
  /// The name without dashes, as in `index-url`.
  package var name: String
  /// The value, nil for an option that takes none.
  package var value: String?

  /// Creates an option.
  package init(_ name: String, _ value: String? = nil) {
    self.name = name
    self.value = value
  }
}
