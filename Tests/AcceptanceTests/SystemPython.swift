import Foundation
import SystemPackage

/// The Python of this machine that environments are made of: no shim, and no environment's.
struct SystemPython: Sendable {
  /// Where it is.
  var path: FilePath
  /// Its version as `3.11`.
  var version: String

  static let current: SystemPython = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let question = """
      import os, sys
      real = os.path.realpath(sys.executable)
      print(real, "%d.%d" % sys.version_info[:2], sep="\\n")
      """
    let path =
      "/usr/bin:/usr/local/bin:/bin"
      + (ProcessInfo.processInfo.environment["PATH"].map { ":\($0)" } ?? "")
    process.arguments = ["-i", "PATH=\(path)", "python3", "-c", question]
    let output = Pipe()
    process.standardOutput = output
    guard (try? process.run()) != nil else { return SystemPython(path: "/", version: "") }
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let lines = said.split(separator: "\n").map(String.init)
    return SystemPython(path: FilePath(lines.first ?? "/"), version: lines.last ?? "")
  }()
}
