import Foundation
import SystemPackage

/// A Python script of this folder that serves on 127.0.0.1 until its stdin closes.
package final class LoopbackProcess: Sendable {
  /// Why a script does not serve.
  package enum StartFailure: Error {
    /// It said something else than `READY <port>`, or nothing.
    case notReady(script: String, said: String)
  }

  /// Where it listens.
  package let port: Int

  private let input: FileHandle
  private let output: FileHandle

  /// Starts a script and returns when it says that it is ready.
  ///
  /// It ends when this value goes away, and also when the test process does, however that ends.
  package init(script: String, arguments: [String] = []) throws {
    let folder = FilePath("\(#filePath)").removingLastComponent()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", folder.appending(script).string] + arguments
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    self.input = input.fileHandleForWriting
    self.output = output.fileHandleForReading
    let line = Self.line(from: self.output)
    let words = line.split(separator: " ")
    guard words.count == 2, words[0] == "READY", let port = Int(words[1]) else {
      throw StartFailure.notReady(script: script, said: line)
    }
    self.port = port
  }

  deinit {
    stop()
  }

  /// Lets the script end.
  package func stop() {
    try? input.close()
  }

  /// Waits for the next line that the script says.
  package func nextLine() -> String {
    Self.line(from: output)
  }

  private static func line(from output: FileHandle) -> String {
    var bytes: [UInt8] = []
    while let byte = try? output.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
