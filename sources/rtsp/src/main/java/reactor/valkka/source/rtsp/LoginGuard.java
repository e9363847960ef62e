package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.rtsp.RtspAuthenticationException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps wrong credentials from locking an account: most cameras shut a user out for half an hour
 * after a few bad logins, whichever of their streams they were for.
 *
 * <p><b>Shape:</b> one breaker for each device and pair of credentials, for all streams of it.
 *
 * <pre>
 *             first login goes, others wait       credentials taken
 *   UNKNOWN ───────────────────────────────► TRYING ──────────► PROVEN: everybody goes
 *      ▲                                        │ refused          │ the last stream has ended
 *      │ time is over                           ▼                  ▼
 *      └──────────────────────────────────── REFUSED            UNKNOWN
 * </pre>
 *
 * While credentials are refused nobody connects with them. Other credentials are another breaker,
 * so a changed password is tried at once; {@link RtspSource#reconnectNow()} forgives the old one.
 * An attempt that ends in another way, or was let in without them, lets the next one try. A refusal
 * is for one stream only where another one plays with the same credentials: then they are right.
 * When a device that has refused them takes them from one stream, the others come again at once,
 * the one that was refused once.
 *
 * <p><b>Threads:</b> any; a short lock for each connection. <b>Bounds:</b> who waits, waits for
 * attempts that have deadlines; refusals that are over are forgotten.
 */
final class LoginGuard {

    private static final class Shared {
        static final LoginGuard INSTANCE = new LoginGuard(System::nanoTime);
    }

    private static final int BREAKERS_KEPT = 1_024;

    private final LongSupplier clock;
    private final Map<Account, Breaker> breakers = new HashMap<>();

    LoginGuard(LongSupplier clock) {
        this.clock = clock;
    }

    /** The one of all sources in this process. */
    static LoginGuard shared() {
        return Shared.INSTANCE;
    }

    /** Whose login it is: host and port of a device, and who we are there. */
    record Account(String peer, Credentials credentials) {}

    /** What is heard of a login; on any thread, so that a pardon may come before its refusal. */
    interface Applicant {
        /** Connect now, and tell by the attempt what came of it. */
        void mayLogIn(Attempt attempt);

        /** The device refused these credentials before; nobody may try them so long. */
        void refused(RtspAuthenticationException before, Duration remaining);

        /** The device takes them now: who was refused need not wait any more, and applies anew. */
        void pardoned();
    }

    /** What is known of an account, and who waits for it. */
    private static final class Breaker {
        final ArrayDeque<Applicant> waiting = new ArrayDeque<>();
        final Set<Applicant> refused = new LinkedHashSet<>();

        @Nullable
        Attempt trying;

        int proofs;

        @Nullable
        RtspAuthenticationException refusal;

        long refusedUntil;

        boolean isRefused(long now) {
            return refusal != null && refusedUntil - now > 0;
        }

        boolean isForgettable(long now) {
            return !isRefused(now)
                    && waiting.isEmpty()
                    && refused.isEmpty()
                    && trying == null
                    && proofs == 0;
        }
    }

    /**
     * Asks whether to log in; answered on this thread or, when another attempt has ended, on that
     * one's.
     *
     * @return whether it must wait; {@link #giveUp} ends that, and the wish to be pardoned
     */
    boolean apply(Account account, Applicant applicant) {
        List<Runnable> answers = new ArrayList<>(1);
        synchronized (breakers) {
            answer(account, breaker(account), applicant, answers);
        }
        answers.forEach(Runnable::run);
        return answers.isEmpty();
    }

    private Breaker breaker(Account account) {
        if (breakers.size() >= BREAKERS_KEPT) {
            long now = clock.getAsLong();
            breakers.values().removeIf(breaker -> breaker.isForgettable(now));
        }
        return breakers.computeIfAbsent(account, unknown -> new Breaker());
    }

    private void answer(
            Account account, Breaker breaker, Applicant applicant, List<Runnable> answers) {
        long now = clock.getAsLong();
        RtspAuthenticationException refusal = breaker.refusal;
        if (refusal != null && breaker.isRefused(now)) {
            Duration remaining = Duration.ofNanos(breaker.refusedUntil - now);
            breaker.refused.add(applicant);
            answers.add(() -> applicant.refused(refusal, remaining));
        } else if (breaker.proofs == 0 && breaker.trying != null) {
            breaker.waiting.add(applicant);
        } else {
            Attempt attempt = new Attempt(account, applicant);
            breaker.trying = breaker.proofs == 0 ? attempt : breaker.trying;
            answers.add(() -> applicant.mayLogIn(attempt));
        }
    }

    /** Does not want to log in any more. */
    void giveUp(Account account, Applicant applicant) {
        synchronized (breakers) {
            Breaker breaker = breakers.get(account);
            if (breaker != null) {
                breaker.waiting.remove(applicant);
                breaker.refused.remove(applicant);
            }
        }
    }

    /** Lets one attempt try again at once. */
    void forgive(Account account) {
        synchronized (breakers) {
            Breaker breaker = breakers.get(account);
            if (breaker != null) {
                breaker.refusal = null;
            }
        }
    }

    /** One login that was allowed; hears what came of it, and that the connection has ended. */
    final class Attempt implements Disposable {
        private final Account account;
        private final Applicant applicant;
        private boolean granted;
        private boolean ended;

        private Attempt(Account account, Applicant applicant) {
            this.account = account;
            this.applicant = applicant;
        }

        /** The device took the credentials: everybody may go, and who was refused is pardoned. */
        void granted() {
            settle(breaker -> {
                breaker.proofs += granted ? 0 : 1;
                granted = true;
                breaker.refusal = null;
            });
        }

        /**
         * The stream plays, and that shows nothing where nobody has asked for the credentials: the
         * next one may try.
         */
        void over() {
            settle(breaker -> {});
        }

        /**
         * The device refused: nobody may try for a while, unless another stream shows that the
         * credentials are right.
         */
        void refused(RtspAuthenticationException refusal, Duration wait) {
            settle(breaker -> {
                end(breaker);
                if (breaker.proofs == 0) {
                    breaker.refusal = refusal;
                    breaker.refused.add(applicant);
                    breaker.refusedUntil = clock.getAsLong() + wait.toNanos();
                }
            });
        }

        /** The connection has ended, for whatever other reason; the next one may try. */
        @Override
        public void dispose() {
            settle(this::end);
        }

        private void end(Breaker breaker) {
            ended = true;
            breaker.proofs -= granted ? 1 : 0;
        }

        private void settle(Consumer<Breaker> change) {
            List<Runnable> answers = new ArrayList<>();
            synchronized (breakers) {
                if (ended) {
                    return;
                }
                Breaker breaker = breaker(account);
                change.accept(breaker);
                breaker.trying = breaker.trying == this ? null : breaker.trying;
                wake(account, breaker, answers);
            }
            answers.forEach(Runnable::run);
        }
    }

    /** Answers those who need not wait any more. */
    private void wake(Account account, Breaker breaker, List<Runnable> answers) {
        for (int left = breaker.waiting.size(); left > 0; left--) {
            answer(account, breaker, breaker.waiting.remove(), answers);
        }
        if (breaker.proofs > 0) {
            breaker.refused.forEach(applicant -> answers.add(applicant::pardoned));
            breaker.refused.clear();
        }
    }
}
