import Foundation
import PipSystem
import SystemPackage
import TestSupport
import Testing

@testable import PipEnvironments

@Suite struct InterpreterMemoryFuzzTests {
  private static let tokens = [
    "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u0000", "\\ud800", "null", "-1", "1e999",
    "18446744073709551615", "\"facts\":", "\"schema\":2", "\"searchPath\":[\"", "site-packages",
    "/", "\u{301}", "\u{10FFFF}",
  ]

  private static let others: [[UInt8]] = [
    [], Array("{}".utf8), Array("{\"schema\":2}".utf8),
    Array(String(repeating: "[", count: 9_999).utf8),
    Array("{\"facts\":{\"searchPath\":[\"\\u0000\",\"\",\"a/../site-packages\"]}}".utf8),
  ]

  @Test func `what is remembered is whole, and the same each time`() async throws {
    try await withScratchDirectory { folder in
      let python = try FakeInterpreter.write(
        in: folder,
        answering: FakeInterpreter.answer(searchPath: [folder.appending("site-packages").bytes])
      )
      let interpreter = Interpreter(fake: python)
      let memory = InterpreterMemory(cacheDirectory: folder.appending("cache"))
      let facts = try await memory.facts(of: interpreter, isShim: false)
      #expect(memory.rememberedFacts(of: interpreter) == facts)
      let directory = try #require(memory.directory)
      let names = try FileManager.default.contentsOfDirectory(atPath: directory.string)
      let file = directory.appending(try #require(names.first))
      let honest = Array(try Data(contentsOf: URL(fileURLWithPath: file.string)))
      let run = FuzzRun("interpreter-memory", tokens: Self.tokens, pieces: [[0xFF], [0xC3], [0]])
      let findings = try run.findings(from: [honest] + Self.others) { bytes in
        try directory.write(file.lastComponent?.string ?? "", bytes)
        guard let read = memory.rememberedFacts(of: interpreter) else { return .refused }
        let text = String(decoding: bytes, as: UTF8.self)
        return .read([
          "it is the same again": memory.rememberedFacts(of: interpreter) == read,
          "it is that of this interpreter": text.contains("executable")
            && text.contains("identity"),
        ])
      }
      #expect(findings.isEmpty)
    }
  }
}
