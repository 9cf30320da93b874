import PipPluginKit
import Testing

@Suite struct DrawingTests {
  @Test(
    arguments: [
      ("a", false), ("é", false), ("\u{200C}", false), ("\u{200D}", false), (" ", false),
      ("\u{1B}", true), ("\n", true), ("\u{7F}", true), ("\u{9B}", true), ("\u{202E}", true),
      ("\u{2028}", true), ("\u{2029}", true), ("\u{FEFF}", true), ("\u{E0001}", true),
    ] as [(Unicode.Scalar, Bool)]
  )
  func `what drives a terminal or hides is more than seen`(scalar: Unicode.Scalar, isMore: Bool) {
    #expect(scalar.isMoreThanSeen == isMore)
  }
}
