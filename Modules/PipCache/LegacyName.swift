/// Names that pips before 19.3 left in the cache directory itself.
package enum LegacyName {
  /// Tells whether a name is that of a state of pip before 19.3, or of what guarded it.
  package static func isLegacy(_ name: String) -> Bool {
    isState(name) || isLockLink(name)
  }

  /// Tells whether a name is that of the state of all environments, or of the link that guarded it.
  package static func isState(_ name: String) -> Bool {
    name == "selfcheck.json" || name == "selfcheck.json.lock"
  }

  /// Tells whether a name is `HOST-THREAD.PIDHASH`, as `lockfile` named the file that its link was
  /// made from: a hexadecimal thread, and a process with the long hash of a path behind it.
  package static func isLockLink(_ name: String) -> Bool {
    let name = Array(name.utf8)
    guard let dash = name.firstIndex(of: Self.dash), dash > 0,
      let point = name.lastIndex(of: UInt8(ascii: ".")), dash < point
    else { return false }
    let host = name[..<point].lastIndex(of: Self.dash) ?? dash
    let thread = name[(host + 1)..<point]
    let process = name[(point + 1)...]
    return (1...8).contains(thread.count) && thread.allSatisfy(isHexadecimal)
      && process.count >= 8 && process.allSatisfy { isDigit($0) || $0 == Self.dash }
  }

  private static let dash = UInt8(ascii: "-")

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }
}
