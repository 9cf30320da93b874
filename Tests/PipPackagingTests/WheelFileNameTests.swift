import PipPackaging
import Testing

@Suite struct WheelFileNameTests {
  @Test func `a wheel tells what is in it and where it fits`() throws {
    let wheel = try #require(
      WheelFileName("Some_Thing-1.0rc1+local.2-12abc-cp39.CP310-abi3-manylinux1_x86_64.win32.whl")
    )
    #expect(wheel.name.normalized == "some-thing")
    #expect(wheel.version == Version("1.0rc1+local.2"))
    #expect(wheel.build?.number == 12)
    #expect(wheel.build?.text == "abc")
    #expect(wheel.pythonTags == ["cp39", "cp310"])
    #expect(wheel.abiTags == ["abi3"])
    #expect(wheel.platformTags == ["manylinux1_x86_64", "win32"])
    #expect(
      wheel.tags.map(\.description) == [
        "cp39-abi3-manylinux1_x86_64", "cp39-abi3-win32", "cp310-abi3-manylinux1_x86_64",
        "cp310-abi3-win32",
      ]
    )
  }

  @Test(arguments: [
    "", ".whl", "pip.whl", "pip-1-py3-none.whl", "pip-1-py3-none-any", "pip-1-py3-none-any.WHL",
    "pip-1-py3-none-any.zip", "pip-1-b1-py3-none-any.whl", "pip-1-1-2-py3-none-any.whl",
    "pip-x-py3-none-any.whl",
    "a__b-1-py3-none-any.whl", "_a-1-py3-none-any.whl", "-1-py3-none-any.whl",
    "pip--py3-none-any.whl",
    "pip-1-py3--any.whl", "pip-1-py3.-none-any.whl", "pip-1_1-py3-none-any.whl",
    "../pip-1-py3-none-any.whl",
    "pip-1-py3-none-any\0.whl", "pip-1 -py3-none-any.whl", "pip-1--py3-none-any.whl",
  ])
  func `what pip does not take for a wheel is none`(fileName: String) {
    #expect(WheelFileName(fileName) == nil)
  }

  @Test func `builds are ordered by number, then by text`() throws {
    let builds = try ["1", "1a", "2", "10", "99999999999999999999999"].map {
      try #require(WheelFileName("pip-1-\($0)-py3-none-any.whl")?.build)
    }
    #expect(builds == builds.sorted())
    #expect(Set(builds).count == 5)
  }

  @Test func `a name that multiplies to too many tags is refused`() {
    let few = Array(repeating: "a", count: 10).joined(separator: ".")
    let many = Array(repeating: "a", count: 11).joined(separator: ".")
    #expect(WheelFileName("pip-1-\(few)-\(few)-\(few).whl")?.tags.count == 1_000)
    #expect(WheelFileName("pip-1-\(many)-\(many)-\(many).whl") == nil)
  }
}
