package import PipPackaging
package import PipSystem
package import SystemPackage

/// A script that calls what an entry point names, as pip writes it (26.3; `pip/_vendor/distlib/scripts.py`).
package struct LauncherScript: Sendable, Hashable {
  /// The names that lead to it from the folder of scripts, as text with slashes.
  package let name: String

  /// What it calls.
  package let target: ObjectReference

  /// Returns the scripts of a distribution, those for the console first.
  ///
  /// pip's own are called by the version of the interpreter as well, whatever the wheel says
  /// (`get_console_script_specs`).
  ///
  /// - Parameters:
  ///   - entryPoints: what the distribution offers.
  ///   - pythonVersion: the first two numbers of the interpreter's version.
  /// - Returns: the scripts.
  /// - Throws: `WheelFlaw` where one has no name that is one, or calls nothing.
  package static func all(
    of entryPoints: EntryPoints,
    pythonVersion: (major: Int, minor: Int)
  ) throws(WheelFlaw) -> [LauncherScript] {
    var specified: [(name: String, value: String)] = []
    var console = entryPoints["console_scripts"].map { (name: $0.name, value: $0.value) }
    let (major, minor) = pythonVersion
    for (project, versioned) in [
      ("pip", ["pip\(major)", "pip\(major).\(minor)"]),
      ("easy_install", ["easy_install-\(major).\(minor)"]),
    ] {
      guard let value = console.first(where: { $0.name == project })?.value else { continue }
      specified += ([project] + versioned).map { (name: $0, value: value) }
      console.removeAll { $0.name == project || Self.isVersioned($0.name, of: project) }
    }
    specified += console
    specified += entryPoints["gui_scripts"].map { (name: $0.name, value: $0.value) }
    var scripts: [LauncherScript] = []
    for (name, value) in specified { scripts.append(try LauncherScript(name, value)) }
    return scripts
  }

  private init(_ name: String, _ value: String) throws(WheelFlaw) {
    guard let target = ObjectReference(value), target.attribute != nil else {
      throw .scriptTarget(name)
    }
    self.name = name
    self.target = target
    guard place != nil else { throw .scriptName(name) }
  }

  /// What leads to it from the folder of scripts; nil where that leads out of it, or nowhere.
  package var place: EntryPath? {
    var names: [EntryName] = []
    guard !name.hasPrefix("/"),
      !name.unicodeScalars.contains(where: { $0.properties.isWhitespace || $0.value < 0x20 })
    else { return nil }
    for part in name.utf8.split(separator: UInt8(ascii: "/")) {
      switch Array(part) {
      case [0x2E]: continue
      case [0x2E, 0x2E]: guard names.popLast() != nil else { return nil }
      case let bytes:
        guard let entry = EntryName(bytes) else { return nil }
        names.append(entry)
      }
    }
    return EntryPath(names)
  }

  private static func isVersioned(_ name: String, of project: String) -> Bool {
    guard name.hasPrefix(project) else { return false }
    var rest = name.utf8.dropFirst(project.utf8.count)
    if project == "easy_install" {
      guard rest.popFirst() == UInt8(ascii: "-") else { return false }
    }
    let numbers = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let counts = project == "pip" ? 1...2 : 2...2
    return counts.contains(numbers.count)
      && numbers.allSatisfy { number in
        !number.isEmpty && number.allSatisfy { (0x30...0x39).contains($0) }
      }
  }

  /// Returns its text.
  ///
  /// - Parameter interpreter: the program that runs it.
  /// - Returns: the text.
  package func text(for interpreter: FilePath) -> [UInt8] {
    let attribute = target.attribute ?? ""
    let first = attribute.prefix { $0 != "." }
    let code = """
      import sys
      from \(target.module) import \(first)
      if __name__ == '__main__':
          sys.argv[0] = sys.argv[0].removesuffix('.exe')
          sys.exit(\(attribute)())

      """
    return Self.shebang(of: interpreter) + Array(code.utf8)
  }

  /// The longest first line that systems take for the name of an interpreter, in bytes.
  #if os(macOS)
  private static let shebangLimit = 512
  #else
  private static let shebangLimit = 127
  #endif

  /// Returns the first lines of a script, by which the system finds an interpreter.
  ///
  /// A path that is too long for the system, or has a space, is left to the shell, for which the same lines
  /// are another thing than for Python.
  static func shebang(of interpreter: FilePath) -> [UInt8] {
    let path = interpreter.bytes
    let hasSpace = path.contains(0x20)
    let line = Array("#!".utf8) + path + [0x0A]
    if !hasSpace, line.count <= shebangLimit { return line }
    let word = hasSpace ? [UInt8(ascii: "\"")] + path + [UInt8(ascii: "\"")] : path
    return Array("#!/bin/sh\n'''exec' ".utf8) + word + Array(" \"$0\" \"$@\"\n' '''\n".utf8)
  }
}

extension LauncherScript {
  /// Returns a script of a wheel with the interpreter's path in its first line; nil where there is nothing to
  /// change (PEP 427: `#!python`).
  static func rewritten(_ script: [UInt8], for interpreter: FilePath) -> [UInt8]? {
    guard script.starts(with: "#!python".utf8) else { return nil }
    let rest = script.drop { $0 != 0x0A }
    return Array("#!".utf8) + interpreter.bytes + [0x0A] + rest.dropFirst()
  }
}
