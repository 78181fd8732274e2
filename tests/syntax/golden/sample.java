/*
 * Copyright 2026 The Sample Authors
 * Licensed under the Apache License, Version 2.0
 */
package org.example.mail;

import java.util.*;
import java.util.function.Function;

/**
 * Sends mail, and tries again when a server is busy.
 *
 * @param <T> what an address is
 */
@Service
@SuppressWarnings({"unchecked", "rawtypes"})
public abstract class Mailer<T extends Comparable<T>> extends Base<Map<String, List<T>>>
        implements AutoCloseable {

    private static final int LIMIT = 3;

    /** Shortens a subject. */
    static final Function<String, String> SHORTEN = subject -> subject.substring(0, LIMIT);

    private final Comparator<T> order = new Comparator<T>() {
        @Override
        public int compare(T a, T b) { return a.compareTo(b); }
    };

    static {
        System.loadLibrary("mail");
    }

    /**
     * Opens a connection.
     */
    @Inject
    protected Mailer(@Named("host") final String host, int... ports) {
        super(host);
    }

    // Delivers one message.
    @Override
    @Retry(times = 3)
    public <U extends Message> Receipt send(
            @NonNull U message,
            Options options /* may be empty */,
            List<? super T> copies)
            throws IOException, InterruptedException {
        Runnable attempt = () -> deliver(message);
        copies.forEach(copy -> System.out.println(copy));
        executor.submit(new Callable<Void>() {
            @Override public Void call() { return null; }
        });
        return null;
    }

    public abstract T größe(String überschrift);

    @Deprecated public native long handle();

    /** How a delivery ended. */
    public enum Outcome implements Coded {
        SENT("😀") {
            @Override boolean isFinal() { return true; }
        },
        BOUNCED("x");

        private final String code;

        Outcome(String code) { this.code = code; }

        boolean isFinal() { return false; }
    }

    /** One address. */
    public record Address(String name, @Nonnull String host) implements Comparable<Address> {
        public Address {
            Objects.requireNonNull(host);
        }

        static Address parse(String text) { return new Address(text, ""); }

        @Override public int compareTo(Address other) { return 0; }
    }

    /** Marks what may be retried. */
    @Retention(RetentionPolicy.RUNTIME)
    public @interface Retry {
        int times() default 1;
    }

    sealed interface Message permits Text, Html {
        String subject();

        default boolean isEmpty() { return subject().isEmpty(); }
    }

    static class Text implements Message {}

    @Override
    public void close() {}
}

interface Coded {}
