internal import AsyncHTTPClient
internal import NIOHTTP1

/// What a server answered to one request, its body decompressed.
struct HTTPAnswer: Sendable {
  var status: Int
  var contentType: String?
  var validators: PageValidators?
  var location: String?
  var retryAfter: Duration?
  var body: [UInt8] = []

  /// Takes from the head of a response what is of use here.
  init(_ response: HTTPClientResponse) {
    let headers = response.headers
    status = Int(response.status.code)
    contentType = headers.first(name: "content-type")
    validators = PageValidators(
      entityTag: headers.first(name: "etag"),
      lastModified: headers.first(name: "last-modified")
    )
    location = headers.first(name: "location")
    // A date is also allowed there; who sends one asks for more patience than we have.
    retryAfter = headers.first(name: "retry-after").flatMap { UInt16($0) }.map { .seconds($0) }
  }

  /// Whether it says that the page is elsewhere.
  var isRedirect: Bool {
    switch status {
    case 301, 302, 303, 307, 308: true
    default: false
    }
  }
}
