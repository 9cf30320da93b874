import Foundation
import PipEnvironments
import PipSystem
import SystemPackage

/// A shell script that answers as Python would, or otherwise.
enum FakeInterpreter {
  /// Returns the line that an interpreter answers the question for facts with.
  static func answer(
    prefix: [UInt8] = Array("/usr".utf8),
    searchPath: [[UInt8]] = [Array("/usr/lib".utf8)],
    version: String = "3.11.2"
  ) -> String {
    let path = "\"\(hexadecimal(prefix))\""
    let places = searchPath.map { "\"\(hexadecimal($0))\"" }.joined(separator: ", ")
    return """
      {"executable": "\(hexadecimal(Array("/usr/bin/python3".utf8)))", "prefix": \(path), \
      "basePrefix": \(path), "version": "\(version)", "implementation": "cpython", \
      "implementationVersion": [3, 11], "abiFlags": "", "pointerBits": 64, \
      "platform": "linux-x86_64", "machine": "x86_64", "library": "glibc 2.36", \
      "macOSVersion": "", "searchPath": [\(places)], "standardLibrary": "2f", \
      "scheme": {"purelib": "2f"}, "environmentScheme": {}, "userScheme": {}, "baseExecutable": "2f", \
      "markers": {}}
      """
  }

  /// Writes an interpreter that notes each call in `calls` beside it.
  static func write(
    in folder: FilePath,
    answering answer: String = answer(),
    index: String = "https://index.example/simple"
  ) throws -> FilePath {
    try folder.writeScript(
      "python",
      """
      echo call >> '\(folder.appending("calls").string)'
      case "$2" in
        *PyPI*) echo '{"index": "\(index)"}' ;;
        *) cat <<'END'
      \(answer)
      END
      ;;
      esac
      """
    )
  }

  /// Returns how often the interpreter in a folder was called.
  static func calls(in folder: FilePath) -> Int {
    folder.appending("calls").text?.split(separator: "\n").count ?? 0
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

extension Interpreter {
  /// An interpreter that finds the shell's own programs.
  init(fake executable: FilePath, patience: Duration = .seconds(10)) {
    self.init(
      executable: executable,
      environment: Environment(["PATH": "/usr/bin:/bin"]),
      patience: patience
    )
  }
}
