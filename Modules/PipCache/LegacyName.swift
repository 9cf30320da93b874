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
    guard let dash = name.firstIndex(of: "-"), dash != name.startIndex,
      let point = name.lastIndex(of: "."), dash < point
    else { return false }
    let host = name[..<point].lastIndex(of: "-") ?? dash
    let thread = name[name.index(after: host)..<point]
    let process = name[name.index(after: point)...]
    return (1...8).contains(thread.count) && thread.allSatisfy(\.isHexDigit)
      && process.count >= 8 && process.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "-") }
  }
}
