import PipPackaging
import Testing

@Suite struct VersionTests {
  @Test(arguments: [
    ("1.0", "1.0"), ("v1.0", "1.0"), ("V1.0", "1.0"), (" 1.0\n", "1.0"),
    ("\u{A0}1.0\u{2003}", "1.0"),
    ("01.002.0", "1.2.0"), ("1.0alpha", "1.0a0"), ("1.0-ALPHA.3", "1.0a3"), ("1.0_beta_4", "1.0b4"),
    ("1.0c2", "1.0rc2"), ("1.0.pre", "1.0rc0"), ("1.0-preview-7", "1.0rc7"), ("1.0a.", "1.0a0"),
    ("1.0-1", "1.0.post1"), ("1.0rev", "1.0.post0"), ("1.0_r5", "1.0.post5"),
    ("1.0post2", "1.0.post2"), ("1.0a-1", "1.0a1"), ("1.0a--1", "1.0a0.post1"),
    ("1.0DEV", "1.0.dev0"), ("1.0-dev_6", "1.0.dev6"), ("1.0a.dev1", "1.0a0.dev1"),
    ("2!1.0", "2!1.0"), ("0!1.0", "1.0"), ("1.0+Ubuntu-01_x", "1.0+ubuntu.1.x"),
    ("1!2.3rc4.post5.dev6+seven.8", "1!2.3rc4.post5.dev6+seven.8"),
    ("20240102030405060708091011.1", "20240102030405060708091011.1"),
    ("0000000000000000000000000000007", "7"),
  ])
  func `every spelling has one normal form`(text: String, normal: String) throws {
    let version = try #require(Version(text))
    #expect(version.description == normal)
    #expect(Version(normal) == version)
  }

  @Test(arguments: [
    "", " ", "v", "1.", ".1", "1..0", "1.0-", "1.0+", "1.0+a.", "1.0+a+b", "1!", "!1", "1!2!3", "a",
    "1.0x", "1.0 a1", "1.0-post-1-2", "1.0dev1a1", "1.0+é", "١.٠", "1.0\u{200B}", "1.0.*", "-1",
    "1,0",
    "1.0a1b1", "1.0po\u{17F}t1",
  ])
  func `what PEP 440 does not allow is no version`(text: String) {
    #expect(Version(text) == nil)
  }

  @Test func `versions are ordered as PEP 440 orders them`() throws {
    let ascending = [
      "0", "0.0.1", "1.dev0", "1.0.dev1", "1a0.dev3", "1.0a0", "1a0.post1.dev0", "1a0.post1", "1a1",
      "1b0", "1rc1.dev1", "1c1", "1rc2", "1.0", "1+a", "1+a.a", "1+a.1", "1+b", "1+0", "1+0.x",
      "1+1",
      "1+10", "1.post0.dev0", "1-0", "1.post0+x", "1.post1", "1.0.1", "1.1", "1.10",
      "18446744073709551615", "18446744073709551616", "18446744073709551617",
      "100000000000000000000", "1!0.dev0", "1!1", "99999999999999999999!0",
    ]
    let versions = try ascending.map { try #require(Version($0)) }
    for (index, version) in versions.enumerated() {
      #expect(version == version)
      for later in versions[(index + 1)...] {
        #expect(version < later, "\(version) before \(later)")
        #expect(!(later < version))
        #expect(version != later)
      }
    }
  }

  @Test(arguments: [
    ("1", "1.0.0"), ("0", "0.0"), ("0!1", "v1"), ("1.0rc1", "1c1"), ("1.0+1", "1+001"),
    ("1+A", "1.0+a"),
    ("1.0-0", "1.post"), ("1.dev", "1.0dev0"),
  ])
  func `equal versions have equal hashes`(left: String, right: String) throws {
    let left = try #require(Version(left))
    let right = try #require(Version(right))
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
    #expect(!(left < right) && !(right < left))
  }

  @Test func `a version tells its parts`() throws {
    let version = try #require(Version("1!2.0.3rc1.post2.dev4+Local.5"))
    #expect(version.epoch == 1)
    #expect(version.release == [2, 0, 3])
    #expect(version.local == "local.5")
    #expect(version.base.description == "1!2.0.3")
    #expect(version.publicVersion.description == "1!2.0.3rc1.post2.dev4")
    #expect(version.isPrerelease && version.isDevelopmentRelease && version.isPostRelease)
  }

  @Test(arguments: [
    ("1.0", false, false, false), ("1.0a1", true, false, false), ("1.0.dev1", true, true, false),
    ("1.0.post1", false, false, true), ("1.0.post1.dev1", true, true, true),
    ("1.0+a1", false, false, false),
  ])
  func `a version knows what kind of release it is`(
    text: String,
    isPrerelease: Bool,
    isDevelopmentRelease: Bool,
    isPostRelease: Bool
  ) throws {
    let version = try #require(Version(text))
    #expect(version.isPrerelease == isPrerelease)
    #expect(version.isDevelopmentRelease == isDevelopmentRelease)
    #expect(version.isPostRelease == isPostRelease)
  }

  @Test func `numbers have no largest`() throws {
    let nines = String(repeating: "9", count: 1_000)
    let version = try #require(Version(nines))
    #expect(version.description == nines)
    #expect(version.release[0].value == nil)
    #expect(try #require(Version("1" + nines)) > version)
    #expect(try #require(Version("0" + nines)) == version)
  }

  @Test func `a text of more than 1024 bytes is no version`() {
    #expect(Version(String(repeating: "1", count: 1_024)) != nil)
    #expect(Version(String(repeating: "1", count: 1_025)) == nil)
    #expect(VersionSpecifiers("==" + String(repeating: "1", count: 1_025)) == nil)
  }

  @Test(arguments: ["1", "1.", "1!", "1+a.", " ", "v", "\u{3000}"])
  func `a megabyte is no version, and that is seen at once`(piece: String) {
    let text = String(repeating: piece, count: (1 << 20) / piece.utf8.count)
    let taken = ContinuousClock().measure {
      #expect(Version(text) == nil)
      #expect(VersionSpecifiers("==" + text) == nil)
    }
    #expect(taken < .seconds(1))
  }
}
