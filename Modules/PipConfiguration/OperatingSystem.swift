/// The systems whose rules for directories differ.
package enum OperatingSystem: Sendable, Hashable, CaseIterable {
  /// Linux, and other systems that follow the XDG base directory specification.
  case linux
  /// macOS.
  case macOS

  /// The system that this program was built for.
  package static var current: OperatingSystem {
    #if os(macOS)
    .macOS
    #else
    .linux
    #endif
  }
}
