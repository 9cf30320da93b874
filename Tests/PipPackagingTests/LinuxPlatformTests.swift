import PipPackaging
import Testing

@Suite struct LinuxPlatformTests {
  @Test(arguments: [
    (
      LinuxPlatform(machine: "x86_64", library: .glibc(major: 2, minor: 18)),
      """
      manylinux_2_18_x86_64 manylinux_2_17_x86_64 manylinux2014_x86_64 manylinux_2_16_x86_64
      manylinux_2_15_x86_64 manylinux_2_14_x86_64 manylinux_2_13_x86_64 manylinux_2_12_x86_64
      manylinux2010_x86_64 manylinux_2_11_x86_64 manylinux_2_10_x86_64 manylinux_2_9_x86_64
      manylinux_2_8_x86_64 manylinux_2_7_x86_64 manylinux_2_6_x86_64 manylinux_2_5_x86_64
      manylinux1_x86_64 linux_x86_64
      """
    ),
    (
      LinuxPlatform(machine: "aarch64", library: .glibc(major: 2, minor: 18)),
      "manylinux_2_18_aarch64 manylinux_2_17_aarch64 manylinux2014_aarch64 linux_aarch64"
    ),
    (LinuxPlatform(machine: "aarch64", library: .glibc(major: 2, minor: 16)), "linux_aarch64"),
    (
      LinuxPlatform(machine: "x86_64", library: .glibc(major: 2, minor: 5), is32BitProgram: true),
      "manylinux_2_5_i686 manylinux1_i686 linux_i686"
    ),
    (
      LinuxPlatform(machine: "aarch64", library: .glibc(major: 2, minor: 17), is32BitProgram: true),
      """
      manylinux_2_17_armv8l manylinux2014_armv8l manylinux_2_17_armv7l manylinux2014_armv7l
      linux_armv8l linux_armv7l
      """
    ),
    (
      LinuxPlatform(machine: "armv7l", library: .glibc(major: 2, minor: 36), hasHardFloat: false),
      "linux_armv7l"
    ),
    (
      LinuxPlatform(machine: "x86_64", library: .musl(major: 1, minor: 2)),
      "musllinux_1_2_x86_64 musllinux_1_1_x86_64 musllinux_1_0_x86_64 linux_x86_64"
    ),
    (LinuxPlatform(machine: "mips64", library: .glibc(major: 2, minor: 36)), "linux_mips64"),
    (LinuxPlatform(machine: "x86-64", library: .unknown), "linux_x86_64"),
    (
      LinuxPlatform(machine: "x86_64", library: .glibc(major: .max, minor: .max)),
      "linux_x86_64"
    ),
    (LinuxPlatform(machine: "x86_64", library: .glibc(major: -1, minor: -1)), "linux_x86_64"),
    (LinuxPlatform(machine: "x86_64", library: .musl(major: 1, minor: .max)), "linux_x86_64"),
  ])
  func `a machine takes what was built for it or for older ones`(
    platform: LinuxPlatform,
    expected: String
  ) {
    #expect(platform.tags == expected.split { $0 == " " || $0 == "\n" }.map(String.init))
  }

  @Test func `a next major version of glibc takes what the last one took`() {
    let tags = LinuxPlatform(machine: "aarch64", library: .glibc(major: 3, minor: 1)).tags
    let expected = [
      "manylinux_3_1_aarch64", "manylinux_3_0_aarch64", "manylinux_2_50_aarch64",
    ]
    #expect(tags.prefix(3).elementsEqual(expected))
    #expect(tags.suffix(2).elementsEqual(["manylinux2014_aarch64", "linux_aarch64"]))
  }
}
