import PipPackaging
import Testing

@Suite struct MacPlatformTests {
  @Test func `an ARM Mac takes native and universal files`() {
    let tags = MacPlatform(major: 12, minor: 6, architecture: "arm64").tags
    let expected = [
      "macosx_12_0_arm64", "macosx_12_0_universal2", "macosx_11_0_arm64",
      "macosx_11_0_universal2", "macosx_10_16_universal2", "macosx_10_15_universal2",
    ]
    #expect(tags.prefix(6).elementsEqual(expected))
    #expect(tags.last == "macosx_10_4_universal2")
    #expect(tags.count == 4 + 13)
  }

  @Test func `an Intel Mac takes files of every macOS since 10.4`() {
    let tags = MacPlatform(major: 11, minor: 3, architecture: "x86_64").tags
    let formats = ["x86_64", "intel", "fat64", "fat32", "universal2", "universal"]
    #expect(tags.prefix(6).elementsEqual(formats.map { "macosx_11_0_" + $0 }))
    #expect(tags.suffix(6).elementsEqual(formats.map { "macosx_10_4_" + $0 }))
    #expect(tags.count == 6 * 14)
  }

  @Test(arguments: [
    (
      MacPlatform(major: 10, minor: 4, architecture: "i386"),
      """
      macosx_10_4_i386 macosx_10_4_intel macosx_10_4_fat32 macosx_10_4_fat macosx_10_4_universal
      """
    ),
    (
      MacPlatform(major: 10, minor: 6, architecture: "ppc64"),
      """
      macosx_10_5_ppc64 macosx_10_5_fat64 macosx_10_5_universal
      macosx_10_4_ppc64 macosx_10_4_fat64 macosx_10_4_universal
      """
    ),
    (
      MacPlatform(major: 10, minor: 0, architecture: "ppc"),
      "macosx_10_0_ppc macosx_10_0_fat32 macosx_10_0_fat macosx_10_0_universal"
    ),
    (MacPlatform(major: 10, minor: 3, architecture: "x86_64"), ""),
    (MacPlatform(major: 9, minor: 0, architecture: "x86_64"), ""),
    (MacPlatform(major: .max, minor: 0, architecture: "arm64"), ""),
    (MacPlatform(major: 10, minor: .max, architecture: "arm64"), ""),
  ])
  func `an old Mac takes what its architecture could run`(platform: MacPlatform, expected: String) {
    #expect(platform.tags == expected.split { $0 == " " || $0 == "\n" }.map(String.init))
  }
}
