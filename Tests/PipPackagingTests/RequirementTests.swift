import PipPackaging
import Testing

@Suite struct RequirementTests {
  // What the `packaging` library makes of them.
  @Test(
    arguments: [
      ("requests", "requests"), ("requests>=2", "requests>=2"),
      ("requests [socks,use_chardet] >= 2 , < 3", "requests[socks,use_chardet]<3,>=2"),
      ("requests (>=2)", "requests>=2"), ("A.B-c==1.*", "A.B-c==1.*"),
      ("a @ https://index.example/a.whl", "a @ https://index.example/a.whl"),
      (
        "a @ https://index.example/a.whl ; extra == 'x'",
        "a @ https://index.example/a.whl ; extra == \"x\""
      ),
      ("a; python_version<'3.9'", "a; python_version < \"3.9\""),
      (
        "a; (python_version < '3' or os.name=='nt') and extra == \"b\"",
        "a; (python_version < \"3\" or os_name == \"nt\") and extra == \"b\""
      ),
      ("a; ((os_name == 'x'))", "a; os_name == \"x\""),
      ("a; 'linux' in sys_platform", "a; \"linux\" in sys_platform"),
      ("a; sys_platform not in 'a b'", "a; sys_platform not in \"a b\""),
    ]
  )
  func `a requirement is what it says`(text: String, form: String) {
    #expect(Requirement(text)?.description == form)
  }

  @Test(
    arguments: [
      "", "-a", "a b", "a>>1", "a[b", "a[b,]", "a; ", "a; x == '1'", "a; python_version", "a @",
      "a; python_version < 3", "a; python_version < '3", "a; (os_name == 'x'", "a==", "a; inn 'x'",
      "a; os_name == 'x' os_name == 'y'", "a (>=1",
    ]
  )
  func `another text is none`(text: String) {
    #expect(Requirement(text) == nil)
  }
}

@Suite struct MarkerTests {
  private static let environment = [
    "python_version": "3.11", "python_full_version": "3.11.7", "sys_platform": "linux",
    "os_name": "posix", "platform_machine": "x86_64", "extra": "", "platform_release": "6.1-amd64",
  ]

  @Test(
    arguments: [
      ("python_version < '3.9'", false), ("python_version >= '3.9'", true),
      ("'3.9' <= python_version", true), ("python_version ~= '3.8'", true),
      ("python_full_version == '3.11.*'", true), ("python_version in '3.10 3.11'", true),
      ("sys_platform == 'linux'", true), ("sys_platform != 'linux'", false),
      ("'lin' in sys_platform", true), ("sys_platform not in 'linux'", false),
      ("sys_platform < 'z'", false), ("sys_platform >= 'linux'", true),
      ("extra == ''", true), ("extra == 'x'", false),
      ("platform_release >= '6'", false), ("platform_release == 'x'", false),
      ("os_name == 'nt' or os_name == 'posix'", true),
      // "and" binds more.
      ("os_name == 'posix' or os_name == 'nt' and extra == 'x'", true),
      ("(os_name == 'posix' or os_name == 'nt') and extra == 'x'", false),
      ("extra == 'x' and os_name == 'nt' or os_name == 'posix'", true),
    ]
  )
  func `a condition is met or not`(text: String, isMet: Bool) throws {
    let marker = try #require(Marker(text))
    #expect(marker.isMet(by: Self.environment) == isMet)
  }

  @Test func `extras are compared in their normal form`() throws {
    let marker = try #require(Marker("extra == 'A_b'"))
    #expect(marker.isMet(by: ["extra": "a-B"]))
  }

  @Test func `parentheses without end are no marker`() {
    #expect(Marker(String(repeating: "(", count: 10_000) + "os_name == 'x'") == nil)
  }
}
