import Testing

@testable import PipCache

@Suite struct HTTPDateTests {
  @Test(
    arguments: [
      "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
      "6 Nov 1994 08:49 +0100", "Sun,06 Nov 1994 08:49:37 GMT", "06 november 1994 08:49:37-0500",
      "Sun, 6 Nov 1994 08:49:37", "Sun Nov  6 08:49:37 GMT 1994", "6 Nov 1994 08.49.37 GMT",
      "6 Nov 1994, 08:49:37, GMT", "06-Nov-94 08:49:37 GMT", "06 Nov 1994 08:49:37 GMT x y",
      "99 Nov 0000 08:49", "+6 Nov 1994 -8:49",
    ]
  )
  func `pip can read it`(date: String) {
    #expect(HTTPDate(date) == .readable)
  }

  @Test(
    arguments: [
      "", " ", ",", "Sun,", "yesterday", "1994-11-06T08:49:37Z", "0", "Sun, 06 Nov 1994",
      "06 Foo 1994 08:49:37 GMT", "06 Nov nineteen 08:49:37 GMT", "06 Nov 1994 8 GMT",
      "\u{661}\u{661} Nov 1994 08:49:37 GMT", "- Nov 1994 08:49:37",
      "06-Nov-94 08:49:37", "06-Nov-94 08:49:37 GMT x", "06 Nov 1994 08:49:37-0500 x",
      "Sun, 06-Nov-94", "06 Nov , 08:49:37 1994", "06-Nov- 08:49:37 1994", "6 Nov 1994 8.4.9.3 GMT",
    ]
  )
  func `pip fails on it`(date: String) {
    #expect(HTTPDate(date) == .unreadable)
  }

  @Test(
    arguments: [
      "06 Nov 99999 08:49:37 GMT", "Thu, 01 Jan 10000 00:00:00 GMT", "06 Nov GMT 08:49:37 -2000",
      "Sun Nov  6 08:49:37 99999999999999999999",
    ]
  )
  func `Python's calendar does not have it`(date: String) {
    #expect(HTTPDate(date) == .outOfCalendar)
  }
}
