"""What holds for all tests: examples are drawn without regard to the clock, as other work may share the machine; and
programs that they start can be interrupted, also where a shell started the tests in the background."""

import signal

from hypothesis import HealthCheck, settings

settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")

# such a shell has its commands ignore interrupts, and they hand that on to what they start
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
