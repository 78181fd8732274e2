package sample;

import java.util.List;

/** A file in the middle of being typed. */
public class Broken<T extends Comparable<T>>
        implements Comparable<Broken<T>> {

    private final List<T> values;

    /** Keeps the values. */
    public Broken(List<T> values) {
        this.values = values;
    }

    /** The line that calls it is half typed. */
    public T first() {
        if (values.isEmpty() {
            throw new IllegalStateException("größe 😀
        }
        return values.
    }

    @Override
    public int compareTo(Broken<T> other) {
        return first().compareTo(other.first());
    }

    public void unfinished(int count

    /** Counts what is left. */
    static int after(List<?> rest) {
        return rest.size();
    }

    enum State {
        OPEN, CLOSED;

        boolean isOpen() {
            return this == OPEN;
        }
    }
}

interface Last {
    void run();
}
