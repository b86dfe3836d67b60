import Consent
import LogReading

extension SignalSources {
  /// The signals of logs that a policy makes something of.
  init(_ policy: SignalPolicy) {
    self.init(
      tcCookie: policy.tc?.cookie, consentMode: !policy.consentMode.isEmpty,
      dnt: !policy.dnt.isEmpty, cookies: policy.flagCookies)
  }
}
