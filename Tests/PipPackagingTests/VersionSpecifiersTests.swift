import PipPackaging
import Testing

@Suite struct VersionSpecifiersTests {
  @Test(arguments: [
    ("", "1 1a1 1+x", ""),
    ("==1.0", "1 1.0.0 1+x", "1.0.1 1.post1 1a1 1!1"),
    ("==1.0+X", "1+x", "1 1+y 1+x.1"),
    ("== 1.0.*", "1 1.0 1.0.7 1.0a1 1.dev0 1.0.post1 1+x", "1.1 1.10 0.9 1!1.0"),
    ("==1.*", "1 1.9 1a1", "2 10 0.9"),
    ("!=1.0", "1.1 1a1 1.post1", "1 1.0+x"),
    ("!=1.0+x", "1 1+y", "1+x"),
    ("!=1.0.*", "1.1 2", "1 1.0.1 1.0a1"),
    ("~=1.2", "1.2 1.2.1 1.9 1.3a1 1.2+x", "1.1 2 1.2a1 2.dev0"),
    ("~=1.2.0", "1.2 1.2.9", "1.3 1.3.dev0 1.1"),
    ("~=1.2rc1", "1.2rc1 1.2 1.9", "1.2b1 2"),
    ("~=1!1.2", "1!1.5", "1.5 1!2"),
    (">=1.0", "1 1+x 1.post1 2 2a1", "1rc1 0.9 1.dev1"),
    ("<=1.0", "1 1+x 1rc1 0.9", "1.post1 1.0.1"),
    ("<1.0", "0.9 0.9.post1 0.9+x", "1 1rc1 1.dev0 1+x"),
    ("<1.0rc2", "1rc1 1a1 0.9", "1rc2 1"),
    ("<1.0.post2", "1 1.post1 1rc1", "1.post2 1.post2.dev0"),
    (">1.0", "1.0.1 1.1 2a1 1.1.post1", "1 1+x 1.post1 1.post1+x 1rc1"),
    (">1.0.post1", "1.post2 1.0.1", "1.post1 1.post1+x 1"),
    (">1.0a1", "1a2 1 1.0a2+x", "1a1 1a1+x 1a1.post1"),
    ("===1.0", "1.0", "1 1.0.0 1.0+x"),
    ("===1.0RC1", "1.0rc1", "1rc1"),
    (">=3.7,!=3.8.*,<4", "3.7 3.9.1", "3.8.2 4 3.6"),
    (">=18446744073709551616", "18446744073709551617", "18446744073709551615"),
  ])
  func `a version meets what packaging says it meets`(
    text: String,
    inside: String,
    outside: String
  ) throws {
    let specifiers = try #require(VersionSpecifiers(text))
    for text in inside.split(separator: " ") {
      let version = try #require(Version(text))
      #expect(specifiers.contains(version, prereleases: .allowed), "\(version) in \(specifiers)")
    }
    for text in outside.split(separator: " ") {
      let version = try #require(Version(text))
      #expect(
        !specifiers.contains(version, prereleases: .allowed),
        "\(version) not in \(specifiers)"
      )
    }
  }

  @Test(arguments: [
    "1.0", "=1.0", "=>1.0", "> =1.0", ">=", "==", ">=1.0.*", "<1.*", "~=1", "~=1.*", "~=1.0+x",
    ">=1+x", "<1+x",
    "==1.0a1.*", "==1.0.dev1.*", "==1.*+x", "==.*", "==*", ">=3.6;", "===1 0", "===1;x", "===1)",
    ">=3.6 <4",
    ">=3.6,foo", "^3.6", "3.6+",
  ])
  func `what PEP 440 does not allow is no specifier`(text: String) {
    #expect(VersionSpecifiers(text) == nil)
  }

  @Test(arguments: [
    (">=3.6,", ">=3.6"), (",, >= 3.6 ,", ">=3.6"), ("<4,>=3", "<4,>=3"), (">=3, <4", "<4,>=3"),
    (">=3,>=3.0", ">=3"), (" ", ""), ("\t!=1.0 ,\n==V1.*", "!=1.0,==V1.*"),
  ])
  func `empty parts are no condition and the form is sorted`(text: String, form: String) throws {
    #expect(try #require(VersionSpecifiers(text)).description == form)
  }

  @Test(arguments: [
    (">=1", ">=1.0", true), (">=1,<2", "< 2, >= 1", true), ("~=1.1", "~=1.1.0", false),
    ("==1.*", "==1.0.*", false), (">=1", "<=1", false), (">=1.0a", ">=1alpha0", true),
  ])
  func `equal means equal to the library`(left: String, right: String, isEqual: Bool) throws {
    let left = try #require(VersionSpecifiers(left))
    let right = try #require(VersionSpecifiers(right))
    #expect((left == right) == isEqual)
    #expect(!isEqual || left.hashValue == right.hashValue)
  }

  @Test(arguments: [
    (">=1.0", "2.0a1 1.5 1.0a1", PrereleasePolicy.whenNothingElse, "1.5"),
    (">=1.0", "2.0a1 1.0.dev1", .whenNothingElse, "2.0a1"),
    (">=1.0a1", "2.0a1 1.5 1.0a1", .whenNothingElse, "2.0a1 1.5 1.0a1"),
    ("!=1.0a1", "2.0a1 1.5", .whenNothingElse, "1.5"),
    ("==1.0a1", "1.0a1 1.5", .excluded, ""),
    (">=1.0", "2.0a1 1.5", .allowed, "2.0a1 1.5"),
    ("", "1.0a1", .whenNothingElse, "1.0a1"),
    ("", "1.0a1 0.9", .whenNothingElse, "0.9"),
    ("===1.0a1", "1.0a1 1.5", .whenNothingElse, "1.0a1"),
  ])
  func `pre-releases are chosen as the policy says`(
    text: String,
    from: String,
    policy: PrereleasePolicy,
    expected: String
  ) throws {
    let specifiers = try #require(VersionSpecifiers(text))
    let versions = from.split(separator: " ").compactMap { Version($0) }
    let chosen = specifiers.filter(versions, prereleases: policy) { $0 }
    #expect(chosen.map(\.description).joined(separator: " ") == expected)
  }

  @Test func `a pre-release alone is accepted unless it is excluded`() throws {
    let specifiers = try #require(VersionSpecifiers(">=1"))
    let version = try #require(Version("2rc1"))
    #expect(specifiers.contains(version, prereleases: .allowed))
    #expect(specifiers.contains(version, prereleases: .whenNothingElse))
    #expect(!specifiers.contains(version, prereleases: .excluded))
  }

  @Test func `a text of more than 16 KiB holds no specifiers`() {
    #expect(VersionSpecifiers(String(repeating: ",", count: 16_384)) != nil)
    #expect(VersionSpecifiers(String(repeating: ",", count: 16_385)) == nil)
  }
}
