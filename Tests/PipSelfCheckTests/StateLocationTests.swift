import PipPackaging
import PipSelfCheck
import PipSystem
import SystemPackage
import Testing

@Suite struct StateLocationTests {
  @Test(
    "pip's state lies where pip looks for it",
    arguments: [
      ("/usr", "241e69162522ccf5846a2f42ebc24b17464915a155679666b89a9f31"),
      ("/tmp/é", "c05f35f7518349d7ea6ef2cf5e3fa0dbf27f0aa0277ea45f8c7fcbe8"),
      ("/tmp/😀", "2718ee613544e834ba1e088576df07d115313aea2412737300505cf4"),
    ]
  )
  func pip(prefix: String, name: String) {
    let location = StateLocation(cacheDirectory: "/cache", prefix: prefix, package: .pip)
    #expect(location.shared == FilePath("/cache/selfcheck/\(name)"))
    #expect(location.own == FilePath("/cache/swiftpip/self-check/\(name)"))
    #expect(location.claim == FilePath("/cache/swiftpip/self-check/\(name).claim"))
  }

  @Test func `however pip is spelled it is pip`() throws {
    let name = try #require(PackageName("PIP"))
    let location = StateLocation(cacheDirectory: "/cache", prefix: "/usr", package: name)
    #expect(location == StateLocation(cacheDirectory: "/cache", prefix: "/usr", package: .pip))
  }

  @Test func `another package shares nothing with pip, and no two packages share a file`() throws {
    let names = ["pip", "uv", "pip-tools", "wheel"]
    let locations = try names.map {
      let package = try #require(PackageName($0))
      return StateLocation(cacheDirectory: "/cache", prefix: "/usr", package: package)
    }
    #expect(locations.map { $0.shared != nil } == [true, false, false, false])
    #expect(Set(locations.map(\.own)).count == names.count)
    #expect(Set(locations.map(\.claim)).count == names.count)
  }

  @Test func `a prefix that is no text has a memory of ours only`() {
    let prefix = SystemText.string(decoding: Array("/tmp/".utf8) + [0xFF])
    let location = StateLocation(cacheDirectory: "/cache", prefix: prefix, package: .pip)
    #expect(location.shared == nil)
    let other = SystemText.string(decoding: Array("/tmp/".utf8) + [0xFE])
    let second = StateLocation(cacheDirectory: "/cache", prefix: other, package: .pip)
    #expect(location.own != second.own)
  }
}
