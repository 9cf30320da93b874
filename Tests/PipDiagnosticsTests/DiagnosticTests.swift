import Foundation
import PipDiagnostics
import Testing

@Suite struct DiagnosticTests {
  private let diagnostic = Diagnostic(
    .error,
    code: "cache.not-owned",
    message: "the cache is another user's",
    causes: ["open /cache: Permission denied", "mount: read-only"],
    hint: "choose another cache"
  )

  @Test func `causes and a hint are optional`() {
    let bare = Diagnostic(.note, code: "a.b", message: "all is well")
    #expect(bare.causes.isEmpty)
    #expect(bare.hint == nil)
  }

  @Test(arguments: Diagnostic.Severity.allCases)
  func `another severity changes nothing else`(severity: Diagnostic.Severity) {
    let changed = diagnostic.with(severity: severity)
    #expect(changed.severity == severity)
    #expect(changed.with(severity: .error) == diagnostic)
  }

  @Test func `JSON has the severity by name and the causes in order`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(diagnostic), as: UTF8.self)
    #expect(
      text == """
        {"causes":["open /cache: Permission denied","mount: read-only"],"code":"cache.not-owned",\
        "hint":"choose another cache","message":"the cache is another user's","severity":"error"}
        """
    )
  }

  @Test func `an error explains itself as a diagnostic`() {
    struct Refusal: Explainable {
      var diagnostic: Diagnostic { Diagnostic(.error, code: "test.refused", message: "no") }
    }
    let error: any Error = Refusal()
    #expect((error as? any Explainable)?.diagnostic.code == "test.refused")
  }
}
