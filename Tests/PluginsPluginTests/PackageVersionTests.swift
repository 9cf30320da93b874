import Testing

@testable import PluginsPlugin

@Suite struct PackageVersionTests {
  private static let references = """
    1111\trefs/heads/main
    2222\trefs/tags/1.0.0
    3333\trefs/tags/v1.0.0
    4444\trefs/tags/v2.0.0
    4445\trefs/tags/v2.0.0^{}
    5555\trefs/pull/3.0.0
    """

  @Test(arguments: [
    ("main", "main"), ("1.0.0", "1.0.0"), ("2.0.0", "v2.0.0"), ("v2.0.0", "v2.0.0"),
    ("3.0.0", nil), ("0.0", nil), ("", nil),
  ])
  func `a version is a tag or a branch, with a v before it or without`(
    version: String,
    name: String?
  ) {
    #expect(PackageLocation.name(ofVersion: version, among: Self.references) == name)
  }
}
