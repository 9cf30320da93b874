import PipPluginKit
import Testing

@Suite struct ByteCountTests {
  @Test(
    arguments: [
      (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (1049, "1.0 kB"),
      (1050, "1.1 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"), (1_234_567, "1.2 MB"),
      (3_400_000_000, "3.4 GB"), (999_960_000_000, "1.0 TB"), (.max, "9.2 EB"), (-1500, "-1.5 kB"),
    ] as [(Int64, String)]
  )
  func `bytes are told in the largest unit that fits`(bytes: Int64, expected: String) {
    #expect(ByteCount(bytes).description == expected)
  }
}
