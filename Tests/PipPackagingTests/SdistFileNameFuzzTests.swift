import PipPackaging
import TestSupport
import Testing

@Suite struct SdistFileNameFuzzTests {
  private static let seeds = [
    "demo-1.0.tar.gz", "A.b_c--1.0.zip", "a-b-c-1.0-2.tgz", "demo-1.0-py3.8.tar.bz2", "demo-.tar",
    "demo-1.0-py.tar", "a-1-py3.tar.lzma", "demo-1!2+local.tar.xz", "-.zip", ".tar.gz",
    "demo" + String(repeating: "-", count: 500) + "1.zip",
  ].map { Array($0.utf8) }

  private static let projects = ["demo", "a-b-c", "a"].compactMap { PackageName($0) }

  private static let tokens =
    SdistFileName.extensions + ["-", "_", ".", "--", "-py3.8", "-py", "demo", "1.0", "é", "\u{0}"]

  @Test func `a name that is read has a version and an ending`() throws {
    let run = FuzzRun("sdist-file-name", tokens: Self.tokens, pieces: [[0xFF], [0xC3]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      let names = Self.projects.compactMap { SdistFileName(text, for: $0) }
      guard !names.isEmpty else { return .refused }
      return .read([
        "it is the name": names.allSatisfy { Array($0.description.utf8) == Array(text.utf8) },
        "it ends so": names.allSatisfy {
          text.utf8.reversed().starts(with: $0.fileExtension.utf8.reversed())
        },
        "it is for a Python": names.compactMap(\.pythonVersion).allSatisfy {
          (1...3).contains($0.utf8.count)
        },
        "it is one project's": names.count == 1,
      ])
    }
    #expect(findings.isEmpty)
  }
}
