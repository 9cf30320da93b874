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

  @Test func `a mark behind a dash takes nothing from what it means`() throws {
    let tag = try #require(CompatibilityTag("py3-\u{301}none-\u{301}any"))
    #expect(tag.abi == "\u{301}none")
    #expect(tag.platform == "\u{301}any")
    let headers = MetadataHeaders(Array("Tag: py3-\u{301}none-any\nTag: py2-none-any\n".utf8))
    #expect(
      WheelFileName.rebuilt(stem: "demo-1.0", from: headers)
        == "demo-1.0-py2.py3-none.\u{301}none-any.whl"
    )
  }

  @Test func `tags that only look the same are two`() {
    let headers = MetadataHeaders(Array("Tag: py3-none-\u{E9}\nTag: py3-none-e\u{301}\n".utf8))
    #expect(
      WheelFileName.rebuilt(stem: "demo-1.0", from: headers)
        .map { Array($0.utf8) } == Array("demo-1.0-py3-none-e\u{301}.\u{E9}.whl".utf8)
    )
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
