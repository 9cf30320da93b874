import PipPackaging
import Testing

@Suite struct SupportedTagsTests {
  @Test func `a CPython prefers its own, then the stable interface, then pure Python`() {
    let tags = SupportedTags.cpython(major: 3, minor: 4, platforms: ["new", "old"])
    let expected = """
      cp34-cp34m-new cp34-cp34m-old cp34-abi3-new cp34-abi3-old cp34-none-new cp34-none-old
      cp33-abi3-new cp33-abi3-old cp32-abi3-new cp32-abi3-old
      py34-none-new py34-none-old py3-none-new py3-none-old py33-none-new py33-none-old
      py32-none-new py32-none-old py31-none-new py31-none-old py30-none-new py30-none-old
      cp34-none-any py34-none-any py3-none-any py33-none-any py32-none-any py31-none-any
      py30-none-any
      """
    #expect(
      tags.tags.map(\.description) == expected.split { $0 == " " || $0 == "\n" }.map(String.init)
    )
  }

  @Test(arguments: [
    (2, 7, CPythonABI(), "cp27-cp27mu cp27-none"),
    (2, 7, CPythonABI(hasWideCharacters: false), "cp27-cp27m cp27-none"),
    (3, 7, CPythonABI(isDebug: true), "cp37-cp37dm cp37-abi3 cp37-none cp36-abi3"),
    (3, 8, CPythonABI(isDebug: true), "cp38-cp38d cp38-cp38 cp38-abi3 cp38-none cp37-abi3"),
    (3, 12, CPythonABI(isFreeThreaded: true), "cp312-cp312 cp312-abi3 cp312-none cp311-abi3"),
    (3, 13, CPythonABI(isFreeThreaded: true), "cp313-cp313t cp313-abi3t cp313-none cp312-abi3t"),
    (
      3, 14, CPythonABI(isFreeThreaded: true, isDebug: true),
      "cp314-cp314td cp314-cp314t cp314-abi3t cp314-none cp313-abi3t"
    ),
  ])
  func `a build loads what fits it`(
    major: Int,
    minor: Int,
    abi: CPythonABI,
    expected: String
  ) {
    let tags = SupportedTags.cpython(major: major, minor: minor, abi: abi, platforms: ["x"]).tags
    let expected = expected.split(separator: " ").map { "\($0)-x" }
    #expect(tags.prefix(expected.count).map(\.description) == expected)
  }

  @Test func `another Python has its own interface, none, and pure Python`() {
    let tags = SupportedTags.generic(
      interpreter: "pp31",
      abis: ["pypy31_pp73"],
      major: 3,
      minor: 1,
      pureInterpreter: "pp3",
      platforms: ["x"]
    )
    let expected = """
      pp31-pypy31_pp73-x pp31-none-x py31-none-x py3-none-x py30-none-x
      pp3-none-any py31-none-any py3-none-any py30-none-any
      """
    #expect(
      tags.tags.map(\.description) == expected.split { $0 == " " || $0 == "\n" }.map(String.init)
    )
  }

  @Test func `the rank of a wheel is that of its best tag`() throws {
    let tags = SupportedTags.cpython(major: 3, minor: 11, platforms: ["linux_x86_64"])
    let native = try #require(WheelFileName("a-1-cp311-cp311-linux_x86_64.whl"))
    let pure = try #require(WheelFileName("a-1-py2.py3-none-any.whl"))
    let foreign = try #require(WheelFileName("a-1-cp312-cp312-linux_x86_64.whl"))
    #expect(tags.rank(of: native) == 0)
    #expect(try #require(tags.rank(of: pure)) > 0)
    #expect(tags.rank(of: pure) == CompatibilityTag("py3-none-any").flatMap { tags.rank(of: $0) })
    #expect(tags.rank(of: foreign) == nil)
  }

  @Test func `of equal tags the first counts`() throws {
    let tag = try #require(CompatibilityTag("PY3-None-Any"))
    let other = try #require(CompatibilityTag("py2-none-any"))
    let tags = SupportedTags([tag, other, tag])
    #expect(tags.tags == [tag, other])
    #expect(tags.rank(of: tag) == 0)
    #expect(tag.description == "py3-none-any")
  }

  @Test(arguments: ["", "py3", "py3-none", "py3-none-any-x", "py3--any"])
  func `a tag has three parts`(text: String) {
    #expect(CompatibilityTag(text) == nil)
  }

  @Test func `a minor version that is a lie makes no endless list`() {
    let tags = SupportedTags.cpython(major: 3, minor: .max, platforms: ["x"])
    #expect(tags.tags.count < 4_000)
    #expect(SupportedTags.cpython(major: 3, minor: -1, platforms: ["x"]).tags.count < 10)
  }
}
