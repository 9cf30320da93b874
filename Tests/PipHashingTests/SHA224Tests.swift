import PipHashing
import Testing

@Suite struct SHA224Tests {
  @Test(
    "pip's name for the state of a prefix is the SHA-224 of its UTF-8",
    arguments: [
      ("/usr", "241e69162522ccf5846a2f42ebc24b17464915a155679666b89a9f31"),
      ("/usr/local", "fe300af6f7d708c14827daac3afc81fbb8306b73de8dd6e3f1f8ea3b"),
      ("/hello/world/venv", "fcd2d5175dd33d5df759ee7b045264230205ef837bf9f582f7c3ada7"),
      (
        "C:\\Users\\User\\Desktop\\venv", "902cecc0745b8ecf2509ba473f3556f0ba222fedc6df433acda24aa5"
      ),
      ("/tmp/é", "c05f35f7518349d7ea6ef2cf5e3fa0dbf27f0aa0277ea45f8c7fcbe8"),
      ("/tmp/😀", "2718ee613544e834ba1e088576df07d115313aea2412737300505cf4"),
      (
        "https://index.example/simple/pip/",
        "df695b22cd7222ccdac77adef2a3e345a441b6539a71f025f8a4d49c"
      ),
      (
        "https://index.example/simple/requests/",
        "102e06132e74fcee3f85ae934c0e8f836346b6b06a6a29fb81652fdf"
      ),
      ("{\"url\":\"https://g.c/o/r\"}", "72aa79d3315c181d2cc23239d7109a782de663b6f89982624d8c1e86"),
      (
        "{\"subdirectory\":\"sd\",\"url\":\"https://g.c/o/r\"}",
        "8b13391b6791bf7f3edeabb41ea4698d21bcbdbba7f9c7dc9339750d"
      ),
      (
        "{\"subdirectory\":\"/\\u00e9e\"}",
        "f83b32dfa27a426dec08c21bf006065dd003d0aac78e7fc493d9014d"
      ),
    ]
  )
  func fileNames(text: String, expected: String) {
    #expect(HashAlgorithm.sha224.digest(of: text).hexadecimal == expected)
  }

  @Test(
    "the digest is right for every way a message can end in its block",
    arguments: [
      (0, "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"),
      (1, "fff9292b4201617bdc4d3053fce02734166a683d7d858a7f5f59b073"),
      (54, "c209df2e99e03d679fba9e14aaf958ac1b0a22076bb3b532a0d7f092"),
      (55, "8991dfba74284e04dc7581c7c3e4068ff6cb7a63733361429834bb56"),
      (56, "2b2cd637c16ad7290bb067ad7d8fd04e204fa43a84366afc7130f4ef"),
      (57, "e87f5bc938c3b981c197d4b163c635a5049fac81c4c6467e1251be48"),
      (62, "6411ad13aa3654302bac8e2bfd1ce76f37e3b3394014bbe260062cfc"),
      (63, "049e8dd7eab3378ce9f823bfb569e5b270235d4b7f9623606971998f"),
      (64, "c37b88a3522dbf7ac30d1c68ea397ac11d4773571aed01ddab73531e"),
      (65, "114b5fd665736a96585c5d5837d35250aed73c725252cbf7f8b121f6"),
      (110, "cddba09d7fe081e7a39c4017b3edf7a9138d1cb857559ba9ad2c939e"),
      (111, "1aeef583c448a9ae00fbc931b50bc0da5bb8323e616b11076cee8b44"),
      (112, "01e5abf50619b5c2078e754eddedcf4de8d31185a2219313cb91a8c9"),
      (118, "f85910f64fee2b8f91dec8064f75cb97e1ffc895aee912dd3945f839"),
      (119, "762f18c0df65c3d0ea64126c8a6e51db4425e76d4d969ed0f83899be"),
      (120, "d022deb78772a77e8b91d68f90ca1f636e8fe047ae219434ced18eef"),
      (121, "a802d8b618a503352cdbcc1fbef04ea36499ea72d0e32d314caf83e5"),
      (127, "554c9c3f7e92b80f4121e00cc147535d377eaeb4fb1fa8e25c7f81c1"),
      (128, "67d88da33fd632d8742424791dface672ff59d597fe38b3f2a998386"),
      (129, "a80cb91e08a62f062bd17db00d0e1979d041edeb52b497b205266b9c"),
      (183, "e30b5d8d8dfe5a583ca74f9a454bfbc5adcdf86a293b237b4e72ecaf"),
      (184, "c666b03db29ead877fde41a5b965db2acc4d40987325e841da742fea"),
      (191, "738dc8e738d4d1e866e30a7946d2e241ce2fe5d2c9bbe82ee8a6a543"),
      (192, "f36432272b487ddfa019fa20b82cf8b69c9d6ed07b93ce5f55e99a1c"),
      (193, "6e010c13db7a0ea4b87845d8d03eb9e3af891f0890451809938b7d57"),
      (1000, "c182669a7f6629dc7fd8a9198f15af15adbbaeffa1842e854f681357"),
      (4096, "5a6266582cdb93dda2d15119daab4b92702b5a720f45cd508f606d6b"),
    ]
  )
  func lengths(count: Int, expected: String) {
    let message = (0..<count).map { UInt8($0 % 251) }
    #expect(HashAlgorithm.sha224.digest(of: message).hexadecimal == expected)
  }
}
