import PipPackaging
import TestSupport
import Testing

@Suite struct VersionFuzzTests {
  private static let seeds = [
    "1.0", "1!2.0.0a1.post2.dev3+local.4", "v1.0-1", "1.0_RC.2", "1.0preview", "1.0-r4",
    " 1.0c1\u{3000}", "99999999999999999999.0", "1.0+00.abc-DEF_1", "0", "1.0.dev", "1..2", "1!",
    String(repeating: "1.", count: 500) + "1", String(repeating: "0", count: 1000) + "1",
  ].map { Array($0.utf8) }

  private static let specifiers = [
    ">=3.9", "!=3.9.*,<4", "~=1.4.2", "===anything,==1.0+local", ">1.0.post1, <2.0rc1", "", ",,",
    "==", "==1!*", String(repeating: ">1,", count: 1000), "===\u{A0}a",
  ].map { Array($0.utf8) }

  private static let tokens = [
    "1", "0", ".", "!", "-", "_", "+", "a", "b", "c", "rc", "alpha", "beta", "pre", "preview",
    "post", "rev", "r", "dev", "v", " ", "\u{A0}", "\u{3000}", "é", "\u{0}", "==", "===", "~=",
    "<=", ">=", "!=", ",", ".*", ";", ")", "18446744073709551616",
  ]

  @Test func `a version is equal to its normal form`() throws {
    let run = FuzzRun("version", tokens: Self.tokens, pieces: [[0xFF], [0xE2, 0x80]])
    let findings = try run.findings(from: Self.seeds) { bytes in
      guard let version = Version(String(decoding: bytes, as: UTF8.self)) else { return .refused }
      let text = version.description
      // The normal form of a text that is as long as can be may be longer.
      guard text.utf8.count <= Version.lengthLimit else { return .read }
      let again = Version(text)
      return .read([
        "it is equal": again == version,
        "it has the same hash": again?.hashValue == version.hashValue,
        "its normal form is its own": again?.description == text,
        "it is not before itself": !(version < version),
        "without its local part it is not later": version.publicVersion <= version,
      ])
    }
    #expect(findings.isEmpty)
  }

  @Test func `specifiers are equal to their normal form`() throws {
    let run = FuzzRun("version-specifiers", tokens: Self.tokens, pieces: [[0xFF], [0xE2, 0x80]])
    let one = try #require(Version("1.0"))
    let findings = try run.findings(from: Self.specifiers) { bytes in
      let text = String(decoding: bytes, as: UTF8.self)
      guard let specifiers = VersionSpecifiers(text) else { return .refused }
      let again = VersionSpecifiers(specifiers.description)
      return .read([
        "they are equal": again == specifiers,
        "they mean the same": again?.contains(one, prereleases: .allowed)
          == specifiers.contains(one, prereleases: .allowed),
      ])
    }
    #expect(findings.isEmpty)
  }
}
