package import PipSystem
package import Subprocess
package import SystemPackage

/// How Subprocess is told what to run.
package enum ProgramCall {
  /// Returns what is run, and with what: Subprocess runs only programs whose path is UTF-8, and the
  /// shell, which passes on what it was given, runs any.
  ///
  /// - Parameters:
  ///   - program: the program.
  ///   - arguments: system texts.
  /// - Returns: the program and its arguments as Subprocess takes them.
  package static func of(
    _ program: FilePath,
    _ arguments: [String]
  ) -> (Executable, Arguments) {
    let words = arguments.map { SystemText.bytes(of: $0) }
    let path = program.bytes
    // Subprocess takes the bytes for C strings: without the terminator it would read on.
    guard String(validating: path, as: UTF8.self) == nil else {
      return (.path(program), Arguments(words.map { $0 + [0] }))
    }
    let script = #"exec "$0" "$@""#
    let all = [Array("-c".utf8), Array(script.utf8), path] + words
    return (.path("/bin/sh"), Arguments(all.map { $0 + [0] }))
  }
}

extension PipSystem.Environment {
  /// The variables as Subprocess wants them.
  ///
  /// - Parameters:
  ///   - names: variables that the program is not to see.
  ///   - others: variables that it sees besides, or in place of ours.
  /// - Returns: the variables, each `NAME=value` with a NUL behind it.
  package func forPrograms(
    without names: Set<String> = [],
    and others: [String: String] = [:]
  ) -> [[UInt8]] {
    variables
      // Subprocess refuses to run anything with a variable that begins with a digit.
      .filter { name, _ in !(name.utf8.first.map { (0x30...0x39).contains($0) } ?? true) }
      .filter { name, _ in !names.contains(name) }
      .merging(others) { _, other in other }
      .map { name, value in
        // Subprocess takes the bytes for a C string: without the terminator it would read on.
        SystemText.bytes(of: name) + [UInt8(ascii: "=")] + SystemText.bytes(of: value) + [0]
      }
  }
}
