package import PipDiagnostics

extension IndexError: Explainable {
  package var diagnostic: Diagnostic {
    Diagnostic(.error, code: code, message: message, causes: causes, hint: hint)
  }

  private var code: String {
    switch self {
    case .unreachable(_, .notTLS): "index.tls"
    case .unreachable(_, .notKept): "index.not-kept"
    case .unreachable: "index.unreachable"
    case .timedOut: "index.timeout"
    case .status: "index.http-status"
    case .untrusted: "index.tls"
    case .tooLarge: "index.too-large"
    case .malformedPage: "index.malformed-page"
    case .unusable(_, .insecure): "index.insecure"
    case .unusable: "index.bad-setting"
    case .cancelled: "index.cancelled"
    }
  }

  private var message: String {
    switch self {
    case .unreachable(let place, .notTLS): "\(place) does not speak TLS"
    case .unreachable(let place, .notKept): "what came from \(place) could not be written"
    case .unreachable(let place, _): "\(place) cannot be reached"
    case .timedOut(let place): "\(place) did not answer in time"
    case .status(let place, let code): "\(place) answered with status \(code)"
    case .untrusted(let place, _): "\(place) cannot prove who it is"
    case .tooLarge(let place, let limit, let unit):
      "\(place) has more than \(unit.words(for: limit))"
    case .malformedPage(let place, _): "\(place) is no page of a simple repository"
    case .unusable(let setting, .insecure):
      "\(setting.name) is ignored: it is neither encrypted nor trusted"
    case .unusable(let setting, _): "\(setting.name) cannot be used"
    case .cancelled: "the request was cancelled"
    }
  }

  private var causes: [String] {
    switch self {
    case .unreachable(_, let problem): [problem.reason]
    case .untrusted(_, let reason), .malformedPage(_, let reason): [reason]
    case .unusable(_, let fault): fault.reason.map { [$0] } ?? []
    case .timedOut, .status, .tooLarge, .cancelled: []
    }
  }

  private var hint: String? {
    switch self {
    case .unreachable(_, .hostNotFound), .unreachable(_, .notConnected):
      "check the network, the proxy, and --index-url"
    case .unreachable(_, .notTLS): "check the port; only with http:// is plain text spoken"
    case .unreachable(_, .proxy): "check --proxy, http_proxy and https_proxy"
    case .unreachable, .cancelled, .malformedPage, .tooLarge: nil
    case .timedOut: "check the network; the index is asked again later"
    case .status(_, 401), .status(_, 403):
      "put user name and password into the address or into ~/.netrc"
    case .status(_, 407): "put user name and password into the proxy's address"
    case .status: nil
    case .untrusted:
      "name the authority's certificates with --cert, or the host with --trusted-host"
    case .unusable(_, .insecure): "use https, or name the host with --trusted-host"
    case .unusable(.netrc, _): "save the file in UTF-8"
    case .unusable(_, .unsupported): "http:// and socks5:// proxies can be used"
    case .unusable: nil
    }
  }
}

extension IndexError.Unit {
  fileprivate func words(for limit: Int) -> String {
    switch self {
    case .bytes where limit >= 1 << 20 && limit % (1 << 20) == 0: "\(limit >> 20) MiB"
    case .bytes: "\(limit) bytes"
    case .entries: "\(limit) entries"
    }
  }
}

extension IndexError.Setting {
  /// What the user knows the setting by.
  var name: String {
    switch self {
    case .index(let place): "the index \(place)"
    case .findLinks(let place): "the find-links location \(place)"
    case .cert: "--cert"
    case .proxy: "the proxy"
    case .netrc: "the netrc file"
    case .variable(let name): "the variable \(name)"
    }
  }
}

extension IndexError.Fault {
  /// What is wrong, for people; nil where the message says it.
  var reason: String? {
    switch self {
    case .notAnAddress: "it is neither an address nor an existing path"
    case .insecure: nil
    case .unsupported(let kind): "\(kind) is not supported there"
    case .unreadable(let reason): reason
    }
  }
}
