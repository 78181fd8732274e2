/*
 * Copyright 2026 The Sample Authors.
 * Licensed under the MIT licence.
 */

/** Downloads that survive a restart. */
@file:JvmName("Downloads")

package sample.downloads

import java.io.Closeable

const val CHUNK = 64 * 1024

typealias Progress = (Long) -> Unit

/** Doubles [this], up to a minute. */
@Deprecated("Use Backoff", ReplaceWith("Backoff(this)"))
fun Long.doubled(): Long = (this * 2).coerceAtMost(60_000)

@JvmOverloads
fun <T : Any> retry(
    times: Int = 3,
    block: () -> T?,
): T? {
    fun attempt(left: Int): T? = block() ?: if (left > 0) attempt(left - 1) else null

    val logged = { value: T? -> println(value) }
    repeat(times) { index -> println(index) }
    return attempt(times).also { logged(it) }
}

val isQuiet: Boolean
    get() = System.getenv("QUIET") != null

val <T> List<T>.middle: T?
    get() = getOrNull(size / 2)

val onDone: (String) -> Unit = { name ->
    println("fertig: $name — größer 😀")
}

val compare = fun(a: Download, b: Download): Int {
    return a.url.compareTo(b.url)
}

val defaults by lazy { Settings() }

// Where downloads
// are written to.
interface Target : Closeable {
    val name: String

    fun open(
        append: Boolean,
        size: Long = 0,
    ): Sink

    fun describe(): String {
        return name
    }
}

fun interface Listener {
    fun changed(download: Download)
}

/**
 * One download.
 *
 * @property url where it comes from
 */
data class Download(
    val url: String,
    val priority: Int = 0,
) : Comparable<Download>, Target by FileTarget(url) {

    private var received = 0L

    init {
        require(url.isNotBlank()) { "no URL" }
    }

    /** Continues an earlier download. */
    constructor(url: String, received: Long) : this(url) {
        this.received = received
    }

    var isPaused: Boolean = false
        private set(value) {
            field = value
        }

    @Synchronized
    @Throws(IOException::class, InterruptedException::class)
    override fun compareTo(other: Download) = priority - other.priority

    suspend inline fun <reified S : Sink> writeTo(sink: S): Long where S : Closeable {
        return received
    }

    operator fun plus(other: Download): Batch = Batch(listOf(this, other))

    companion object {
        fun parse(line: String): Download? = null
    }

    inner class Ticket(private val id: Int)
}

enum class State(val label: String) {
    WAITING("waiting") {
        override fun next() = RUNNING
    },
    RUNNING("running") {
        override fun next() = RUNNING
    };

    abstract fun next(): State
}

sealed class Outcome {
    object Finished : Outcome()

    class Failed(val cause: Throwable) : Outcome()
}

internal object Registry : Listener {
    private val watcher = object : Listener {
        override fun changed(download: Download) {
            println(download)
        }
    }

    override fun changed(download: Download) = watcher.changed(download)

    fun Download?.orEmpty(): Download = this ?: Download("")
}

annotation class Experimental

class `a download`  {
    @Test
    fun `resumes after a restart`() {
        assertTrue(true)
    }
}
