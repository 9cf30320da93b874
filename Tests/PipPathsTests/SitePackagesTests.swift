import PipPaths
import SystemPackage
import TestSupport
import Testing

@Suite struct SitePackagesTests {
  private func candidates(
    version: String?,
    folders: [String],
    links: [String: String] = [:]
  ) throws -> [String] {
    let folder = try ScratchFolder()
    try folder.makeFolder("bin")
    for name in folders { try folder.makeFolder(name) }
    for (name, target) in links { try folder.link(name, to: target) }
    let text = version.map { "home = /usr/bin\nversion = \($0)\n" } ?? "home = /usr/bin\n"
    let found = try SitePackages.candidates(
      in: folder.path,
      PyvenvConfiguration(Array(text.utf8))
    )
    return found.map { String($0.string.dropFirst(folder.path.string.count + 1)) }
  }

  @Test func `the version names the folder`() throws {
    let found = try candidates(
      version: "3.11.7",
      folders: ["lib/python3.11/site-packages", "lib/python3.9/site-packages"]
    )
    #expect(found == ["lib/python3.11/site-packages"])
  }

  @Test(arguments: ["lib/python3.13t/site-packages", "lib/pypy3.13/site-packages"])
  func `other builds have other names`(name: String) throws {
    #expect(try candidates(version: "3.13.0", folders: [name]) == [name])
  }

  @Test(arguments: [nil, "nonsense", "3.12.0"])
  func `without a version that fits, the folders themselves tell`(version: String?) throws {
    let found = try candidates(
      version: version,
      folders: ["lib/python3.11/site-packages", "lib/python-wheels/site-packages", "lib/x"]
    )
    #expect(found == ["lib/python3.11/site-packages"])
  }

  @Test func `lib64 counts where it is another folder`() throws {
    let names = ["lib/python3.11/site-packages", "lib64/python3.11/site-packages"]
    #expect(try candidates(version: "3.11.7", folders: names) == names)
    let linked = try candidates(
      version: "3.11.7",
      folders: ["lib/python3.11/site-packages"],
      links: ["lib64": "lib"]
    )
    #expect(linked == ["lib/python3.11/site-packages"])
    let unversioned = try candidates(
      version: nil,
      folders: ["lib/python3.11/site-packages"],
      links: ["lib64": "lib"]
    )
    #expect(unversioned == ["lib/python3.11/site-packages"])
  }

  @Test func `an empty environment has none`() throws {
    #expect(try candidates(version: "3.11.7", folders: []) == [])
    #expect(try candidates(version: nil, folders: ["lib/python3.11"]) == [])
  }
}
